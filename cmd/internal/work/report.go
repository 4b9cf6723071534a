package work

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"duwang/cmd/internal/config"
	"duwang/reports"
	"duwang/reports/csv"
	"duwang/reports/html"
	"duwang/reports/json"
	"duwang/reports/notice"
	"duwang/reports/xlsx"
)

// Formats are the kinds of report that can be written.
var Formats = []string{"html", "xlsx", "docx", "csv", "json"}

// CheckFormats refuses a format that cannot be written.
func CheckFormats(formats []string) error {
	for _, f := range formats {
		if !slices.Contains(Formats, f) {
			return fmt.Errorf("没有 %q 这种报告格式；可选 %s", f, strings.Join(Formats, "、"))
		}
	}
	return nil
}

// Report writes a judgement into a folder, which is made when it is missing,
// and returns the files written, relative to it.
func Report(cfg *config.Config, j *Judgement, dir string, formats []string) ([]string, error) {
	w := &writer{dir: dir}
	m := reports.Build(j.Result, j.Set, j.Ledger, Office(cfg))
	for _, f := range formats {
		switch f {
		case "html":
			w.file("巡检报告.html", func(to io.Writer) error { return html.Write(to, m) })
		case "xlsx":
			w.file("巡检报告.xlsx", func(to io.Writer) error { return xlsx.Write(to, m) })
		case "csv":
			w.file(csv.FindingsName, func(to io.Writer) error { return csv.Findings(to, m) })
			w.file(csv.ScoresName, func(to io.Writer) error { return csv.Scores(to, m) })
			w.file(csv.UnverifiedName, func(to io.Writer) error { return csv.Unverified(to, m) })
		case "json":
			w.file("result.json", func(to io.Writer) error { return json.Write(to, j.Result) })
		case "docx":
			w.notices(m)
		}
	}
	return w.files, w.err
}

// notices writes the draft notice of each unit, for Word and as a page, with
// the ledger that comes back filled in. Drafts say so on every page: nothing
// leaves the office without a person's confirmation (contract §6).
func (w *writer) notices(m *reports.Model) {
	for _, n := range notice.All(m) {
		w.file(filepath.Join(noticeFolder, n.Name()+".docx"), n.WriteDOCX)
		w.file(filepath.Join(noticeFolder, n.Name()+".html"), n.WriteHTML)
		w.file(filepath.Join(noticeFolder, n.LedgerName()), func(to io.Writer) error {
			return xlsx.WriteLedger(to, n.Unit, "", n.Ledger())
		})
	}
}

// noticeFolder holds the drafts of the notices.
const noticeFolder = "整改通知书草稿"

// Office is who signs what is written, as the config names it.
func Office(cfg *config.Config) reports.Office {
	contact := cfg.Office.Contact
	if cfg.Office.Phone != "" {
		contact = strings.TrimSpace(contact + " " + cfg.Office.Phone)
	}
	return reports.Office{Name: cfg.Office.Name, NoticeCode: cfg.Office.NoticeCode, Contact: contact}
}

// A writer writes files into one folder and stops at the first error.
type writer struct {
	dir   string
	files []string
	err   error
}

// file writes one file whole or not at all: a report that was cut off never
// stands under its name.
func (w *writer) file(name string, write func(io.Writer) error) {
	if w.err != nil {
		return
	}
	w.err = w.put(name, write)
	if w.err == nil {
		w.files = append(w.files, name)
	}
}

func (w *writer) put(name string, write func(io.Writer) error) (err error) {
	path := filepath.Join(w.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("建立报告目录：%w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".duwang-*")
	if err != nil {
		return fmt.Errorf("写报告：%w", err)
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name())
			err = fmt.Errorf("写报告 %s：%w", name, err)
		}
	}()
	if err = errors.Join(write(f), f.Chmod(0o644), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// bytesTo writes a file that is at hand whole.
func bytesTo(b []byte) func(io.Writer) error {
	return func(to io.Writer) error {
		_, err := to.Write(b)
		return err
	}
}
