package notice_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"duwang/crawler/portal"
	"duwang/reports"
	"duwang/reports/notice"
	"duwang/reports/reportstest"
)

var update = flag.Bool("update", false, "write the golden files anew")

func draft(t *testing.T, unit string) *notice.Notice {
	t.Helper()
	n, ok := notice.New(reportstest.Model(), unit)
	if !ok {
		t.Fatalf("no notice for %s", unit)
	}
	return n
}

// issued is the notice of a person who confirmed it.
func issued(t *testing.T, unit string) *notice.Notice {
	t.Helper()
	n := draft(t, unit)
	n.Number, n.Issued, n.Copies = 12, portal.MustDate("2026-11-23"), "县委办公室，县人大常委会办公室"
	return n
}

// docxLines reads the Word file's paragraphs and its running heads.
func docxLines(t *testing.T, n *notice.Notice) (lines []string, head string) {
	t.Helper()
	var b bytes.Buffer
	if err := n.WriteDOCX(&b); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		paragraphs := paragraphsOf(t, r)
		switch f.Name {
		case "word/document.xml":
			lines = paragraphs
		case "word/header1.xml":
			head = strings.Join(paragraphs, "")
		}
	}
	return lines, head
}

func paragraphsOf(t *testing.T, r io.Reader) []string {
	t.Helper()
	var out []string
	var text strings.Builder
	inText := false
	d := xml.NewDecoder(r)
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		switch x := token.(type) {
		case xml.StartElement:
			inText = x.Name.Local == "t"
		case xml.CharData:
			if inText {
				text.Write(x)
			}
		case xml.EndElement:
			inText = false
			if x.Name.Local == "p" {
				if s := strings.TrimSpace(text.String()); s != "" {
					out = append(out, s)
				}
				text.Reset()
			}
		}
	}
}

func page(t *testing.T, n *notice.Notice) *goquery.Document {
	t.Helper()
	var b bytes.Buffer
	if err := n.WriteHTML(&b); err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// htmlLines reads the page's paragraphs in the order of the Word file.
func htmlLines(doc *goquery.Document) []string {
	var out []string
	doc.Find(".leaf p, .leaf h1, .leaf h2, .leaf h3, .leaf li, .leaf th, .leaf td").Each(func(_ int, s *goquery.Selection) {
		parts := []string{s.Text()}
		if s.Find("span").Length() > 0 {
			parts = s.Find("span").Map(func(_ int, x *goquery.Selection) string { return x.Text() })
		}
		for _, p := range parts {
			if p = strings.TrimSpace(p); p != "" {
				out = append(out, p)
			}
		}
	})
	return out
}

func TestWordFileAndPageSayTheSame(t *testing.T) {
	for _, unit := range []string{"bm05", "bm12", "xz04", "portal", "bm01", "gov"} {
		for _, n := range []*notice.Notice{draft(t, unit), issued(t, unit)} {
			word, _ := docxLines(t, n)
			if diff := cmp.Diff(word, htmlLines(page(t, n))); diff != "" {
				t.Errorf("%s (-docx +html):\n%s", n.Name(), diff)
			}
		}
	}
}

func TestNoticeReadsLikeThis(t *testing.T) {
	for _, unit := range []string{"bm05", "bm12", "portal"} {
		lines, _ := docxLines(t, issued(t, unit))
		got := strings.Join(lines, "\n") + "\n"
		path := "testdata/" + unit + ".golden"
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", unit, diff)
		}
	}
}

func TestDraftIsMarkedAndNumberless(t *testing.T) {
	n := draft(t, "bm05")
	lines, head := docxLines(t, n)
	if head != notice.DraftMark || page(t, n).Find(".draft").Text() != notice.DraftMark {
		t.Errorf("the draft is not marked: %q", head)
	}
	if n.Serial() != "示政公开整〔2026〕　号" || !slices.Contains(lines, n.Serial()) || n.Name() != "整改通知书-bm05-草稿" {
		t.Errorf("draft is numbered %q and named %q", n.Serial(), n.Name())
	}
	if !slices.Contains(lines, "年　月　日") {
		t.Error("a draft has a date")
	}
}

func TestIssuedNoticeHasNumberDateAndNoMark(t *testing.T) {
	n := issued(t, "bm05")
	lines, head := docxLines(t, n)
	if head != "" || page(t, n).Find(".draft").Length() != 0 || strings.Contains(strings.Join(lines, ""), "草稿") {
		t.Error("an issued notice is marked as a draft")
	}
	for _, want := range []string{"示政公开整〔2026〕12号", "2026年11月23日", "抄送：县委办公室，县人大常委会办公室"} {
		if !slices.Contains(lines, want) {
			t.Errorf("the notice lacks %q", want)
		}
	}
	if n.Name() != "整改通知书-bm05-12" {
		t.Errorf("named %q", n.Name())
	}
}

func TestNumberAloneDoesNotIssue(t *testing.T) {
	n := draft(t, "bm05")
	n.Number = 12
	if !n.Draft() || strings.Contains(n.Serial(), "12") {
		t.Error("a notice without a date of issue passes for issued")
	}
}

func TestSuspectsAreNeverInANotice(t *testing.T) {
	m := reportstest.Model()
	if m.Suspects == 0 {
		t.Fatal("the county has no suspects")
	}
	all := notice.All(m)
	items := 0
	for _, n := range all {
		lines, _ := docxLines(t, n)
		text := strings.Join(lines, "\n")
		items += len(n.Items)
		for _, s := range m.Entries {
			for _, f := range s.Suspects {
				if strings.Contains(text, f.Number) {
					t.Errorf("%s names suspect %s", n.Unit, f.Number)
				}
			}
		}
	}
	if items != m.Violations {
		t.Errorf("notices hold %d problems, the report has %d", items, m.Violations)
	}
	if _, ok := notice.New(m, "water"); ok {
		t.Error("a unit without problems gets a notice")
	}
}

func TestVoidScanMakesNoNotice(t *testing.T) {
	if all := notice.All(reportstest.Void()); len(all) > 0 {
		t.Errorf("%d notices from a void scan", len(all))
	}
}

func TestDeadlinesComeWorstFirstWithDateAndWeekday(t *testing.T) {
	lines, _ := docxLines(t, issued(t, "bm12"))
	at := slices.Index(lines, "（一）按时整改")
	want := []string{"1．一票否决问题1个，于2026年11月23日（星期一）前（含当日）整改到位。", "2．一般问题1个，于2026年12月4日（星期五）前（含当日）整改到位。"}
	if diff := cmp.Diff(want, lines[at+1:at+3]); diff != "" {
		t.Errorf("deadlines (-want +got):\n%s", diff)
	}
}

func TestContactIsLeftBlankAndNeverInvented(t *testing.T) {
	n := draft(t, "bm05")
	lines, _ := docxLines(t, n)
	if !slices.ContainsFunc(lines, func(s string) bool { return strings.HasPrefix(s, "（联系人：　　") }) {
		t.Error("no blank for the contact")
	}
	n.Office.Contact = "政务公开股 0000-1234567"
	lines, _ = docxLines(t, n)
	if !slices.Contains(lines, "（联系人及电话：政务公开股 0000-1234567）") {
		t.Error("the office's contact is not shown")
	}
}

func TestNoSealIsDrawn(t *testing.T) {
	lines, _ := docxLines(t, issued(t, "bm05"))
	if text := strings.Join(lines, ""); strings.Contains(text, "此处盖章") || strings.Contains(text, "（公章）") {
		t.Error("the notice writes words in the place of a seal")
	}
}

func TestLedgerFollowsTheNotice(t *testing.T) {
	n := issued(t, "bm05")
	n.Items[0].Deadline, n.Items[0].Number = portal.MustDate("2026-12-01"), "甲-1"
	rows := n.Ledger()
	if len(rows) != len(n.Items) || rows[0].Deadline != n.Items[0].Deadline || rows[0].Number != "甲-1" || rows[0].State != reports.LedgerStates[0] {
		t.Errorf("first row %+v", rows[0])
	}
}

func TestLongAddressIsCutOnPaperOnly(t *testing.T) {
	n := issued(t, "xz04")
	lines, _ := docxLines(t, n)
	if strings.Contains(strings.Join(lines, ""), reportstest.LongAddress) {
		t.Error("an address longer than a page stands whole in the list")
	}
	if !slices.ContainsFunc(n.Ledger(), func(r reports.LedgerRow) bool { return r.URL == reportstest.LongAddress }) {
		t.Error("the ledger lacks the whole address")
	}
}

func TestSameNoticeSameBytes(t *testing.T) {
	write := func() []byte {
		var b bytes.Buffer
		n := issued(t, "bm05")
		if err := errors.Join(n.WriteDOCX(&b), n.WriteHTML(&b)); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	if !bytes.Equal(write(), write()) {
		t.Error("two notices differ")
	}
}
