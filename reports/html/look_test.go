package html_test

import (
	"os"
	"testing"

	"duwang/reports/html"
	"duwang/reports/reportstest"
)

func TestLook(t *testing.T) {
	f, _ := os.Create("/tmp/rep/report.html")
	if err := html.Write(f, reportstest.Model()); err != nil {
		t.Fatal(err)
	}
	f.Close()
	f, _ = os.Create("/tmp/rep/void.html")
	if err := html.Write(f, reportstest.Void()); err != nil {
		t.Fatal(err)
	}
	f.Close()
}
