package work

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// ErrNoBrowser says that no browser is there to print PDF files.
var ErrNoBrowser = errors.New("没有找到 Chromium 浏览器，不能生成 PDF；可用 WPS 或者 Word 打开 DOCX 另存为 PDF")

// browsers are the names under which a Chromium is installed.
var browsers = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge"}

// printing is how long one paper may take to print.
const printing = 2 * time.Minute

// PrintPDF prints pages (HTML files of papers) as PDF files beside them, as a
// browser prints them, and returns the files written. ErrNoBrowser when there
// is none: the papers themselves do without.
func PrintPDF(ctx context.Context, pages []string) (written []string, err error) {
	browser := ""
	for _, name := range browsers {
		if path, err := exec.LookPath(name); err == nil {
			browser = path
			break
		}
	}
	if browser == "" {
		return nil, ErrNoBrowser
	}
	profile, err := os.MkdirTemp("", "duwang-print-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(profile)) }()
	for _, page := range pages {
		from, err := filepath.Abs(page)
		if err != nil {
			return written, err
		}
		to := strings.TrimSuffix(from, ".html") + ".pdf"
		one, cancel := context.WithTimeout(ctx, printing)
		args := []string{"--headless", "--disable-gpu", "--disable-extensions", "--no-first-run", "--user-data-dir=" + profile,
			"--no-pdf-header-footer", "--print-to-pdf=" + to}
		if os.Geteuid() == 0 {
			args = append(args, "--no-sandbox") // a browser refuses its sandbox to the superuser
		}
		out, err := exec.CommandContext(one, browser, append(args, (&url.URL{Scheme: "file", Path: filepath.ToSlash(from)}).String())...).CombinedOutput()
		cancel()
		if _, missing := os.Stat(to); err != nil || missing != nil {
			return written, fmt.Errorf("打印 %s：%w：%s", filepath.Base(page), errors.Join(err, missing), lastLine(out))
		}
		written = append(written, to)
	}
	return written, nil
}

func lastLine(b []byte) string {
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	return lines[len(lines)-1]
}
