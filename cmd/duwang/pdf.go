package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"duwang/cmd/internal/work"
)

// pdfFlag adds --pdf to a command that writes papers.
func pdfFlag(c *cobra.Command, pdf *bool) {
	c.Flags().BoolVar(pdf, "pdf", false, "另用本机的 Chromium 浏览器打印一份 PDF；没有浏览器的，只说明，不影响其他文件")
}

// printPapers prints the pages among papers that were written to a folder.
func printPapers(cmd *cobra.Command, pdf bool, out string, names []string) error {
	var pages []string
	for _, n := range names {
		if strings.HasSuffix(n, ".html") {
			pages = append(pages, filepath.Join(out, n))
		}
	}
	if !pdf || len(pages) == 0 {
		return nil
	}
	written, err := work.PrintPDF(cmd.Context(), pages)
	for _, f := range written {
		fmt.Fprintf(cmd.OutOrStdout(), "  %s\n", filepath.Join(out, filepath.Base(f)))
	}
	if errors.Is(err, work.ErrNoBrowser) {
		fmt.Fprintf(cmd.ErrOrStderr(), "%v。\n", err)
		return nil
	}
	return err
}
