package work

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"

	"duwang/cmd/internal/config"
	"duwang/cmd/internal/store"
	"duwang/crawler/evidence"
	"duwang/reports"
	"duwang/reports/rectify"
)

// A CaseProof is one kept answer of a case, read back.
type CaseProof struct {
	rectify.Proof
	For    string // what it proves: 发现 or 复查正常, with the day
	Header http.Header
	Body   []byte // without its coding
}

// CaseEvidence reads back what a case cites, oldest first, each content once
// an address: what its events name; failing that, as with events of before
// they did, what was kept of its address. Answers that are gone are left out.
// No such case is store.ErrNotFound.
func CaseEvidence(ctx context.Context, cfg *config.Config, st *store.Store, number string) ([]CaseProof, error) {
	c, events, err := st.Case(ctx, number)
	if err != nil {
		return nil, err
	}
	var list []CaseProof
	wanted := map[string]bool{}
	for _, e := range events {
		for _, p := range e.Proofs {
			if !slices.ContainsFunc(list, func(x CaseProof) bool { return x.URL == p.URL && x.Digest == p.Digest }) {
				list = append(list, CaseProof{Proof: p, For: e.Kind.Word() + "（" + e.On.Chinese() + "）"})
				wanted[p.URL] = true
			}
		}
	}
	if len(list) == 0 {
		wanted[c.URL] = true
	}
	found, err := evidence.Find(cfg.Evidence, wanted)
	if err != nil {
		return nil, fmt.Errorf("读取证据索引：%w", err)
	}
	if len(list) == 0 {
		for _, e := range found[c.URL] {
			list = append(list, CaseProof{Proof: rectify.Proof{URL: e.URL, Taken: e.Taken, Status: e.Status, Digest: e.Digest}, For: "同一网址"})
		}
	}
	digests := map[string]bool{}
	for i := range list {
		digests[list[i].Digest] = true
	}
	payloads, err := evidence.Payloads(cfg.Evidence, digests)
	if err != nil {
		return nil, fmt.Errorf("读取证据索引：%w", err)
	}
	list = slices.DeleteFunc(list, func(p CaseProof) bool {
		_, ok := payloads[p.Digest]
		return !ok
	})
	for i := range list {
		p := &list[i]
		own := found[p.URL]
		k := slices.IndexFunc(own, func(e evidence.Entry) bool { return e.Digest == p.Digest && e.Taken.Equal(p.Taken) })
		at := payloads[p.Digest]
		if k >= 0 {
			// Where the record stands now: a folder that was trimmed moved it.
			at = own[k]
		}
		p.File, p.Offset = at.File, at.Offset
		first := payloads[p.Digest]
		a, err := evidence.Read(cfg.Evidence, at, []evidence.Entry{first})
		if err != nil {
			return nil, err
		}
		p.Header, p.Body = a.Header, a.Body
	}
	slices.SortStableFunc(list, func(a, b CaseProof) int { return cmp.Or(a.Taken.Compare(b.Taken), cmp.Compare(a.URL, b.URL)) })
	return list, nil
}

// Record names where the answer stands: file, offset.
func (p *CaseProof) Record() string { return fmt.Sprintf("%s@%d", p.File, p.Offset) }

// HeaderLines writes the headers as they came, by name.
func (p *CaseProof) HeaderLines() []string {
	var lines []string
	for name, values := range p.Header {
		for _, v := range values {
			lines = append(lines, reports.Clean(strings.TrimPrefix(name, "X-Archive-Orig-")+": "+v))
		}
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

// Files returns the answer as two files: the body as it was, and what is to
// be said of it.
func (p *CaseProof) Files(serial int) []store.File {
	ending := ".html"
	if e := strings.ToLower(filepath.Ext(strings.SplitN(p.URL, "?", 2)[0])); slices.Contains([]string{".pdf", ".doc", ".docx", ".xls", ".xlsx", ".csv", ".txt", ".zip", ".jpg", ".png"}, e) {
		ending = e
	}
	var b strings.Builder
	fmt.Fprintf(&b, "网址：%s\n取得时间：%s\n状态码：%d\n用于：%s\n校验值：%s\n证据记录：%s\n\n响应头：\n", p.URL, p.Taken.In(config.Zone).Format("2006-01-02 15:04:05"),
		p.Status, p.For, p.Digest, p.Record())
	for _, l := range p.HeaderLines() {
		b.WriteString(l + "\n")
	}
	return []store.File{{Name: fmt.Sprintf("证据%d%s", serial, ending), Content: p.Body}, {Name: fmt.Sprintf("证据%d-说明.txt", serial), Content: []byte(b.String())}}
}
