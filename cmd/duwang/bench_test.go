package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/pprof"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/gocolly/colly/v2"

	"duwang/cmd/internal/demo"
)

// The benchmark runs itself again in three parts: the portal, duwang, and a
// bare colly crawler that only follows links.
const (
	partEnv  = "DUWANG_BENCH_PART"
	pagesEnv = "DUWANG_BENCH_PAGES"
)

// benchPart plays the part that the environment names; it returns false when
// it names none.
func benchPart() bool {
	switch os.Getenv(partEnv) {
	case "portal":
		servePortal()
	case "duwang":
		os.Exit(profiled(func() int { return run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr) }))
	case "colly":
		bareColly(os.Args[1])
	default:
		return false
	}
	return true
}

// profiled runs f, with a CPU profile when DUWANG_BENCH_PROFILE names a folder.
func profiled(f func() int) int {
	dir := os.Getenv("DUWANG_BENCH_PROFILE")
	if dir == "" {
		return f()
	}
	to, err := os.CreateTemp(dir, "cpu-*.pprof")
	if err == nil {
		err = pprof.StartCPUProfile(to)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return exitFailed
	}
	defer pprof.StopCPUProfile()
	return f()
}

func benchPages() int {
	if n, err := strconv.Atoi(os.Getenv(pagesEnv)); err == nil {
		return n
	}
	return 10000
}

// servePortal prints its address and serves until its input ends.
func servePortal() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	p := demo.Big(benchPages())
	fmt.Println("http://" + l.Addr().String() + "/")
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	_ = http.Serve(l, p) // until the process ends
}

// bareColly follows every link it sees, asynchronously, as colly's own
// examples do, and does nothing else.
func bareColly(start string) {
	var pages atomic.Int64
	c := colly.NewCollector(colly.Async(true))
	_ = c.Limit(&colly.LimitRule{DomainGlob: "*", Parallelism: 16})                         // the rule is a constant
	c.OnHTML("a[href]", func(e *colly.HTMLElement) { _ = e.Request.Visit(e.Attr("href")) }) // a link seen before is an error
	c.OnResponse(func(*colly.Response) { pages.Add(1) })
	_ = c.Visit(start)
	c.Wait()
	fmt.Println(pages.Load())
}

// A cost is what a process used.
type cost struct {
	wall, cpu time.Duration
	peak      int64 // bytes
}

// part runs one part of the benchmark on one core and returns its cost. The
// portal runs on the other core where taskset is to be had.
func part(b *testing.B, name, core string, args ...string) *exec.Cmd {
	b.Helper()
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	argv := append([]string{self}, args...)
	if taskset, err := exec.LookPath("taskset"); err == nil {
		argv = append([]string{taskset, "-c", core}, argv...)
	}
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Env = append(os.Environ(), partEnv+"="+name)
	cmd.Stderr = os.Stderr
	return cmd
}

func measure(b *testing.B, cmd *exec.Cmd) cost {
	b.Helper()
	started := time.Now()
	if err := cmd.Run(); err != nil {
		b.Fatalf("%v: %v", cmd.Args, err)
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		b.Fatal("no resource usage on this system")
	}
	return cost{time.Since(started), cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), usage.Maxrss << 10}
}

func (c cost) report(b *testing.B, name string, pages int) {
	b.ReportMetric(float64(pages)/c.wall.Seconds(), name+"_pages/s")
	b.ReportMetric(c.cpu.Seconds()*1000/float64(pages), name+"_cpu_s/1000pages")
	b.ReportMetric(float64(c.peak)/(1<<20), name+"_peak_MiB")
}

// over reports how many times other's CPU a part cost.
func (c cost) over(b *testing.B, name string, other cost) {
	b.ReportMetric(c.cpu.Seconds()/other.cpu.Seconds(), name)
}

// bytesOf reads off a result how much a scan had sent to it.
func bytesOf(b *testing.B, file string) (sum float64) {
	b.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		b.Fatal(err)
	}
	var r struct{ Sites []struct{ Bytes float64 } }
	if err := json.Unmarshal(text, &r); err != nil {
		b.Fatal(err)
	}
	for _, s := range r.Sites {
		sum += s.Bytes
	}
	return sum
}

// BenchmarkPortal scans a built-in portal of 10,000 pages (DUWANG_BENCH_PAGES)
// in full: fetch, one parse, all fields, links, facts in SQLite, all checks,
// the result as JSON. Beside it a bare colly crawler that only follows links,
// a second scan of the unchanged portal, and judging the stored scan again. How
// the parts compare is what other machines will find, too: scan/colly_cpu,
// again/scan_cpu and again/scan_bytes.
func BenchmarkPortal(b *testing.B) {
	for range b.N {
		portal := part(b, "portal", "1")
		in, err := portal.StdinPipe()
		if err != nil {
			b.Fatal(err)
		}
		out, err := portal.StdoutPipe()
		if err != nil {
			b.Fatal(err)
		}
		if err := portal.Start(); err != nil {
			b.Fatal(err)
		}
		line, err := bufio.NewReader(out).ReadString('\n')
		if err != nil {
			b.Fatal(err)
		}
		base := strings.TrimSpace(line)
		pages := benchPages()

		dir := b.TempDir()
		config := filepath.Join(dir, "duwang.yaml")
		if err := os.WriteFile(config, []byte(demo.Big(pages).Config(base, dir)), 0o644); err != nil {
			b.Fatal(err)
		}
		result := func(name string) string { return filepath.Join(dir, name+".json") }
		duwang := func(name string, args ...string) cost {
			c := measure(b, part(b, "duwang", "0", append(args, "-c", config, "--json", result(name))...))
			c.report(b, name, pages)
			return c
		}
		scan := duwang("scan", "scan", "--full", "--quiet", "--as-of", "2026-11-18", "--out", filepath.Join(dir, "out"))
		again := duwang("again", "scan", "--full", "--quiet", "--as-of", "2026-11-18", "--out", filepath.Join(dir, "out2"))
		duwang("check", "check")
		colly := measure(b, part(b, "colly", "0", base))
		colly.report(b, "colly", pages)
		scan.over(b, "scan/colly_cpu", colly)
		again.over(b, "again/scan_cpu", scan)
		b.ReportMetric(bytesOf(b, result("again"))/bytesOf(b, result("scan")), "again/scan_bytes")
		in.Close()
		_ = portal.Wait() // it ends as it was told
	}
}
