package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"duwang/reports/xlsx"
)

// scoreAll fills every row of an entry book: nine tenths of each item's
// points, scored and checked by two people.
func scoreAll(file string) error {
	f, err := excelize.OpenFile(file)
	if err != nil {
		return err
	}
	defer f.Close()
	rows, err := f.GetRows(xlsx.EntrySheet)
	if err != nil {
		return err
	}
	for i := 3; i < len(rows); i++ {
		points, err := strconv.ParseFloat(rows[i][7], 64)
		if err != nil {
			return fmt.Errorf("row %d: %w", i+1, err)
		}
		cells := []any{points, points, points * 0.9, "评分甲", "复核乙", fmt.Sprintf("档案第%d页", i)}
		if err := f.SetSheetRow(xlsx.EntrySheet, fmt.Sprintf("K%d", i+1), &cells); err != nil {
			return err
		}
	}
	return f.Save()
}

// setCells writes cells named SHEET!CELL=TEXT; numbers are written as numbers.
func setCells(file string, cells []string) error {
	f, err := excelize.OpenFile(file)
	if err != nil {
		return err
	}
	defer f.Close()
	for _, c := range cells {
		at, text, _ := strings.Cut(c, "=")
		sheet, cell, _ := strings.Cut(at, "!")
		var value any = text
		if n, err := strconv.ParseFloat(text, 64); err == nil {
			value = n
		}
		if err := f.SetCellValue(sheet, cell, value); err != nil {
			return err
		}
	}
	return f.Save()
}
