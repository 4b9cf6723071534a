package page

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
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

// A score counts fields read right.
type score struct {
	t          *testing.T
	right, all map[string]int
	order      []string
}

func (s *score) check(file, field, got, want string) {
	if s.all[field] == 0 {
		s.order = append(s.order, field)
	}
	s.all[field]++
	if got == want {
		s.right[field]++
		return
	}
	s.t.Errorf("%s: %s is %q, want %q", file, field, got, want)
}

// labels returns the labelled pages.
func labels(t *testing.T) []label {
	f, err := os.Open(filepath.Join("testdata", "pages", "labels.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var list []label
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		if len(bytes.TrimSpace(s.Bytes())) == 0 {
			continue
		}
		var l label
		if err := json.Unmarshal(s.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		list = append(list, l)
	}
	if len(list) < 21 {
		t.Fatalf("%d labelled pages, want 21", len(list))
	}
	return list
}

// compare reads a labelled page, changed by change, and checks every field.
func (s *score) compare(l label, change func(string) string) {
	body, err := os.ReadFile(filepath.Join("testdata", "pages", l.File))
	if err != nil {
		s.t.Fatal(err)
	}
	if change != nil {
		body = []byte(change(string(body)))
	}
	url := text(l.URL)
	if url == "" {
		url = "http://" + l.Site + "/" + l.File
	}
	got, trace, err := Inspect(body, Options{URL: url})
	if err != nil {
		s.t.Fatal(err)
	}
	before := s.t.Failed()
	s.check(l.File, "kind", string(got.Kind), l.Kind)
	s.check(l.File, "charset", got.Charset, l.Charset)
	s.check(l.File, "title", squeeze(got.Title), squeeze(text(l.Title)))
	s.check(l.File, "published day", got.PublishedAt.Date.String(), text(l.PublishDate))
	s.check(l.File, "published clock", clip(got.PublishedAt.Clock, 5), text(l.PublishTime))
	s.check(l.File, "source", got.Source, text(l.Source))
	s.check(l.File, "formed_on", got.FormedOn.String(), text(l.FormationDate))
	s.check(l.File, "index_number", got.IndexNumber, text(l.IndexNumber))
	s.check(l.File, "document_number", got.DocumentNumber, text(l.DocNumber))
	s.check(l.File, "issuer", got.Issuer, text(l.Issuer))
	s.check(l.File, "disclosure", got.Disclosure, strings.Replace(text(l.Disclosure), "此件公开发布", "主动公开", 1))
	if l.ListUnique != nil {
		want := *l.ListUnique
		if n, ok := listUnique[l.File]; ok {
			want = n
		}
		s.check(l.File, "list rows", strconv.Itoa(len(got.Items)), strconv.Itoa(want))
		newest := portal.Date(0)
		for _, it := range got.Items {
			newest = max(newest, it.Date)
		}
		s.check(l.File, "newest row", newest.String(), text(l.Newest))
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
		s.check(l.File, "tags", name+" "+have, name+" "+state)
	}
	if s.t.Failed() && !before {
		for _, c := range trace {
			s.t.Logf("%s: %+v", l.File, c)
		}
	}
}

// TestAccuracy compares every labelled field of the saved pages and prints how
// many were read right, field by field.
func TestAccuracy(t *testing.T) {
	s := &score{t: t, right: map[string]int{}, all: map[string]int{}}
	for _, l := range labels(t) {
		s.compare(l, nil)
	}
	for _, field := range s.order {
		t.Logf("%-16s %3d of %3d", field, s.right[field], s.all[field])
	}
}

// TestNamesAreHintsOnly reads the saved pages without a single class or id, and
// again without headings too: what a page says must not hang on how one content
// system names its elements.
func TestNamesAreHintsOnly(t *testing.T) {
	names := regexp.MustCompile(`(?i)\s(class|id)\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)`)
	headings := regexp.MustCompile(`(?i)<(/?)h[1-6]\b`)
	for _, l := range labels(t) {
		s := &score{t: t, right: map[string]int{}, all: map[string]int{}}
		s.compare(l, func(page string) string { return names.ReplaceAllString(page, "") })
		s.compare(l, func(page string) string {
			return headings.ReplaceAllString(names.ReplaceAllString(page, ""), "<${1}div")
		})
	}
}
