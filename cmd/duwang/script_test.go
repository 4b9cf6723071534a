package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"

	"duwang/reports/xlsx"
)

func TestMain(m *testing.M) {
	if benchPart() {
		return
	}
	testscript.Main(m, map[string]func(){
		"duwang": func() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// TestScripts specifies the command line. Each script's folder www is served
// on loopback at $SITE; `site FILE` puts that address into a file for {SITE}.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			asked := &atomic.Int64{}
			env.Values[askedKey{}] = asked
			files := http.FileServer(http.Dir(filepath.Join(env.WorkDir, "www")))
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asked.Add(1)
				if strings.HasSuffix(r.URL.Path, "/blocked.html") {
					w.WriteHeader(http.StatusForbidden)
					return
				}
				files.ServeHTTP(w, r)
			}))
			env.Defer(srv.Close)
			env.Setenv("SITE", srv.URL)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"site": func(ts *testscript.TestScript, neg bool, args []string) {
				for _, name := range args {
					b := ts.ReadFile(name)
					ts.Check(os.WriteFile(ts.MkAbs(name), []byte(strings.ReplaceAll(b, "{SITE}", ts.Getenv("SITE"))), 0o644))
				}
			},
			// fill LEDGER NUMBER HEAD=TEXT…: a unit writes into one row of its ledger.
			"fill": func(ts *testscript.TestScript, neg bool, args []string) {
				ts.Check(fill(ts.MkAbs(args[0]), args[1], args[2:]))
			},
			// tamper DIR: one byte more at the end of every WARC file.
			"tamper": func(ts *testscript.TestScript, neg bool, args []string) {
				names, err := filepath.Glob(filepath.Join(ts.MkAbs(args[0]), "*.warc.gz"))
				ts.Check(err)
				for _, name := range names {
					b, err := os.ReadFile(name)
					ts.Check(err)
					ts.Check(os.WriteFile(name, append(b, 'x'), 0o644))
				}
			},
			// asked N: waits until the site was asked so often.
			"asked": func(ts *testscript.TestScript, neg bool, args []string) {
				want, err := strconv.Atoi(args[0])
				ts.Check(err)
				n := ts.Value(askedKey{}).(*atomic.Int64)
				for end := time.Now().Add(30 * time.Second); n.Load() < int64(want); time.Sleep(10 * time.Millisecond) {
					if time.Now().After(end) {
						ts.Fatalf("the site was asked %d times, not %d", n.Load(), want)
					}
				}
			},
			// grow FILE N FORM: a list of N links, of FORM with a number each.
			"grow": func(ts *testscript.TestScript, neg bool, args []string) {
				n, err := strconv.Atoi(args[1])
				ts.Check(err)
				b := ts.ReadFile(args[0])
				for i := range n {
					b += fmt.Sprintf(args[2]+"\n", i)
				}
				ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(b), 0o644))
			},
			// score BOOK: the assessors fill in every row of an entry book.
			"score": func(ts *testscript.TestScript, neg bool, args []string) { ts.Check(scoreAll(ts.MkAbs(args[0]))) },
			// cells BOOK SHEET!CELL=TEXT…: somebody writes into single cells.
			"cells": func(ts *testscript.TestScript, neg bool, args []string) {
				ts.Check(setCells(ts.MkAbs(args[0]), args[1:]))
			},
			// exits N CMD…: the command ends with exactly that status.
			"exits": func(ts *testscript.TestScript, neg bool, args []string) {
				err := ts.Exec(args[1], args[2:]...)
				code := "0"
				if e, ok := err.(interface{ ExitCode() int }); ok {
					code = strings.TrimSpace(string(rune('0' + e.ExitCode())))
				} else if err != nil {
					ts.Fatalf("%v", err)
				}
				if code != args[0] {
					ts.Fatalf("exit status %s, want %s", code, args[0])
				}
			},
		},
	})
}

type askedKey struct{}

// fill writes cells, named by their heads, into the row of one case.
func fill(file, number string, cells []string) error {
	f, err := excelize.OpenFile(file)
	if err != nil {
		return err
	}
	defer f.Close()
	rows, err := f.GetRows(xlsx.LedgerSheet)
	if err != nil {
		return err
	}
	head := slices.IndexFunc(rows, func(r []string) bool { return slices.Contains(r, "问题编号") })
	row := slices.IndexFunc(rows, func(r []string) bool { return slices.Contains(r, number) })
	if head < 0 || row < 0 {
		return fmt.Errorf("%s has no row %s", file, number)
	}
	for _, c := range cells {
		name, text, _ := strings.Cut(c, "=")
		at, err := excelize.CoordinatesToCellName(slices.Index(rows[head], name)+1, row+1)
		if err != nil {
			return err
		}
		if err := f.SetCellStr(xlsx.LedgerSheet, at, text); err != nil {
			return err
		}
	}
	return f.Save()
}
