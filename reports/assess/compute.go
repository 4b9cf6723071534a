package assess

import (
	"cmp"
	"fmt"
	"slices"

	"duwang/checks/rules"
	"duwang/crawler/portal"
	"duwang/reports"
)

// A Book is everything that Compute weighs.
type Book struct {
	Set         *rules.Set
	Period      Period
	Units       []portal.Unit // to assess, sites as units of kind site
	Coverage    map[string]Coverage
	Lives       []Life   // the year's cases
	Notices     []Notice // the year's, in their order
	Entries     []Entry  // one a unit and item
	Claims      []Claim
	Provisional []string // why every score is provisional, beyond what Compute sees
}

// Compute assesses every unit of the book. The order of lives, entries and
// claims does not matter; units come back in the order of the book.
func Compute(b *Book) *Result {
	r := &Result{Schema: Schema, Year: b.Period.From.Year(), Period: b.Period, Ruleset: b.Set.Name, RulesetTitle: b.Set.Title, RulesetSHA256: b.Set.Digest,
		Base: b.Set.Scheme.Base, Provisional: append([]string{}, b.Provisional...), Outside: []Problem{}}
	if !b.Period.Over() {
		r.Provisional = append(r.Provisional, fmt.Sprintf("%d年还没有结束，只计到%s", r.Year, b.Period.To.Chinese()))
	}
	r.titles, r.serials = map[string]string{}, map[string]string{}
	for i := range b.Set.Rules {
		r.titles[b.Set.Rules[i].ID] = b.Set.Rules[i].Title
	}
	for _, n := range b.Notices {
		r.serials[n.Key] = n.Serial
	}
	known := map[string]bool{}
	for _, u := range b.Units {
		known[u.ID] = true
	}
	problems := map[string][]Problem{}
	var answers []Answered
	for i := range b.Lives {
		q := b.Lives[i].Problem
		answers = append(answers, b.Lives[i].Answers...)
		if !known[q.Unit] {
			r.Outside = append(r.Outside, q)
			continue
		}
		problems[q.Unit] = append(problems[q.Unit], q)
	}
	byCase := func(a, c Problem) int { return cmp.Compare(a.Case, c.Case) }
	slices.SortFunc(r.Outside, byCase)
	replies := map[string][]Reply{}
	for _, x := range Replies(b.Notices, answers, b.Period.AsOf) {
		replies[x.Unit] = append(replies[x.Unit], x)
	}
	entries := map[[2]string]*Entry{}
	for i := range b.Entries {
		e := &b.Entries[i]
		entries[[2]string{e.Unit, e.Item}] = e
	}
	claims := map[string][]Claim{}
	for _, c := range b.Claims {
		claims[c.Unit] = append(claims[c.Unit], c)
	}
	for _, u := range b.Units {
		own := problems[u.ID]
		slices.SortFunc(own, byCase)
		c := &scorer{book: b, entries: entries, problems: own, replies: replies[u.ID], claims: claims[u.ID]}
		c.unseen = b.Coverage[u.ID].Checked == 0 && len(own) == 0 && len(c.replies) == 0
		slices.SortFunc(c.claims, func(x, y Claim) int { return cmp.Compare(x.Item, y.Item) })
		r.Units = append(r.Units, c.unit(u))
	}
	r.rank()
	r.Entries = slices.Clone(b.Entries)
	slices.SortFunc(r.Entries, func(x, y Entry) int { return cmp.Or(cmp.Compare(x.Unit, y.Unit), cmp.Compare(x.Item, y.Item)) })
	r.Claims = slices.Clone(b.Claims)
	slices.SortFunc(r.Claims, func(x, y Claim) int { return cmp.Or(cmp.Compare(x.Unit, y.Unit), cmp.Compare(x.Item, y.Item)) })
	return r
}

// A scorer scores one unit.
type scorer struct {
	book     *Book
	entries  map[[2]string]*Entry
	problems []Problem
	replies  []Reply
	claims   []Claim
	// unseen says that the year holds nothing of the unit: no page read, no
	// problem, no notice. That is no perfect score.
	unseen    bool
	open      int // manual items without points
	undecided int // manual items with points that were not decided
}

func (c *scorer) unit(u portal.Unit) Unit {
	set := c.book.Set
	out := Unit{ID: u.ID, Name: reports.Clean(u.Name), Kind: u.Kind, Class: c.class(u), Coverage: c.book.Coverage[u.ID],
		Problems: append([]Problem{}, c.problems...), Replies: append([]Reply{}, c.replies...), Claims: append([]Claim{}, c.claims...),
		Bonus: []Item{}, Vetoes: []Line{}, Provisional: []string{}}
	parts, branches, extras := table(set, u.ID, u.Kind)
	var weight, sum rules.Centi
	for _, p := range parts {
		part := Part{ID: p.ID, Title: p.Title, Points: p.Points, Groups: []Group{}}
		for _, b := range branches {
			if b.group.Part != p.ID {
				continue
			}
			g := c.group(u.ID, &b)
			part.Possible += g.Possible
			part.Raw += g.Got
			part.Groups = append(part.Groups, g)
		}
		if part.Possible > 0 {
			part.Got = scale(part.Raw, part.Points, part.Possible)
			part.Adjust = part.Got - part.Raw
			weight += part.Points
			sum += part.Got
		}
		out.Parts = append(out.Parts, part)
	}
	out.Scored = weight > 0
	if out.Scored {
		out.Before = scale(sum, set.Scheme.Base, weight)
		out.Adjust = out.Before - sum
	}
	out.Score = out.Before
	c.vetoes(&out, u, extras)
	c.bonus(&out, u, extras)
	out.Grade = gradeOf(&set.Scheme, &out)
	c.provisional(&out)
	return out
}

// scale returns got × points ÷ possible, rounded half up to a hundredth.
func scale(got, points, possible rules.Centi) rules.Centi {
	if points == possible {
		return got
	}
	return (2*got*points + possible) / (2 * possible)
}

func (c *scorer) class(u portal.Unit) string {
	if k := c.book.Set.Class(u.ID, u.Kind); k.Title != "" {
		return k.Title
	}
	return reports.ClassWord(u.Kind)
}

func (c *scorer) group(unit string, b *branch) Group {
	g := Group{ID: b.group.ID, Title: b.group.Title, Items: []Item{}}
	for i := range b.items {
		x := c.item(unit, b.group.ID, &b.items[i])
		g.Points += x.Points
		if x.counts() {
			g.Possible += x.Points
			g.Got += x.Got
		}
		g.Items = append(g.Items, x)
	}
	return g
}

func (c *scorer) item(unit, group string, x *item) Item {
	out := Item{ID: x.id, Title: x.title, Kind: x.kind, Standard: x.standard, Points: x.points, State: Scored}
	for _, r := range x.rules {
		out.Rules = append(out.Rules, r.ID)
	}
	e := c.entries[[2]string{unit, x.id}]
	if e != nil {
		out.Self, out.Scorer, out.Checker, out.Proof, out.Remark, out.Cell = e.Self, e.Scorer, e.Checker, e.Proof, e.Remark, e.Cell
	}
	if x.skipped != "" {
		out.State, out.Why = Skipped, x.skipped
		return out
	}
	if k := c.claim(group, x.id); k != nil {
		c.excuse(&out, k)
		return out
	}
	if x.kind == Automatic && c.unseen {
		out.State, out.Why = Open, "全年没有读到该单位的内容，无法评分"
		return out
	}
	if x.kind == Automatic {
		c.automatic(&out, x)
		out.Got = out.Points - out.Lost
		return out
	}
	points, final := e.points()
	switch {
	case points == nil:
		out.State, out.Why = Open, "尚未评分"
		c.open++
	default:
		out.Got, out.Final = *points, final
		if x.kind == Manual {
			out.Lost = out.Points - out.Got
		}
		if !final {
			c.undecided++
		}
	}
	return out
}

// claim returns the claim in force for an item or its group.
func (c *scorer) claim(group, id string) *Claim {
	for i := range c.claims {
		if k := &c.claims[i]; (k.Item == id || k.Item == group) && k.holds(c.book.Period) {
			return k
		}
	}
	return nil
}

// excuse scores an item that did not fall to the unit.
func (c *scorer) excuse(out *Item, k *Claim) {
	d := c.book.Set.Assessment.Duty
	how := map[string]string{NoDuty: d.None, Statement: d.Statement, Exemption: d.Exemption}[k.Kind]
	out.State, out.Cell = Excused, k.Cell
	out.Why = "确无此项（" + claimWord(k.Kind) + "）：" + reports.Clean(k.Ground)
	switch how {
	case rules.DutyFull:
		out.Got = out.Points
		out.Why += "，按满分计"
	case rules.DutyNone:
		out.Lost = out.Points
		out.Why += "，不得分"
	default:
		out.State = Skipped
		out.Why += "，不计入，按其余折算"
	}
}

// automatic deducts the year's confirmed problems, rule by rule in the order
// of the set, then what answers cost, each bounded by its rule's cap and all
// together by the item's points.
func (c *scorer) automatic(out *Item, x *item) {
	left := x.points
	line := func(l Line, limit rules.Centi) {
		full := l.Each * rules.Centi(l.Count)
		l.Points = full
		if limit > 0 {
			l.Points = min(l.Points, limit)
		}
		l.Points = min(l.Points, left)
		l.Capped = l.Points < full
		left -= l.Points
		out.Lost += l.Points
		out.Lines = append(out.Lines, l)
	}
	for _, r := range x.rules {
		cases := c.cases(func(q *Problem) bool { return q.Rule == r.ID })
		if len(cases) > 0 {
			line(Line{ID: r.ID, Title: r.Title, Count: len(cases), Each: r.Effect.Points, Cases: cases}, r.Effect.Cap)
		}
	}
	a := x.answers
	for _, o := range []struct {
		outcome string
		each    rules.Centi
	}{{Late, a.Late}, {Overdue, a.Overdue}} {
		var serials, cases []string
		for i := range c.replies {
			if p := &c.replies[i]; p.Outcome == o.outcome {
				serials = append(serials, p.Serial)
				cases = append(cases, p.Cases...)
			}
		}
		if len(serials) > 0 && o.each > 0 {
			line(Line{ID: "answers:" + o.outcome, Title: "整改通知书" + OutcomeWord(o.outcome), Count: len(serials), Each: o.each, Cases: cases, Notices: serials}, 0)
		}
	}
	if a.Refuted > 0 {
		if cases := c.cases(func(q *Problem) bool { return q.Refuted > 0 }); len(cases) > 0 {
			line(Line{ID: "answers:refuted", Title: "反馈已整改，复查仍存在", Count: len(cases), Each: a.Refuted, Cases: cases}, 0)
		}
	}
	if a.Relapse > 0 {
		if cases := c.cases(func(q *Problem) bool { return q.Relapse }); len(cases) > 0 {
			line(Line{ID: "answers:relapse", Title: "销号后一年内复发", Count: len(cases), Each: a.Relapse, Cases: cases}, 0)
		}
	}
}

// cases returns the numbers of the counted problems that f chooses.
func (c *scorer) cases(f func(*Problem) bool) []string {
	var out []string
	for i := range c.problems {
		if q := &c.problems[i]; q.Standing == Counted && f(q) {
			out = append(out, q.Case)
		}
	}
	return out
}

// vetoes gathers what decides the grade by itself (单项否决).
func (c *scorer) vetoes(out *Unit, u portal.Unit, extras []item) {
	for i := range c.book.Set.Rules {
		r := &c.book.Set.Rules[i]
		if r.Effect.Kind != rules.EffectVeto {
			continue
		}
		if cases := c.cases(func(q *Problem) bool { return q.Rule == r.ID }); len(cases) > 0 {
			out.Vetoes = append(out.Vetoes, Line{ID: r.ID, Title: r.Title, Count: len(cases), Cases: cases})
		}
	}
	for i := range extras {
		x := &extras[i]
		if x.kind != VetoItem || x.skipped != "" {
			continue
		}
		e := c.entries[[2]string{u.ID, x.id}]
		points, final := e.points()
		if points != nil && *points > 0 && final {
			out.Vetoes = append(out.Vetoes, Line{ID: x.id, Title: x.title, Count: 1, Cell: e.Cell})
		}
	}
	out.Vetoed = len(out.Vetoes) > 0
}

// bonus adds bonus items (加分) for a unit that reaches the gate.
func (c *scorer) bonus(out *Unit, u portal.Unit, extras []item) {
	gate := c.book.Set.Assessment.Bonus
	var sum rules.Centi
	for i := range extras {
		if extras[i].kind != BonusItem {
			continue
		}
		open := c.open
		x := c.item(u.ID, "", &extras[i])
		c.open = open // no bonus entered is no bonus, not a gap
		if x.State == Open {
			continue
		}
		sum += x.Got
		out.Bonus = append(out.Bonus, x)
	}
	if sum == 0 {
		return
	}
	switch {
	case out.Vetoed:
		out.BonusNote = "有单项否决，不加分"
	case !out.Scored, out.Before < gate.Gate, gate.Above && out.Before == gate.Gate:
		out.BonusNote = fmt.Sprintf("未达到加分的门槛（%s），不加分", gate.Words())
	default:
		give := sum
		if gate.Cap > 0 && give > gate.Cap {
			give = gate.Cap
			out.BonusNote = fmt.Sprintf("加分合计%s分，按上限%s分计", sum, gate.Cap)
		}
		out.Score += give
	}
}

// Bonuses returns what the bonus items gave.
func (u *Unit) Bonuses() rules.Centi { return u.Score - u.Before }

func gradeOf(s *rules.Scheme, u *Unit) string {
	switch {
	case u.Vetoed:
		return s.VetoGrade
	case !u.Scored:
		return ""
	}
	for _, g := range s.Grades {
		if u.Score >= g.From {
			return g.Name
		}
	}
	return ""
}

// provisional says why the unit's score is not final.
func (c *scorer) provisional(out *Unit) {
	say := func(format string, args ...any) {
		out.Provisional = append(out.Provisional, fmt.Sprintf(format, args...))
	}
	switch v := out.Coverage; {
	case v.Scans == 0:
		say("全年没有有效的巡检")
	case v.Due == 0:
		say("没有应查的内容，网上检查无法评分")
	case !v.Enough():
		say("全年应查内容只读到%s，不足90%%", reports.Percent(v.Checked, v.Due))
	}
	if c.open > 0 {
		say("人工评分项有%d项未评，已按其余折算", c.open)
	}
	if c.undecided > 0 {
		say("人工评分项有%d项未经审定", c.undecided)
	}
	var pending, appealed int
	for i := range c.problems {
		switch c.problems[i].Standing {
		case Pending:
			pending++
		case Appealed:
			appealed++
		}
	}
	if pending > 0 {
		say("待确认的问题%d个，未计入", pending)
	}
	if appealed > 0 {
		say("申诉未决的问题%d个，未计入", appealed)
	}
	for i := range c.claims {
		if k := &c.claims[i]; !k.holds(c.book.Period) {
			say("“%s”的%s已于%s到期，未采用", k.Item, claimWord(k.Kind), k.Until.Chinese())
		}
	}
}
