package web

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"duwang/cmd/internal/store"
)

// TestAWeeksRound goes the way of a week through the screens: confirm, issue,
// the unit signs and answers, both on its page and by the ledger.
func TestAWeeksRound(t *testing.T) {
	s := newStage(t)
	officer, liaison := s.as(t, "officer"), s.as(t, "liaison")
	for {
		at := officer.get(t, "/queue")
		form := at.doc.Find("form.move").First()
		action, ok := form.Attr("action")
		if !ok {
			break
		}
		if got := officer.post(t, action, url.Values{"move": {"confirm"}, "back": {"/queue"}}); got.status != http.StatusSeeOther {
			t.Fatalf("confirm %s: %d %s", action, got.status, got.text())
		}
	}
	if got := officer.post(t, "/notices", url.Values{"unit": {"edu"}}); got.status != http.StatusSeeOther {
		t.Fatalf("issue: %d %s", got.status, got.text())
	}
	list := officer.get(t, "/notices")
	if text := list.text(); !strings.Contains(text, "示政公开整〔2026〕1号") || !strings.Contains(text, "未签收") {
		t.Errorf("notices: %s", text)
	}
	// The unit sees its notice and nothing of the other's.
	page := liaison.get(t, "/notices/2026-1")
	if page.status != http.StatusOK {
		t.Fatalf("the unit's notice: %d", page.status)
	}
	edu := s.first(t, "edu")
	if got := liaison.get(t, "/cases/"+edu); got.status != http.StatusOK || !strings.Contains(got.text(), "怎样整改") {
		t.Errorf("the unit's case: %d", got.status)
	}
	if got := liaison.get(t, "/cases/"+edu+"/evidence"); got.status != http.StatusOK {
		t.Errorf("its evidence: %d", got.status)
	}
	var ledger string
	var content []byte
	page.doc.Find("a[download]").Each(func(_ int, a *selection) {
		file := liaison.get(t, a.AttrOr("href", ""))
		if file.status != http.StatusOK || !strings.Contains(file.head.Get("Content-Disposition"), "attachment") {
			t.Errorf("%s: %d", a.Text(), file.status)
		}
		if strings.HasSuffix(a.Text(), ".xlsx") && ledger == "" {
			ledger, content = a.Text(), []byte(file.body)
		}
	})
	if got := liaison.post(t, "/notices/2026-1/receive", url.Values{"on": {"2026-11-23"}}); got.status != http.StatusSeeOther {
		t.Errorf("sign: %d %s", got.status, got.text())
	}
	if got := liaison.post(t, "/cases/"+edu, url.Values{"move": {"reply"}, "why": {"已补发本月工作动态"}, "after": {"http://portal.test/edu/"}}); got.status != http.StatusSeeOther {
		t.Errorf("answer: %d %s", got.status, got.text())
	}
	c, _, err := s.st.Case(t.Context(), edu)
	if err != nil || c.Answer == nil || c.Answer.Outcome != "已补发本月工作动态" {
		t.Errorf("the answer: %+v, %v", c.Answer, err)
	}
	// An empty ledger is read and says that nothing is filled in.
	got := liaison.send(t, "/notices/2026-1/reply", ledger, content)
	if got.status != http.StatusOK || !strings.Contains(got.text(), "读入 0 项反馈") {
		t.Errorf("ledger %s: %d %s", ledger, got.status, got.text())
	}
	if got := liaison.send(t, "/notices/2026-1/reply", "notes.xlsx", []byte("not a workbook")); got.status != http.StatusUnprocessableEntity {
		t.Errorf("a file that is no ledger: %d", got.status)
	}
	// What the other unit got is not there for this one.
	if got := officer.post(t, "/notices", url.Values{"unit": {"fin"}}); got.status != http.StatusSeeOther {
		t.Fatalf("issue: %d %s", got.status, got.text())
	}
	if got := liaison.get(t, "/notices/2026-2"); got.status != http.StatusNotFound {
		t.Errorf("the other unit's notice: %d", got.status)
	}
	log, err := s.st.AuditLog(t.Context(), store.AuditQuery{Action: "下发通知书"})
	if err != nil || len(log) != 2 {
		t.Errorf("audit: %v, %v", log, err)
	}
}

// send uploads one file.
func (b *browser) send(t *testing.T, path, name string, content []byte) *answer {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.base+path, &body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	res, err := b.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, res, text)
}

// TestSitesScannedOneByOneStandInOneReport has two sites, of which one cannot
// be reached at all: the other's report is not void.
func TestSitesScannedOneByOneStandInOneReport(t *testing.T) {
	up, down := httptest.NewServer(stale()), httptest.NewServer(stale())
	t.Cleanup(up.Close)
	down.Close()
	s := newStageOf(t, `sites:
  - {id: north, name: 北县人民政府, url: `+up.URL+`/}
  - {id: south, name: 南县人民政府, url: `+down.URL+`/}
units:
  - {id: edu, name: 北县教育局, site: north, columns: [{id: edu-news, name: 工作动态, url: /edu/, type: news}]}
  - {id: fin, name: 南县财政局, site: south, columns: [{id: fin-news, name: 工作动态, url: /fin/, type: news}]}
`)
	b := s.as(t, "leader")
	text := b.get(t, "/units").text()
	for _, want := range []string{"本次巡检有效", "北县教育局", "南县财政局", "作废原因：站点“南县人民政府”的首页未能读取"} {
		if !strings.Contains(text, want) {
			t.Errorf("the report lacks %q:\n%s", want, text)
		}
	}
	if text := b.get(t, "/units/edu").text(); !strings.Contains(text, "超期") {
		t.Errorf("the unit's columns: %s", text)
	}
}
