package work

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"duwang/cmd/internal/config"
	"duwang/cmd/internal/store"
	"duwang/crawler/portal"
	"duwang/reports/rectify"
)

// Followed counts what a scan came to for the cases.
type Followed struct {
	Opened   int // new cases, 复发 ones included
	Reopened int // within 30 days of 销号
	Refuted  int // answered or verified, and seen again
	Verified int // found in order for the first time
	Closed   int // unissued cases closed after two clean looks
}

// String says it in one line, "" when nothing happened.
func (f *Followed) String() string {
	var parts []string
	for _, p := range []struct {
		n    int
		text string
	}{{f.Opened, "新立案%d项"}, {f.Reopened, "重新出现%d项"}, {f.Refuted, "反馈后仍存在%d项"}, {f.Verified, "复查通过%d项"}, {f.Closed, "销号%d项"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf(p.text, p.n))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "整改事项：" + strings.Join(parts, "，") + "。"
}

// JudgeAndFollow judges a scan for the first time and carries what it found
// over to the cases of the same store: Judge with the open cases watched, then
// rectify.Reconcile. A void or incomplete scan leaves every case as it was.
// Run again for the same scan it changes nothing more.
func JudgeAndFollow(ctx context.Context, cfg *config.Config, st *store.Store, scanID string) (_ *Judgement, err error) {
	live, err := st.Cases(ctx, store.CaseQuery{Live: true})
	if err != nil {
		return nil, err
	}
	watch := make([]string, len(live))
	for i := range live {
		watch[i] = live[i].Fingerprint
	}
	j, err := judge(ctx, cfg, st, scanID, "", 0, watch)
	if err != nil {
		return nil, err
	}
	j.Cases = &Followed{}
	defer func() {
		if err == nil {
			if err = noteEvidence(ctx, cfg, st, scanFile(scanID)); err == nil {
				j.EvidenceNote = trimEvidence(ctx, cfg, st, j)
			}
		}
	}()
	snap, err := st.Snapshot(ctx, scanID)
	if err != nil {
		return nil, err
	}
	scan := snap.Scan()
	if scan.Void || !scan.Complete {
		return j, nil
	}
	gone, err := unlinked(snap, live, j, cfg.Crawl.ExternalLinks)
	if err != nil {
		return nil, err
	}
	sound := slices.Concat(withoutShaky(live, j), gone)
	proof, err := newProver(cfg.Evidence, j.Result.Findings, live)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	_, err = st.ChangeCases(ctx, store.CaseQuery{Live: true, ClosedSince: scan.AsOf.AddDays(-366)}, func(cases []rectify.Case) ([]rectify.Event, error) {
		events := rectify.Reconcile(cases, j.Result, sound, scan, now)
		j.Cases.count(cases, events)
		proof.prove(events, cases, scan)
		return events, nil
	})
	return j, err
}

// count says what events come to; it starts anew.
func (f *Followed) count(cases []rectify.Case, events []rectify.Event) {
	*f = Followed{}
	at := map[int64]rectify.Case{}
	for _, c := range cases {
		at[c.ID] = c
	}
	for _, e := range events {
		before := at[e.Case]
		after, err := rectify.Apply(before, e)
		if err != nil {
			continue // the store refuses it with the same error
		}
		at[e.Case] = after
		switch {
		case e.Case == 0:
			f.Opened++
		case e.Kind == rectify.Seen && after.Round > before.Round:
			f.Reopened++
		case e.Kind == rectify.Seen && after.Phase != before.Phase && (before.Phase == rectify.Verified || before.Phase == rectify.Replied):
			f.Refuted++
		case after.Phase == rectify.Verified && before.Phase != rectify.Verified:
			f.Verified++
		case after.Phase == rectify.Closed:
			f.Closed++
		}
	}
}

// A linkProof is what a case of link-broken rests on.
type linkProof struct {
	Kind          string   `json:"kind"`
	Referrers     []string `json:"referrers"`
	ReferrerCount int      `json:"referrer_count"`
}

func linkProofOf(c *rectify.Case) (p linkProof, ok bool) {
	if c.Check != "link-broken" {
		return p, false
	}
	err := json.Unmarshal(c.Finding.Evidence, &p)
	return p, err == nil && len(p.Referrers) > 0
}

// offersOf returns the pages that offered the attachment which a case is
// about; none when the case is about a page.
func offersOf(c *rectify.Case) []string {
	if !withdrawn[c.Check] {
		return nil
	}
	var proof linkProof
	if json.Unmarshal(c.Finding.Evidence, &proof) != nil {
		return nil
	}
	return proof.Referrers
}

// unlinked returns the fingerprints of broken links that nobody shows any
// more: to delete the link is one of the two ways to mend it, and what is not
// shown is no target that a check could acquit. Every page that was known to
// show the link must have been read for its links in this scan, and no page
// may show it now. Where the list of those pages was cut short, only a full
// scan can tell.
func unlinked(snap portal.Snapshot, live []rectify.Case, j *Judgement, external bool) ([]string, error) {
	seen := map[string]bool{}
	for i := range j.Result.Findings {
		seen[j.Result.Findings[i].Fingerprint] = true
	}
	for _, f := range j.Acquitted {
		seen[f] = true
	}
	scan := snap.Scan()
	open := map[string]*rectify.Case{} // by site and address
	proofs := map[string]linkProof{}
	read := map[string]bool{}
	for i := range live {
		c := &live[i]
		p, ok := linkProofOf(c)
		if !ok || seen[c.Fingerprint] || p.Kind == portal.LinkExternal && !external ||
			p.ReferrerCount > len(p.Referrers) && scan.Kind != portal.ScanFull {
			continue
		}
		open[c.Site+"\n"+c.URL] = c
		proofs[c.Fingerprint] = p
		for _, r := range p.Referrers {
			read[r] = false
		}
	}
	if len(open) == 0 {
		return nil, nil
	}
	err := errors.Join(snap.Targets(func(t *portal.Target) error {
		delete(open, t.Site+"\n"+t.URL)
		return nil
	}), snap.Pages(func(p *portal.Page) error {
		if _, asked := read[p.URL]; asked && readForLinks(p, scan) {
			read[p.URL] = true
		}
		return nil
	}))
	var out []string
	for _, c := range open {
		if !slices.ContainsFunc(proofs[c.Fingerprint].Referrers, func(r string) bool { return !read[r] }) {
			out = append(out, c.Fingerprint)
		}
	}
	slices.Sort(out)
	return out, err
}

// readForLinks tells whether a scan looked at the links of a page: a recent
// one does so on the home page, on lists, and on articles published since
// (contract §2).
func readForLinks(p *portal.Page, scan *portal.Scan) bool {
	if p.Kind == portal.KindBlocked || p.Kind == portal.KindError {
		return false
	}
	if scan.Kind != portal.ScanRecent || p.Role == portal.RoleHome || p.Role == portal.RoleList {
		return true
	}
	d := p.PublishedAt.Date
	return p.Kind == portal.KindArticle && d != 0 && d >= scan.Since
}

// A tagProof is what a case of tag-missing rests on.
type tagProof struct {
	Tag      string   `json:"tag"`
	PageKind string   `json:"page_kind"`
	Samples  []string `json:"samples"`
}

func tagProofOf(check string, evidence []byte) (p tagProof, ok bool) {
	if check != "tag-missing" {
		return p, false
	}
	err := json.Unmarshal(evidence, &p)
	return p, err == nil && p.Tag != ""
}

// withoutShaky returns the acquittals but for those of tags that the whole
// site lacked, when some column of the site still lacks them: too few columns
// were read to tell a template from a column.
func withoutShaky(live []rectify.Case, j *Judgement) []string {
	lacking := map[string]bool{}
	for i := range j.Result.Findings {
		f := &j.Result.Findings[i]
		if p, ok := tagProofOf(f.Check, f.Evidence); ok {
			lacking[f.Site+"\n"+p.Tag+"\n"+p.PageKind] = true
		}
	}
	shaky := map[string]bool{}
	for i := range live {
		c := &live[i]
		if p, ok := tagProofOf(c.Check, c.Finding.Evidence); ok && c.Column == "" && lacking[c.Site+"\n"+p.Tag+"\n"+p.PageKind] {
			shaky[c.Fingerprint] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(j.Acquitted), func(f string) bool { return shaky[f] })
}
