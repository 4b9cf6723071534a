package page

import (
	"fmt"
	"os"
	"testing"

	"duwang/crawler/portal"
)

func TestDebug(t *testing.T) {
	file := os.Getenv("DBG")
	if file == "" {
		return
	}
	body, _ := os.ReadFile(file)
	u := os.Getenv("DBGURL")
	if u == "" {
		u = "http://www.example.gov.cn/a/b/t20210326_1234.html"
	}
	f, tr, err := Inspect(body, Options{URL: u, AsOf: portal.MustDate("2026-11-21"), Column: os.Getenv("COL") != "", Home: os.Getenv("HOME_") != ""})
	f.Links = nil
	fmt.Printf("%+v %v\n", f, err)
	for _, c := range tr {
		fmt.Printf("  %+v\n", c)
	}
	if os.Getenv("LINES") != "" {
		text, _ := Decode(body, "")
		d := newDocument(parse(text), Options{}, len(text))
		for i, l := range d.lines {
			fmt.Printf("%4d %06x %q\n", i, l.flags, clip(l.text, 80))
		}
		b := d.findBody()
		fmt.Printf("%+v\n", b)
		if b.elem >= 0 {
			fmt.Printf("%v %v\n", d.elems[b.elem].n.Data, d.elems[b.elem].n.Attr)
		}
	}
}
