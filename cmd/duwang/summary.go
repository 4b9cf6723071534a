package main

import (
	"fmt"
	"io"
	"path/filepath"

	"duwang/cmd/internal/work"
	"duwang/reports"
)

// summary prints what a scan came to, in a few lines.
func summary(w io.Writer, j *work.Judgement, files []string, dir string) {
	m := reports.Build(j.Result, j.Set, j.Ledger, reports.Office{})
	fmt.Fprintln(w, m.Headline)
	for _, s := range m.Summary {
		fmt.Fprintln(w, s)
	}
	for _, s := range m.Cautions {
		fmt.Fprintln(w, "注意："+s)
	}
	if len(files) > 0 {
		fmt.Fprintf(w, "报告已写到 %s：\n", dir)
		notices := 0
		for _, f := range files {
			if filepath.Dir(f) != "." {
				notices++
				continue
			}
			fmt.Fprintf(w, "  %s\n", f)
		}
		if notices > 0 {
			fmt.Fprintf(w, "  整改通知书草稿等 %d 个文件（各单位）\n", notices)
		}
	}
}
