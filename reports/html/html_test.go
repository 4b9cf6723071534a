package html_test

import (
	"bytes"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"duwang/reports"
	"duwang/reports/html"
	"duwang/reports/reportstest"
)

func render(t *testing.T, m *reports.Model) (*goquery.Document, []byte) {
	t.Helper()
	var b bytes.Buffer
	if err := html.Write(&b, m); err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return doc, b.Bytes()
}

func TestFirstLineSaysValidOrVoid(t *testing.T) {
	doc, _ := render(t, reportstest.Model())
	if got := doc.Find("body > :first-child").Text(); !strings.HasPrefix(got, "本次巡检有效，覆盖率97.9%") {
		t.Errorf("first line %q", got)
	}
	doc, _ = render(t, reportstest.Void())
	if got := doc.Find("body > :first-child").Text(); !strings.HasPrefix(got, "本次巡检作废") {
		t.Errorf("first line %q", got)
	}
	if n := doc.Find(".finding, #paiming, .unit, .score").Length(); n > 0 {
		t.Errorf("a void report shows %d elements that judge", n)
	}
}

func TestEverythingOfTheModelIsShown(t *testing.T) {
	m := reportstest.Model()
	doc, _ := render(t, m)
	count := func(selector string, want int) {
		t.Helper()
		if got := doc.Find(selector).Length(); got != want {
			t.Errorf("%s: %d, want %d", selector, got, want)
		}
	}
	count(".finding", m.Violations+m.Suspects)
	count(".finding.suspect", m.Suspects)
	count("#paiming tbody tr", len(m.Ranking))
	count("#wangzhan > .unit", len(m.Sites))
	count("#danwei > .unit", len(m.Ranking))
	count("#weihe tbody tr", m.Unchecked)
	count("#tixing tbody tr", len(m.Warnings))
	count("#lanmu tbody tr", len(m.Columns))
	for _, s := range m.Entries {
		for _, f := range append(s.Findings, s.Suspects...) {
			a := doc.Find("#" + f.Anchor)
			text := a.Text()
			for _, want := range []string{f.Number, f.Sentence(), f.Indicator(), f.SeverityWord(), f.Sources(), f.Remedy(), f.Cost()} {
				if want = strings.ReplaceAll(want, "；《", "《"); !strings.Contains(text, want) {
					t.Errorf("finding %s does not show %q", f.Number, want)
				}
			}
			if f.Suspicion() == strings.Contains(text, "整改时限") {
				t.Errorf("finding %s: a deadline stands with violations and with them only", f.Number)
			}
		}
	}
}

func TestDerivationOfADeadlineIsReadable(t *testing.T) {
	doc, _ := render(t, reportstest.Model())
	f := doc.Find(".finding").FilterFunction(func(_ int, s *goquery.Selection) bool {
		return strings.Contains(s.Find("h4").Text(), "20个工作日")
	}).First()
	if got := f.Find("ol li").Length(); got != 3 {
		t.Errorf("derivation has %d steps, want 3", got)
	}
	if got := f.Find("blockquote").Text(); got != "“属于主动公开范围的政府信息，应当自该政府信息形成或者变更之日起20个工作日内及时公开。”" {
		t.Errorf("clause quoted as %q", got)
	}
	if got := f.Find(".evidence th:contains(不计入的日期)").Next().Find("li").Length(); got != 5 {
		t.Errorf("days off shown in %d stretches, want 5", got)
	}
}

func TestInnerLinksLeadSomewhere(t *testing.T) {
	doc, _ := render(t, reportstest.Model())
	ids := map[string]bool{}
	doc.Find("[id]").Each(func(_ int, s *goquery.Selection) {
		id, _ := s.Attr("id")
		if ids[id] {
			t.Errorf("id %s stands twice", id)
		}
		ids[id] = true
	})
	doc.Find(`a[href^="#"]`).Each(func(_ int, s *goquery.Selection) {
		if href, _ := s.Attr("href"); !ids[href[1:]] {
			t.Errorf("link %s leads nowhere", href)
		}
	})
}

func TestPageIsSelfContainedAndHarmless(t *testing.T) {
	doc, raw := render(t, reportstest.Model())
	if n := doc.Find("script, link, img, iframe, object, [src], [onclick], [onerror]").Length(); n > 0 {
		t.Errorf("%d elements that load or run something", n)
	}
	if n := doc.Find(".finding b").Length(); n > 0 {
		t.Errorf("markup of a page's title became markup of the report %d times", n)
	}
	if !strings.Contains(doc.Find(".finding").Text(), reportstest.Script) {
		t.Error("the hostile title is not shown as text")
	}
	doc.Find("a[href]").Each(func(_ int, s *goquery.Selection) {
		if href, _ := s.Attr("href"); !strings.HasPrefix(href, "#") && !strings.HasPrefix(href, "http://") && !strings.HasPrefix(href, "https://") {
			t.Errorf("link to %q", href)
		}
	})
	if bytes.Contains(raw, []byte("ZgotmplZ")) || bytes.Contains(raw, []byte("@import")) || bytes.Contains(raw, []byte("url(")) {
		t.Error("unsafe value or outside style in the page")
	}
}

// english matches a word that a person of the office would not read.
var english = regexp.MustCompile(`[A-Za-z]{2,}`)

// allowed are the English words the standards themselves use, file endings,
// and what pages of the county say.
var allowed = regexp.MustCompile(`https?://\S+|SiteName|SiteDomain|SiteIDCode|Column\w+|ArticleTitle|PubDate|ContentSource|ICP|\.(xlsx|pdf|doc)|/api/list`)

func TestNoEnglishAndNoCodesOnScreen(t *testing.T) {
	doc, _ := render(t, reportstest.Model())
	doc.Find("style, head").Remove()
	text := allowed.ReplaceAllString(strings.ReplaceAll(doc.Text(), reportstest.Script, ""), " ")
	if found := english.FindAllString(text, 5); found != nil {
		t.Errorf("English on screen: %q", found)
	}
}

func TestPageIsAccessible(t *testing.T) {
	doc, _ := render(t, reportstest.Model())
	if lang, _ := doc.Find("html").Attr("lang"); lang != "zh-CN" {
		t.Errorf("lang %q", lang)
	}
	doc.Find("th").Each(func(_ int, s *goquery.Selection) {
		if _, ok := s.Attr("scope"); !ok {
			t.Errorf("head cell %q without scope", s.Text())
		}
	})
	last := 0
	doc.Find("h1, h2, h3, h4").Each(func(_ int, s *goquery.Selection) {
		level := int(goquery.NodeName(s)[1] - '0')
		if level > last+1 {
			t.Errorf("heading %q skips a level", s.Text())
		}
		last = level
	})
	if doc.Find("h1").Length() != 1 || doc.Find("main").Length() != 1 {
		t.Error("a page has one h1 and one main")
	}
}

func TestSameModelSameBytes(t *testing.T) {
	_, a := render(t, reportstest.Model())
	_, b := render(t, reportstest.Model())
	if !bytes.Equal(a, b) {
		t.Error("two renderings differ")
	}
}

// widest notes the largest single write.
type widest struct{ most, total int }

func (w *widest) Write(p []byte) (int, error) {
	w.most = max(w.most, len(p))
	w.total += len(p)
	return len(p), nil
}

func TestReportIsWrittenAsItGoes(t *testing.T) {
	var w widest
	if err := html.Write(&w, reportstest.Large(2000)); err != nil {
		t.Fatal(err)
	}
	if w.total < 1<<20 || w.most > 128<<10 {
		t.Errorf("%d bytes in pieces of up to %d", w.total, w.most)
	}
}

func BenchmarkWrite(b *testing.B) {
	m := reportstest.Large(10_000)
	b.ReportAllocs()
	for b.Loop() {
		if err := html.Write(io.Discard, m); err != nil {
			b.Fatal(err)
		}
	}
}
