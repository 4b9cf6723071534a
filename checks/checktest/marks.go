package checktest

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/txtar"

	"duwang/checks"
	"duwang/crawler/portaltest"
)

// A mark is one expectation.
type mark struct {
	verb    string // want, good, warn, unverified
	what    string // a check, or an unverified reason
	mark    string // of the subject, "" = any
	address string
	texts   []string
	site    string
	from    string // the file that holds it
}

func (m mark) String() string {
	s := m.verb + " " + m.what
	if m.mark != "" {
		s += ":" + m.mark
	}
	s += " " + m.address
	for _, t := range m.texts {
		s += fmt.Sprintf(" %q", t)
	}
	return s
}

type marks []mark

var (
	inPage  = regexp.MustCompile(`(?s)<!--\s*(want|good|warn|unverified)\s(.*?)-->`)
	inYAML  = regexp.MustCompile(`(?m)^\s*#\s*(want|good|warn|unverified)\s(.*)$`)
	wordOf  = regexp.MustCompile(`"((?:[^"\\]|\\.)*)"|(\S+)`)
	similar = regexp.MustCompile(`<!--\s*(wants|want:|expect|warning|good:)`)
)

// readMarks collects the expectations of an archive.
func readMarks(p *portaltest.Portal, raw []byte) (marks, error) {
	var list marks
	for _, f := range p.Files {
		if m := similar.FindString(f.Text); m != "" {
			return nil, fmt.Errorf("%s: %q is no mark", f.Name, m)
		}
		for _, m := range inPage.FindAllStringSubmatch(f.Text, -1) {
			n, err := parseMark(p, f.URL, m[1], m[2])
			if err != nil {
				return nil, fmt.Errorf("%s: %w", f.Name, err)
			}
			n.from = f.Name
			list = append(list, n)
		}
	}
	home := p.Ledger.Sites[0].URL
	for _, f := range txtar.Parse(raw).Files {
		if !strings.HasSuffix(f.Name, ".yaml") {
			continue
		}
		for _, m := range inYAML.FindAllStringSubmatch(string(f.Data), -1) {
			n, err := parseMark(p, home, m[1], m[2])
			if err != nil {
				return nil, fmt.Errorf("%s: %w", f.Name, err)
			}
			n.from = f.Name
			list = append(list, n)
		}
	}
	return list, nil
}

func parseMark(p *portaltest.Portal, base, verb, rest string) (mark, error) {
	m := mark{verb: verb, address: base}
	for _, w := range wordOf.FindAllStringSubmatch(rest, -1) {
		switch {
		case w[2] == "":
			m.texts = append(m.texts, strings.ReplaceAll(w[1], `\"`, `"`))
		case m.what == "":
			m.what, m.mark, _ = strings.Cut(w[2], ":")
		default:
			at, err := p.Resolve(base, w[2])
			if err != nil {
				return m, err
			}
			m.address = at
		}
	}
	if m.what == "" {
		return m, fmt.Errorf("%s of nothing", verb)
	}
	if _, ok := checks.Lookup(m.what); !ok && verb != "unverified" {
		return m, fmt.Errorf("no check %q", m.what)
	}
	// A target elsewhere belongs to the site whose page shows it.
	if s := p.SiteOf(m.address); s != nil {
		m.site = s.ID
	} else if s := p.SiteOf(base); s != nil {
		m.site = s.ID
	} else {
		m.site = p.Ledger.Sites[0].ID
	}
	return m, nil
}

func (m mark) fingerprint() string { return checks.Fingerprint(m.site, m.what, m.address, m.mark) }

// watch lists the fingerprints that must come back as found in order.
func (list marks) watch() []string {
	var prints []string
	for _, m := range list {
		if m.verb == "good" {
			prints = append(prints, m.fingerprint())
		}
	}
	return prints
}

// A line is one thing that came out, as marks see it.
type line struct {
	verb, what, address, text string
	fingerprint               string
}

func (l line) String() string {
	return fmt.Sprintf("%s %s %s\n        %s", l.verb, l.what, l.address, l.text)
}

func (m mark) meets(l line) bool {
	if m.verb != l.verb || m.what != l.what || !sameAddress(m.address, l.address) {
		return false
	}
	if m.mark != "" && m.fingerprint() != l.fingerprint {
		return false
	}
	return !slices.ContainsFunc(m.texts, func(t string) bool { return !strings.Contains(l.text, t) })
}

// sameAddress compares addresses by what they mean: marks may be written with
// raw Chinese where the crawl escapes it, and a folder's page is known by the
// folder while a ledger may name its file.
func sameAddress(a, b string) bool { return plain(a) == plain(b) }

func plain(address string) string {
	if u, err := url.Parse(address); err == nil {
		address = u.String()
	}
	if folder, ok := strings.CutSuffix(address, "/index.html"); ok {
		return folder + "/"
	}
	return address
}

// compare returns what does not agree, "" when all does.
func (list marks) compare(r *checks.Result, acquitted []string) string {
	var lines []line
	for i := range r.Findings {
		f := &r.Findings[i]
		text := strings.Join(append([]string{f.Verdict, f.Unit + "/" + f.Column, f.Rule, f.Message, string(f.Evidence)}, f.Explanation...), "\n        ")
		lines = append(lines, line{"want", f.Check, f.URL, text, f.Fingerprint})
	}
	for _, w := range r.Warnings {
		lines = append(lines, line{"warn", w.Check, w.URL, fmt.Sprintf("最迟%s，还有%d天", w.Due, w.DaysLeft), ""})
	}
	for _, u := range r.Unverified {
		lines = append(lines, line{"unverified", u.Reason, u.URL, u.Unit + "/" + u.Column + " " + u.Detail, ""})
	}
	var b strings.Builder
	for _, m := range list {
		if m.verb == "good" {
			if !slices.Contains(acquitted, m.fingerprint()) {
				fmt.Fprintf(&b, "not found in order:\n    %s (%s)\n", m, m.from)
			}
			continue
		}
		if i := slices.IndexFunc(lines, m.meets); i >= 0 {
			lines = slices.Delete(lines, i, i+1)
		} else {
			fmt.Fprintf(&b, "wanted and not there:\n    %s (%s)\n", m, m.from)
		}
	}
	for _, l := range lines {
		fmt.Fprintf(&b, "there and not wanted:\n    %s\n", l)
	}
	return b.String()
}
