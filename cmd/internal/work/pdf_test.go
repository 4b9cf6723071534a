package work_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"duwang/cmd/internal/work"
)

func TestPapersArePrintedWhereThereIsABrowser(t *testing.T) {
	dir := t.TempDir()
	page := filepath.Join(dir, "通报 #1（2026年11月）.html")
	must(t, os.WriteFile(page, []byte("<html><meta charset=utf-8><h1>通报</h1></html>"), 0o600))
	written, err := work.PrintPDF(t.Context(), []string{page})
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, "通报 #1（2026年11月）.pdf"))
	if err != nil || !bytes.HasPrefix(b, []byte("%PDF-")) || len(written) != 1 {
		t.Errorf("%d bytes in %q, %v", len(b), written, err)
	}
	t.Setenv("PATH", dir)
	if _, err := work.PrintPDF(t.Context(), []string{page}); !errors.Is(err, work.ErrNoBrowser) {
		t.Errorf("without a browser: %v", err)
	}
}
