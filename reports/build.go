package reports

import (
	"cmp"
	"fmt"
	"slices"

	"duwang/checks"
	"duwang/checks/rules"
	"duwang/checks/score"
	"duwang/crawler/portal"
)

// Build makes the model of a result. set is the ruleset the result was judged
// by and ledger the sites, units and columns as they were when scanned; what
// the result names and they do not have is shown under its own name, not
// lost. Build keeps res, set and ledger and changes none of them.
func Build(res *checks.Result, set *rules.Set, ledger *portal.Ledger, office Office) *Model {
	if office.Name == "" {
		office.Name = ledger.Office
	}
	m := &Model{Result: res, Set: set, Ledger: ledger, Office: office, Valid: !res.Scan.Void, Priced: set.Scheme.Base > 0, Title: "政务公开读网检查报告"}
	b := newBuilder(m)
	b.sheets()
	b.findings()
	for _, s := range m.Entries {
		b.lines(s)
	}
	b.warnings()
	b.unverified()
	b.columns()
	b.rank()
	m.OwnPoints = set.Scheme.Own || slices.ContainsFunc(set.Rules, func(r rules.Rule) bool {
		return r.Effect.Own && r.Effect.Kind == rules.EffectDeduct
	})
	m.summarise()
	return m
}

type builder struct {
	*Model
	sheet  map[string]*Sheet
	column map[string]*portal.Column
	order  map[string]int // of columns in the ledger
	site   map[string]*portal.Site
	rule   map[string]*rules.Rule
	group  map[string]*rules.Group
}

func newBuilder(m *Model) *builder {
	b := &builder{Model: m, sheet: map[string]*Sheet{}, column: map[string]*portal.Column{}, order: map[string]int{},
		site: map[string]*portal.Site{}, rule: map[string]*rules.Rule{}, group: map[string]*rules.Group{}}
	for i := range m.Ledger.Columns {
		c := &m.Ledger.Columns[i]
		b.column[c.ID], b.order[c.ID] = c, i+1
	}
	for i := range m.Ledger.Sites {
		b.site[m.Ledger.Sites[i].ID] = &m.Ledger.Sites[i]
	}
	for i := range m.Set.Rules {
		b.rule[m.Set.Rules[i].ID] = &m.Set.Rules[i]
	}
	for i := range m.Set.Groups {
		b.group[m.Set.Groups[i].ID] = &m.Set.Groups[i]
	}
	return b
}

// sheets makes one sheet a site and a unit, in the order of the ledger, and
// one for each unit that only the result knows.
func (b *builder) sheets() {
	scored := map[string]*score.Unit{}
	for i := range b.Result.Units {
		scored[b.Result.Units[i].ID] = &b.Result.Units[i]
	}
	for i := range b.Ledger.Sites {
		s := &b.Ledger.Sites[i]
		b.enter(portal.Unit{ID: s.ID, Name: s.Name, Kind: portal.UnitSite, Site: s.ID}, scored[s.ID])
	}
	for _, u := range b.Ledger.Units {
		b.enter(u, scored[u.ID])
	}
	for i := range b.Result.Units {
		if u := &b.Result.Units[i]; b.sheet[u.ID] == nil {
			b.enter(portal.Unit{ID: u.ID, Name: u.Name, Kind: u.Kind, Site: u.Site}, u)
		}
	}
	for i := range b.Result.Findings {
		if f := &b.Result.Findings[i]; b.sheet[f.Unit] == nil {
			b.enter(portal.Unit{ID: f.Unit, Name: "未登记的单位", Site: f.Site}, nil)
		}
	}
	for _, c := range b.Ledger.Columns {
		if s := b.sheet[c.Unit]; s != nil {
			s.Columns++
		}
	}
}

func (b *builder) enter(u portal.Unit, scored *score.Unit) {
	if b.sheet[u.ID] != nil {
		return
	}
	s := &Sheet{Unit: score.Unit{ID: u.ID, Name: Clean(u.Name), Kind: u.Kind, Site: u.Site},
		Anchor: fmt.Sprintf("danwei-%d", len(b.Entries)+1), Class: lookup(classWords, u.Kind, "其他"),
		Base: b.Set.Scheme.Base, Counts: newCounts()}
	if s.Priced = b.Priced; scored != nil {
		s.Unit, s.Scored = *scored, b.Priced
		s.Name = Clean(cmp.Or(s.Name, u.Name))
	}
	b.sheet[u.ID] = s
	b.Entries = append(b.Entries, s)
	b.Coverage.Due += s.Coverage.Due
	b.Coverage.Checked += s.Coverage.Checked
	b.Coverage.Unverified += s.Coverage.Unverified
	if u.Kind == portal.UnitSite {
		b.Sites = append(b.Sites, s)
	} else {
		b.Ranking = append(b.Ranking, s)
	}
}

func newCounts() []Count {
	counts := make([]Count, len(rules.Severities))
	for i, s := range rules.Severities {
		counts[i] = Count{Severity: s, Word: SeverityWord(s)}
	}
	return counts
}

func add(counts []Count, severity string) {
	for i := range counts {
		if counts[i].Severity == severity {
			counts[i].N++
		}
	}
}

func severityRank(severity string) int {
	if i := slices.Index(rules.Severities, severity); i >= 0 {
		return i
	}
	return len(rules.Severities)
}

// findings hands every finding to its sheet, sorts and numbers them.
func (b *builder) findings() {
	b.Counts = newCounts()
	for i := range b.Result.Findings {
		raw := &b.Result.Findings[i]
		s := b.sheet[raw.Unit]
		f := &Finding{Finding: raw, Rule: b.rule[raw.Rule], Site: b.site[raw.Site], Unit: s.Label(), Column: b.column[raw.Column], model: b.Model}
		if raw.Verdict == checks.Suspect {
			s.Suspects = append(s.Suspects, f)
			b.Suspects++
			continue
		}
		s.Findings = append(s.Findings, f)
		b.Violations++
		add(b.Counts, raw.Severity)
		add(s.Counts, raw.Severity)
	}
	serial := 0
	for _, s := range b.Entries {
		for _, list := range [][]*Finding{s.Findings, s.Suspects} {
			slices.SortStableFunc(list, func(x, y *Finding) int {
				return cmp.Or(cmp.Compare(severityRank(x.Severity), severityRank(y.Severity)), cmp.Compare(x.RectifyBy, y.RectifyBy),
					cmp.Compare(x.Check, y.Check), cmp.Compare(b.order[x.Finding.Column], b.order[y.Finding.Column]))
			})
			for _, f := range list {
				serial++
				y, mon, d := b.Checked().Date()
				f.Number = fmt.Sprintf("%04d%02d%02d-%04d", y, int(mon), d, serial)
				f.Anchor = fmt.Sprintf("wenti-%d", serial)
			}
		}
	}
}

// lines turns a unit's deductions into words and shares each line's points
// out among its findings, in the order in which they are shown, so that the
// single findings sum to the line and the lines to what the score lacks.
func (b *builder) lines(s *Sheet) {
	by := map[string][]*Finding{}
	for _, f := range s.Findings {
		by[f.Finding.Rule] = append(by[f.Finding.Rule], f)
	}
	for _, d := range s.Deductions {
		l := Line{Line: d, Rule: b.rule[d.Rule], Title: "已停用的指标", Group: "其他"}
		if l.Rule != nil {
			l.Title = l.Rule.Title
			var points rules.Centi
			if g := b.group[l.Rule.Effect.Group]; g != nil {
				l.Group, points = g.Title, g.Points
			}
			l.Price = price(l.Rule, points)
			if l.Rule.Effect.Kind == rules.EffectVeto {
				l.Group = "单项否决"
			}
		}
		left := d.Points
		var last *Finding
		charged := map[string]bool{}
		for _, f := range by[d.Rule] {
			if _, found := slices.BinarySearch(d.Fingerprints, f.Fingerprint); !found {
				continue
			}
			l.Numbers = append(l.Numbers, Ref{f.Number, f.Anchor})
			if l.Rule == nil || charged[f.Fingerprint] {
				continue
			}
			charged[f.Fingerprint] = true
			price := l.Rule.Effect.Points
			if slices.Contains(d.Recurred, f.Fingerprint) {
				price = b.Set.Scheme.Weighed(price)
			}
			f.Charged = min(price, left)
			left -= f.Charged
			last = f
		}
		if last != nil {
			last.Charged += left
		}
		s.Deducted += d.Points
		s.Lines = append(s.Lines, l)
	}
}

func (b *builder) warnings() {
	for i := range b.Result.Warnings {
		w := &b.Result.Warnings[i]
		row := Warning{Warning: w, Kind: lookup(warningWords, w.Check, KindWord(w.Check)+"即将到期"), Advice: "请在到期日（含当日）之前办理。", Unit: b.unitName(w.Unit), Column: b.columnName(w.Column)}
		if r := b.rule[w.Rule]; r != nil && r.Remedy != "" {
			row.Advice = Clean(r.Remedy)
		}
		if s := b.sheet[w.Unit]; s != nil {
			s.Warnings++
		}
		b.Warnings = append(b.Warnings, row)
	}
	slices.SortStableFunc(b.Warnings, func(x, y Warning) int { return cmp.Compare(x.Due, y.Due) })
}

func (b *builder) unverified() {
	groups := map[string]*Gap{}
	for i := range b.Result.Unverified {
		u := &b.Result.Unverified[i]
		r := reasonOf(u.Reason)
		g := groups[r.code]
		if g == nil {
			g = &Gap{Reason: u.Reason, Word: r.word, Meaning: r.meaning}
			groups[r.code] = g
		}
		g.Rows = append(g.Rows, GapRow{u, b.unitName(u.Unit), b.columnName(u.Column), detail(u.Detail)})
		if s := b.sheet[u.Unit]; s != nil {
			s.Unverified++
		}
		b.Unchecked++
	}
	for _, r := range append(slices.Clone(reasons), otherReason) {
		if g := groups[r.code]; g != nil {
			b.Unverified = append(b.Unverified, *g)
		}
	}
}

func (b *builder) unitName(id string) string {
	if s := b.sheet[id]; s != nil {
		return s.Label()
	}
	return "未登记的单位"
}

func (b *builder) columnName(id string) string {
	if c := b.column[id]; c != nil {
		return Clean(c.Name)
	}
	return ""
}

// columns states each column in one word. A column that shows nothing and has
// no finding for it was not read: it is unverified, never in order.
func (b *builder) columns() {
	state := map[string]string{}
	for i := range b.Result.Unverified {
		u := &b.Result.Unverified[i]
		if c := b.column[u.Column]; c != nil && c.URL == u.URL {
			state[u.Column] = StateUnverified
		}
	}
	for i := range b.Result.Warnings {
		if w := &b.Result.Warnings[i]; w.Check == "column-stale" {
			state[w.Column] = StateDue
		}
	}
	for i := range b.Result.Findings {
		f := &b.Result.Findings[i]
		switch f.Check {
		case "column-stale":
			state[f.Column] = StateStale
		case "column-blank":
			state[f.Column] = StateBlank
		case "column-undated":
			state[f.Column] = StateUndated
		}
	}
	for i := range b.Result.Columns {
		c := &b.Result.Columns[i]
		row := Column{ColumnState: c, Unit: b.unitName(c.Unit), Name: b.columnName(c.ID), Type: portal.TypeChinese(c.Type), State: state[c.ID]}
		switch {
		case !b.Valid:
			row.State = StateUnverified // a void scan acquits nobody
		case row.State != "":
		case c.Items == 0, c.Due != 0 && c.Due < b.Checked():
			row.State = StateUnverified
		case c.Due == 0:
			row.State = StateFree
		default:
			row.State = StateFine
		}
		b.Columns = append(b.Columns, row)
	}
	slices.SortStableFunc(b.Columns, func(x, y Column) int { return cmp.Compare(b.order[x.ID], b.order[y.ID]) })
}

// rank places the units: best score first, equal scores share a place, vetoed
// units (单项否决) after all others. A unit of which too little was read gets no
// place: a score from what happened to be readable is no comparison.
func (b *builder) rank() {
	key := func(s *Sheet) int {
		switch {
		case !s.Scored || !s.enough():
			return 2
		case s.Vetoed:
			return 1
		}
		return 0
	}
	slices.SortStableFunc(b.Ranking, func(x, y *Sheet) int {
		return cmp.Or(cmp.Compare(key(x), key(y)), cmp.Compare(y.Score, x.Score))
	})
	classes := map[string]int{}
	last := map[string]*Sheet{}
	for i, s := range b.Ranking {
		if key(s) == 2 {
			continue
		}
		same := func(o *Sheet) bool { return o != nil && key(o) == key(s) && o.Score == s.Score }
		classes[s.Kind]++
		s.Place, s.ClassPlace = i+1, classes[s.Kind]
		if i > 0 && same(b.Ranking[i-1]) {
			s.Place, s.Tied, b.Ranking[i-1].Tied = b.Ranking[i-1].Place, true, true
		}
		if o := last[s.Kind]; same(o) {
			s.ClassPlace = o.ClassPlace
		}
		last[s.Kind] = s
	}
}

// enough tells whether at least 90 % of what was due was read (contract §3).
func (s *Sheet) enough() bool {
	return s.Coverage.Due > 0 && s.Coverage.Checked*10 >= s.Coverage.Due*9
}
