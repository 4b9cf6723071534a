package work

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"duwang/checks"
	"duwang/cmd/internal/config"
	"duwang/cmd/internal/store"
	"duwang/crawler/evidence"
	"duwang/crawler/portal"
	"duwang/reports/rectify"
)

// proofsShown is how many addresses one finding is proved by: its subject and
// the first of those that its evidence names.
const proofsShown = 3

// citedBy lists the addresses whose kept answers prove a finding, its subject
// first.
func citedBy(f *checks.Finding) []string {
	list := []string{f.URL}
	if bare, _, cut := strings.Cut(f.URL, "#"); cut {
		list = append(list, bare)
	}
	var proof any
	if json.Unmarshal(f.Evidence, &proof) == nil {
		more := map[string]bool{}
		addresses(proof, more)
		delete(more, f.URL)
		var named []string
		for a := range more {
			named = append(named, a)
		}
		slices.Sort(named)
		list = append(list, named...)
	}
	return list
}

// A prover knows what a scan kept of the addresses that its findings cite.
type prover map[string][]evidence.Entry

// newProver reads the index of the evidence for findings and for cases that
// may be acquitted.
func newProver(dir string, findings []checks.Finding, cases []rectify.Case) (prover, error) {
	wanted := map[string]bool{}
	for i := range findings {
		for _, a := range citedBy(&findings[i]) {
			wanted[a] = true
		}
	}
	for i := range cases {
		for _, a := range citedBy(&cases[i].Finding) {
			wanted[a] = true
		}
	}
	found, err := evidence.Find(dir, wanted)
	if err != nil {
		return nil, fmt.Errorf("读取证据索引：%w", err)
	}
	return found, nil
}

// prove puts into sights and clean looks what was kept of them.
func (p prover) prove(events []rectify.Event, cases []rectify.Case, scan *portal.Scan) {
	file := scanFile(scan.ID)
	for i := range events {
		e := &events[i]
		var f *checks.Finding
		switch e.Kind {
		case rectify.Seen:
			f = e.Finding
		case rectify.Clean:
			if k := slices.IndexFunc(cases, func(c rectify.Case) bool { return c.ID == e.Case }); k >= 0 {
				f = &cases[k].Finding
			}
		}
		if f == nil {
			continue
		}
		for _, a := range citedBy(f) {
			if k := last(p[a], file, scan.FinishedAt); k >= 0 && len(e.Proofs) < proofsShown {
				x := &p[a][k]
				e.Proofs = append(e.Proofs, rectify.Proof{URL: x.URL, Taken: x.Taken, Status: x.Status, Digest: x.Digest, File: x.File, Offset: x.Offset})
			}
		}
	}
}

// scanFile names the WARC file that a scan writes.
func scanFile(scan string) string { return "scan-" + scan + ".warc.gz" }

// last returns the place of the scan's own last entry, failing that of the
// last one from before its end: a page that had not changed was not kept again.
func last(list []evidence.Entry, file string, end time.Time) int {
	before := -1
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].File == file {
			return i
		}
		if before < 0 && (end.IsZero() || !list[i].Taken.After(end)) {
			before = i
		}
	}
	return before
}

// noteEvidence notes in the chain the digest of every WARC file of the folder
// that is not noted as it is now, and which of those noted are gone. It is
// called when files have got their last record, and after the folder was
// trimmed.
func noteEvidence(ctx context.Context, cfg *config.Config, st *store.Store, files ...string) error {
	if len(files) == 0 {
		state, err := st.VerifyChain(ctx)
		if err != nil {
			return err
		}
		names, err := filepath.Glob(filepath.Join(cfg.Evidence, "*.warc.gz"))
		if err != nil {
			return err
		}
		for _, n := range names {
			files = append(files, filepath.Base(n))
		}
		for name, l := range latestLinks(state.Files) {
			if l.Kind == store.LinkEvidence && !slices.Contains(files, name) {
				files = append(files, name)
			}
		}
		slices.Sort(files)
	}
	for _, name := range files {
		digest, err := fileDigest(filepath.Join(cfg.Evidence, name))
		kind := store.LinkEvidence
		if errors.Is(err, os.ErrNotExist) {
			kind, digest, err = store.LinkDropped, "", nil
		}
		if err == nil {
			err = st.AddLink(ctx, kind, name, digest, time.Now())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// latestLinks keeps the last link of each file.
func latestLinks(links []store.Link) map[string]store.Link {
	out := map[string]store.Link{}
	for _, l := range links {
		out[l.Ref] = l
	}
	return out
}

// fileDigest returns the SHA-256 of a file, hexadecimal.
func fileDigest(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }() // only read
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
