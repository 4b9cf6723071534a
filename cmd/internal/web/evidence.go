package web

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"duwang/cmd/internal/store"
	"duwang/cmd/internal/work"
	"duwang/crawler/page"
)

type proofData struct {
	Number string
	Proofs []work.CaseProof
}

// proofs lists what is kept of the pages that a case cites.
func (d *Desk) proofs(w http.ResponseWriter, r *http.Request) error {
	list, err := d.proofsOf(r)
	if err != nil {
		return err
	}
	return d.show(w, r, "proofs", "证据", proofData{r.PathValue("number"), list})
}

func (d *Desk) proofsOf(r *http.Request) ([]work.CaseProof, error) {
	c, _, err := d.Store.Case(r.Context(), r.PathValue("number"))
	if err != nil {
		return nil, err
	}
	if !mayRead(who(r), &c) {
		return nil, errMissing
	}
	list, err := work.CaseEvidence(r.Context(), d.Config, d.Store, c.Number)
	if errors.Is(err, store.ErrNotFound) {
		return nil, errMissing
	}
	return list, err
}

// snapshotShown bounds the source of a page that is shown.
const snapshotShown = 2 << 20

// proof shows one kept answer as text: its source, never run and loading
// nothing, under a policy that would allow neither.
func (d *Desk) proof(w http.ResponseWriter, r *http.Request) error {
	list, err := d.proofsOf(r)
	if err != nil {
		return err
	}
	i, err := strconv.Atoi(r.PathValue("n"))
	if err != nil || i < 1 || i > len(list) {
		return errMissing
	}
	p := &list[i-1]
	if r.FormValue("save") != "" {
		files := p.Files(i)
		return attach(w, files[0].Name, files[0].Content)
	}
	w.Header().Set("Content-Security-Policy", "sandbox; default-src 'none'")
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	body := p.Body[:min(len(p.Body), snapshotShown)]
	text, _ := page.Decode(body, p.Header.Get("Content-Type"))
	fmt.Fprintf(w, "%s\n取得时间 %s，状态码 %d，摘要 %s，存于 %s\n%s\n\n%s", p.URL, moment(p.Taken), p.Status, p.Digest, p.Record(), strings.Join(p.HeaderLines(), "\n"), bytes.ToValidUTF8(text, []byte("�")))
	return nil
}
