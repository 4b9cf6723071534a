package notice_test

import (
	"os"
	"testing"

	"duwang/crawler/portal"
	"duwang/reports/notice"
	"duwang/reports/reportstest"
)

func TestLook(t *testing.T) {
	m := reportstest.Model()
	for _, u := range []string{"bm05", "xz04"} {
		n, ok := notice.New(m, u)
		if !ok {
			t.Fatal(u)
		}
		if u == "xz04" {
			n.Number, n.Issued, n.Copies = 12, portal.MustDate("2026-11-23"), "县委办公室，县人大常委会办公室，县政协办公室"
		}
		f, _ := os.Create("/tmp/rep/n-" + u + ".docx")
		if err := n.WriteDOCX(f); err != nil {
			t.Fatal(err)
		}
		f.Close()
		f, _ = os.Create("/tmp/rep/n-" + u + ".html")
		if err := n.WriteHTML(f); err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
}
