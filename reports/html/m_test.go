package html_test

import (
	"io"
	"runtime"
	"testing"
	"time"

	"duwang/reports"
	"duwang/reports/csv"
	"duwang/reports/html"
	"duwang/reports/json"
	"duwang/reports/reportstest"
	"duwang/reports/xlsx"
)

func TestM(t *testing.T) {
	t0 := time.Now()
	m := reportstest.Large(100_000)
	var a, b runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&a)
	t.Log("build", time.Since(t0), a.HeapAlloc>>20)
	for n, f := range map[string]func(io.Writer, *reports.Model) error{"html": html.Write, "xlsx": xlsx.Write, "csv": csv.Findings,
		"json": func(w io.Writer, m *reports.Model) error { return json.Write(w, m.Result) }} {
		t0 = time.Now()
		stop := make(chan uint64)
		go func() {
			var most uint64
			for {
				select {
				case stop <- most:
					return
				case <-time.After(50 * time.Millisecond):
					runtime.ReadMemStats(&b)
					most = max(most, b.HeapAlloc)
				}
			}
		}()
		if err := f(io.Discard, m); err != nil {
			t.Fatal(err)
		}
		t.Log(n, time.Since(t0), "peak heap MB", <-stop>>20)
		runtime.GC()
	}
}
