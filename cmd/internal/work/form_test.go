package work_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"duwang/cmd/internal/store"
	"duwang/cmd/internal/work"
	"duwang/crawler/portal"
)

// writeIn fills cells of a Word form: those of the row that has a number, by
// their place.
func writeIn(t *testing.T, form []byte, rows map[string]map[int]string) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(form), int64(len(form)))
	must(t, err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range in.File {
		r, err := f.Open()
		must(t, err)
		b, err := io.ReadAll(r)
		must(t, err)
		if f.Name == "word/document.xml" {
			parts := strings.SplitAfter(string(b), "</w:tr>")
			for i := range parts {
				for number, cells := range rows {
					if !strings.Contains(parts[i], number) {
						continue
					}
					tcs := strings.SplitAfter(parts[i], "</w:tc>")
					for k, text := range cells {
						head, _, _ := strings.Cut(tcs[k], "<w:r>")
						head = strings.TrimSuffix(head, "</w:p></w:tc>")
						tcs[k] = head + "<w:r><w:t>" + text[:len(text)/2] + "</w:t></w:r><w:r><w:t>" + text[len(text)/2:] + "</w:t></w:r></w:p></w:tc>"
					}
					parts[i] = strings.Join(tcs, "")
				}
			}
			b = []byte(strings.Join(parts, ""))
		}
		to, err := w.Create(f.Name)
		must(t, err)
		_, err = to.Write(b)
		must(t, err)
	}
	must(t, w.Close())
	return out.Bytes()
}

func TestAFormInWordComesBackAsALedgerDoes(t *testing.T) {
	b := newBureau(t, 2, 5)
	n := b.issue(t)[0]
	form := n.Files[slices.IndexFunc(n.Files, func(f store.File) bool { return strings.HasPrefix(f.Name, "整改反馈表") })].Content
	const outcome, done, person, problem = 3, 5, 6, 2
	filled := writeIn(t, form, map[string]map[int]string{
		"2026-00001": {outcome: "updated!", done: "2026.11.24", person: "liaison."},
		"2026-00002": {outcome: "done", problem: "another"},
		"2026-00003": {outcome: "later..."},
		"2026-00004": {1: "2026-00099", outcome: "done", done: "2026-11-24"},
	})
	on := portal.MustDate("2026-11-25")
	r, err := work.Reply(t.Context(), b.st, bytes.NewReader(filled), on, "")
	must(t, err)
	want := &work.Replies{Accepted: []string{"2026-00001"}, Blank: []string{"2026-00005"}, Problems: []work.RowProblem{
		{3, "2026-00002", "“问题”与下发时不一致，请恢复原内容后再反馈"},
		{4, "2026-00003", "填写了整改情况，但没有完成时间，不能认定是否已整改；未整改的请另作书面说明"},
		{5, "2026-00099", "没有这个问题编号"},
	}}
	if d := cmp.Diff(want, r); d != "" {
		t.Errorf("replies (-want +got):\n%s", d)
	}
	c, events, err := b.st.Case(t.Context(), "2026-00001")
	must(t, err)
	if a := c.Answer; a == nil || a.Outcome != "updated!" || a.Done != portal.MustDate("2026-11-24") || a.Claim != "已整改" || events[len(events)-1].By != "第1单位 liaison." {
		t.Errorf("answer %+v by %s", c.Answer, events[len(events)-1].By)
	}
	again, err := work.Reply(t.Context(), b.st, bytes.NewReader(filled), on, "")
	if err != nil || len(again.Accepted) > 0 || len(again.Same) != 1 {
		t.Errorf("the same form again: %+v, %v", again, err)
	}
}

func TestTheNoticeWithItsFormComesBackToo(t *testing.T) {
	b := newBureau(t, 1, 2)
	n := b.issue(t)[0]
	filled := writeIn(t, n.Files[0].Content, map[string]map[int]string{"2026-00002": {}})
	r, err := work.Reply(t.Context(), b.st, bytes.NewReader(filled), portal.MustDate("2026-11-25"), "")
	if err != nil || len(r.Blank) != 2 || len(r.Problems) > 0 {
		t.Errorf("the notice as it went out: %+v, %v", r, err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	part, err := w.Create("word/document.xml")
	must(t, err)
	_, err = io.WriteString(part, "<w:document xmlns:w='x'><w:tbl><w:tr><w:tc><w:p><w:r><w:t>别的表</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:document>")
	must(t, errors.Join(err, w.Close()))
	if _, err := work.Reply(t.Context(), b.st, bytes.NewReader(out.Bytes()), asOf, ""); !errors.Is(err, work.ErrNoLedger) {
		t.Errorf("another Word file: %v", err)
	}
}
