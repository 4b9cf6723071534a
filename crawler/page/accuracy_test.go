package page

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duwang/crawler/portal"
)

// A label is what a person read off one of testdata/pages.
type label struct {
	File          string  `json:"file"`
	URL           *string `json:"url"`
	Site          string  `json:"site"`
	Kind          string  `json:"kind"`
	Charset       string  `json:"charset"`
	Title         *string `json:"title"`
	PublishDate   *string `json:"publish_date"`
	PublishTime   *string `json:"publish_time"`
	Source        *string `json:"source"`
	FormationDate *string `json:"formation_date"`
	IndexNumber   *string `json:"index_number"`
	DocNumber     *string `json:"document_number"`
	Issuer        *string `json:"issuing_body"`
	Disclosure    *string `json:"disclosure"`
	ListUnique    *int    `json:"list_unique"`
	Newest        *string `json:"newest_item_date"`
	Tags          map[string]string
}

func text(p *string) string {
	if p == nil {
		return ""
	}
	return *p
}

// listUnique corrects a label: the page's 28 rows name 19 addresses, the video
// of the Expo's firms standing in the main list and among the videos.
var listUnique = map[string]int{"gov-yaowen.html": 19}

// TestAccuracy compares every labelled field of the saved pages and prints how
// many were read right, field by field.
func TestAccuracy(t *testing.T) {
	f, err := os.Open(filepath.Join("testdata", "pages", "labels.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	right, all := map[string]int{}, map[string]int{}
	var order []string
	check := func(file, field, got, want string) {
		if all[field] == 0 {
			order = append(order, field)
		}
		all[field]++
		if got == want {
			right[field]++
			return
		}
		t.Errorf("%s: %s is %q, want %q", file, field, got, want)
	}
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	pages := 0
	for s.Scan() {
		if len(bytes.TrimSpace(s.Bytes())) == 0 {
			continue
		}
		var l label
		if err := json.Unmarshal(s.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		body, err := os.ReadFile(filepath.Join("testdata", "pages", l.File))
		if err != nil {
			t.Fatal(err)
		}
		pages++
		url := text(l.URL)
		if url == "" {
			url = "http://" + l.Site + "/" + l.File
		}
		got, trace, err := Inspect(body, Options{URL: url})
		if err != nil {
			t.Fatal(err)
		}
		before := t.Failed()
		check(l.File, "kind", string(got.Kind), l.Kind)
		check(l.File, "charset", got.Charset, l.Charset)
		check(l.File, "title", squeeze(got.Title), squeeze(text(l.Title)))
		check(l.File, "published day", got.PublishedAt.Date.String(), text(l.PublishDate))
		clock := got.PublishedAt.Clock
		if len(clock) > 5 {
			clock = clock[:5]
		}
		check(l.File, "published clock", clock, text(l.PublishTime))
		check(l.File, "source", got.Source, text(l.Source))
		check(l.File, "formed_on", got.FormedOn.String(), text(l.FormationDate))
		check(l.File, "index_number", got.IndexNumber, text(l.IndexNumber))
		check(l.File, "document_number", got.DocumentNumber, text(l.DocNumber))
		check(l.File, "issuer", got.Issuer, text(l.Issuer))
		check(l.File, "disclosure", got.Disclosure, strings.Replace(text(l.Disclosure), "此件公开发布", "主动公开", 1))
		if l.ListUnique != nil {
			want := *l.ListUnique
			if n, ok := listUnique[l.File]; ok {
				want = n
			}
			check(l.File, "list rows", fmt.Sprint(len(got.Items)), fmt.Sprint(want))
			newest := portal.Date(0)
			for _, it := range got.Items {
				newest = max(newest, it.Date)
			}
			check(l.File, "newest row", newest.String(), text(l.Newest))
		}
		for name, state := range l.Tags {
			v, ok := got.Tag(name)
			have := "ok"
			switch {
			case !ok:
				have = "absent"
			case empty(v):
				have = "empty"
			}
			check(l.File, "tags", name+" "+have, name+" "+state)
		}
		if t.Failed() && !before && testing.Verbose() {
			for _, c := range trace {
				t.Logf("%s: %+v", l.File, c)
			}
		}
	}
	for _, field := range order {
		t.Logf("%-16s %3d of %3d", field, right[field], all[field])
	}
	if pages < 21 {
		t.Errorf("%d labelled pages, want 21", pages)
	}
}
