package xlsx

import (
	"fmt"
	"io"
)

// A TallyRow is one line of a table of counts.
type TallyRow struct {
	Name   string
	Counts []int
}

// WriteTally writes a table of counts, one row a unit, whose last row sums
// each column by a formula. head names the columns: 序号, the name, then as many
// as each row has counts.
func WriteTally(w io.Writer, sheet, title, line string, head []string, rows []TallyRow) error {
	b, err := newBook()
	if err != nil {
		return err
	}
	defer func() { _ = b.file.Close() }() // removes temporary files only
	columns := []column{{head[0], 7, count}, {head[1], 28, plain}}
	for _, h := range head[2:] {
		columns = append(columns, column{h, 12, count})
	}
	s, err := b.sheet(sheet, title, line, 1, columns)
	if err != nil {
		return err
	}
	sums := make([]int, len(head)-2)
	for i, r := range rows {
		cells := []any{i + 1, r.Name}
		for k, n := range r.Counts {
			cells = append(cells, n)
			sums[k] += n
		}
		s.add(cells...)
	}
	first, last := headRow+1, s.row
	total := []any{styled{strong, ""}, styled{strong, "合计"}}
	for k, n := range sums {
		at := letter(k + 3)
		value := any(0)
		if len(rows) > 0 {
			value = formula{fmt.Sprintf("SUM(%s%d:%s%d)", at, first, at, last), float64(n)}
		}
		total = append(total, styled{strongPoints, value})
	}
	s.add(total...)
	if err := s.end(false); err != nil {
		return err
	}
	if err := b.properties(title, ""); err != nil {
		return err
	}
	_, err = b.file.WriteTo(w)
	return err
}
