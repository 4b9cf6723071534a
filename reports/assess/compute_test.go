package assess

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"duwang/checks/rules"
	"duwang/crawler/portal"
)

const small = `name: small
title: 小指标
documents:
  - {short: 条例, title: 《条例》}
scheme:
  base: 100
  grades: [{name: 优秀, from: 90}, {name: 合格, from: 60}, {name: 不合格, from: 0}]
  veto_grade: 不合格
groups:
  - {id: publish, title: 发布, points: 100}
deadlines: {major: 5}
rules:
  - {id: column-stale-news, title: 动态超期, check: column-stale, severity: major, effect: {kind: deduct, points: 2.5, cap: 10, group: publish}}
  - {id: link-broken-inner, title: 错链, check: link-broken, severity: minor, effect: {kind: deduct, points: 0.33, group: publish}}
  - {id: home-stale-2w, title: 首页不更新, check: home-stale, severity: veto, effect: {kind: veto}}
assessment:
  parts:
    - {id: yearly, title: 年度专项业务工作, points: 90}
    - {id: routine, title: 日常工作, points: 10}
  groups:
    - {id: disclosure, title: 主动公开, part: yearly, points: 61, rules: [column-stale-news], own: true}
    - {id: platform, title: 平台建设, part: yearly, points: 20, rest: true}
    - {id: safeguard, title: 监督保障, part: yearly, points: 9}
    - {id: answers, title: 日常工作, part: routine, points: 10, answers: {late: 1, overdue: 2, refuted: 1, relapse: 2}}
  classes:
    - {id: town, title: 乡镇, kinds: [township], skip: [safeguard]}
  bonus: {gate: 80, above: true, cap: 5}
  duty: {none: skip, statement: full, exemption: none}
manual:
  - {id: training, title: 业务培训, group: safeguard, points: 4, standard: 办一次, proof: 签到表}
  - {id: complaints, title: 投诉办理, group: safeguard, points: 5, standard: 及时, proof: 登记}
  - {id: channels, title: 多种形式, group: disclosure, points: 7, standard: 三种, proof: 截图}
  - {id: innovation, title: 创新做法, group: disclosure, points: 4, effect: bonus, standard: 获推广, proof: 文件}
  - {id: praise, title: 上级表扬, group: disclosure, points: 3, effect: bonus, standard: 获表扬, proof: 文件}
  - {id: leak, title: 泄密, group: disclosure, effect: veto, standard: 发生即否决, proof: 通报}
`

func smallSet(t testing.TB) *rules.Set {
	t.Helper()
	s, err := rules.Parse("small.yaml", []byte(small))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func centis(v rules.Centi) *rules.Centi { return &v }

var (
	edu    = portal.Unit{ID: "edu", Name: "教育局", Kind: portal.UnitDepartment}
	town   = portal.Unit{ID: "town", Name: "某某镇", Kind: portal.UnitTownship}
	site   = portal.Unit{ID: "portal", Name: "某某县", Kind: portal.UnitSite}
	period = Year(2026, portal.MustDate("2027-01-10"))
)

func read(units ...string) map[string]Coverage {
	m := map[string]Coverage{}
	for _, u := range units {
		m[u] = Coverage{Scans: 1, Due: 100, Checked: 100}
	}
	return m
}

func problem(n int, unit, rule, standing string) Life {
	day := portal.MustDate("2026-05-01")
	return Life{Problem: Problem{Case: fmt.Sprintf("2026-%05d", n), Unit: unit, Rule: rule, Standing: standing, First: day, Last: day, Days: 1, Scans: 1}}
}

func full(unit string, final bool) []Entry {
	var out []Entry
	for i, x := range []struct {
		id     string
		points rules.Centi
	}{{"training", 400}, {"complaints", 500}, {"channels", 700}} {
		e := Entry{Unit: unit, Item: x.id, Review: centis(x.points), Scorer: "甲", Sheet: "人工评分", Row: i + 4, Cell: fmt.Sprintf("人工评分!M%d", i+4)}
		if final {
			e.Final, e.Checker = e.Review, "乙"
		}
		out = append(out, e)
	}
	return out
}

func TestAssessment(t *testing.T) {
	late := []Answered{{Case: "2026-00001", Notice: "2026-1", Issued: portal.MustDate("2026-05-02"), Deadline: portal.MustDate("2026-05-09"), On: portal.MustDate("2026-05-10")}}
	issued := problem(1, "edu", "column-stale-news", Counted)
	issued.Answers = late
	back := problem(1, "edu", "column-stale-news", Counted)
	back.Problem.Relapse = true
	for _, c := range []struct {
		name    string
		unit    portal.Unit
		lives   []Life
		entries []Entry
		claims  []Claim
		want    string
	}{
		{"all in order", edu, nil, full("edu", true), nil, "100 优秀 final"},
		{"a problem costs its points", edu, []Life{problem(1, "edu", "column-stale-news", Counted)}, full("edu", true), nil, "97.5 优秀 final"},
		{"not the unconfirmed, nor the exempted", edu, []Life{problem(1, "edu", "column-stale-news", Pending), problem(2, "edu", "column-stale-news", Exempted),
			problem(3, "edu", "column-stale-news", Dismissed), problem(4, "edu", "column-stale-news", Appealed)}, full("edu", true), nil, "100 优秀 provisional"},
		{"a rule costs no more than its cap", edu, []Life{problem(1, "edu", "column-stale-news", Counted), problem(2, "edu", "column-stale-news", Counted),
			problem(3, "edu", "column-stale-news", Counted), problem(4, "edu", "column-stale-news", Counted), problem(5, "edu", "column-stale-news", Counted)}, full("edu", true), nil, "90 优秀 final"},
		{"a late answer costs", edu, []Life{issued}, full("edu", true), nil, "96.5 优秀 final"},
		{"a relapse weighs more", edu, []Life{back}, full("edu", true), nil, "95.5 优秀 final"},
		{"a veto decides the grade", edu, []Life{problem(1, "edu", "home-stale-2w", Counted)}, full("edu", true), nil, "100 不合格 final"},
		{"reviewed, not decided", edu, nil, full("edu", false), nil, "100 优秀 provisional"},
		{"manual items open: scaled", edu, []Life{problem(1, "edu", "column-stale-news", Counted)}, nil, nil, "96.96 优秀 provisional"},
		{"a class without a group: scaled", town, []Life{problem(1, "town", "column-stale-news", Counted)}, full("town", true)[2:], nil, "97.22 优秀 final"},
		{"no duty: left out", edu, []Life{problem(1, "edu", "link-broken-inner", Counted)}, full("edu", true), []Claim{{Unit: "edu", Item: "safeguard", Kind: NoDuty, Ground: "三定方案"}}, "99.63 优秀 final"},
		{"a statement: full points", edu, nil, full("edu", true)[1:], []Claim{{Unit: "edu", Item: "training", Kind: Statement, Ground: "网址"}}, "100 优秀 final"},
		{"an exemption scored with none", edu, nil, full("edu", true)[1:], []Claim{{Unit: "edu", Item: "training", Kind: Exemption, Ground: "批文", Until: portal.MustDate("2026-12-31")}}, "96 优秀 final"},
		{"an exemption that expired before the year's end", edu, nil, full("edu", true), []Claim{{Unit: "edu", Item: "training", Kind: Exemption, Ground: "批文", Until: portal.MustDate("2026-12-30")}},
			"100 优秀 provisional"},
		{"bonus above the gate, capped", edu, nil, append(full("edu", true), Entry{Unit: "edu", Item: "innovation", Final: centis(400)}, Entry{Unit: "edu", Item: "praise", Final: centis(300)}), nil,
			"105 优秀 final"},
		{"no bonus at the gate", edu, nil, append(low(), Entry{Unit: "edu", Item: "innovation", Final: centis(400)}), nil, "80 合格 final"},
		{"a manual veto", edu, nil, append(full("edu", true), Entry{Unit: "edu", Item: "leak", Final: centis(100)}), nil, "100 不合格 final"},
		{"a manual veto that did not happen", edu, nil, append(full("edu", true), Entry{Unit: "edu", Item: "leak", Final: centis(0)}), nil, "100 优秀 final"},
	} {
		lives := c.lives
		if c.name == "no bonus at the gate" {
			for i := range 4 {
				lives = append(lives, problem(i, "edu", "column-stale-news", Counted))
			}
		}
		r := Compute(&Book{Set: smallSet(t), Period: period, Units: []portal.Unit{c.unit}, Coverage: read(c.unit.ID), Lives: lives, Entries: c.entries, Claims: c.claims,
			Notices: []Notice{{Key: "2026-1", Serial: "示〔2026〕1号", Unit: "edu"}}})
		u := &r.Units[0]
		state := "provisional"
		if u.Final(r) {
			state = "final"
		}
		if got := fmt.Sprintf("%s %s %s", u.Score, u.Grade, state); got != c.want || u.Sum() != u.Score {
			t.Errorf("%s: %s (lines add up to %s), want %s", c.name, got, u.Sum(), c.want)
		}
	}
}

// low are entries ten points short of full: with four stale columns, which
// cost ten more, they leave exactly 80.
func low() []Entry {
	e := full("edu", true)
	e[0].Final, e[1].Final, e[2].Final = centis(0), centis(0), centis(600)
	return e
}

func TestNothingReadIsNoPerfectScore(t *testing.T) {
	r := Compute(&Book{Set: smallSet(t), Period: period, Units: []portal.Unit{edu, site}, Coverage: map[string]Coverage{}})
	for i := range r.Units {
		u := &r.Units[i]
		if u.Scored || u.Place != 0 || u.ScoreWord(r) != "未评分" || u.GradeWord() != "暂不评定" {
			t.Errorf("%s: %s %s %s", u.Name, u.ScoreWord(r), u.GradeWord(), u.PlaceWord())
		}
	}
}

func TestRankingSharesPlacesAndKeepsVetoesLast(t *testing.T) {
	units := []portal.Unit{{ID: "a", Name: "甲局", Kind: "department"}, {ID: "b", Name: "乙局", Kind: "department"}, {ID: "c", Name: "丙局", Kind: "department"}, {ID: "d", Name: "丁局", Kind: "department"}, town, site}
	cover := read("a", "b", "c", "town", "portal")
	cover["d"] = Coverage{Scans: 1, Due: 100, Checked: 89}
	r := Compute(&Book{Set: smallSet(t), Period: period, Units: units, Coverage: cover, Lives: []Life{problem(1, "a", "home-stale-2w", Counted), problem(2, "town", "link-broken-inner", Counted),
		problem(3, "nobody", "link-broken-inner", Counted)}})
	got := ""
	for _, u := range r.Ranking() {
		got += fmt.Sprintf("%s %s %d|", u.Name, u.PlaceWord(), u.ClassPlace)
	}
	if want := "乙局 并列1 1|丙局 并列1 1|某某镇 3 1|甲局 4 3|丁局 暂不排名 0|某某县 网站本身 0|"; got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	if len(r.Outside) != 1 || r.Outside[0].Case != "2026-00003" {
		t.Errorf("outside: %+v", r.Outside)
	}
}

// Whatever the year was, the printed lines add up to the score, no bound is
// passed, the order of what came in does not matter, and what nobody
// confirmed changes no score.
func TestLinesAddUp(t *testing.T) {
	set := smallSet(t)
	national, err := rules.Load("national-2019")
	if err != nil {
		t.Fatal(err)
	}
	baiyin, err := rules.Load("baiyin-2021")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		s := rapid.SampledFrom([]*rules.Set{set, set, baiyin, national}).Draw(rt, "set")
		units := []portal.Unit{edu, town, site}
		b := &Book{Set: s, Period: period, Units: units, Coverage: read("edu", "town", "portal"), Notices: []Notice{{Key: "2026-1", Serial: "示〔2026〕1号", Unit: "edu"}}}
		for i := range rapid.IntRange(0, 60).Draw(rt, "problems") {
			rule := s.Rules[rapid.IntRange(0, len(s.Rules)-1).Draw(rt, "rule")].ID
			l := problem(i, units[rapid.IntRange(0, 2).Draw(rt, "unit")].ID, rule, rapid.SampledFrom(standings).Draw(rt, "standing"))
			l.Problem.Relapse, l.Problem.Refuted = rapid.Bool().Draw(rt, "relapse"), rapid.IntRange(0, 2).Draw(rt, "refuted")
			if rapid.Bool().Draw(rt, "issued") {
				l.Answers = []Answered{{Case: l.Problem.Case, Notice: "2026-1", Issued: period.From, Deadline: period.From + 5, On: portal.Date(rapid.SampledFrom([]portal.Date{0, period.From + 3, period.From + 9}).Draw(rt, "on"))}}
			}
			b.Lives = append(b.Lives, l)
		}
		for i, f := range Form(s, units) {
			if !rapid.Bool().Draw(rt, "entered") {
				continue
			}
			most := int64(f.Points)
			if f.Kind == VetoItem {
				most = 1
			}
			v := rules.Centi(rapid.Int64Range(0, most).Draw(rt, "points"))
			if f.Kind == VetoItem {
				v *= 100
			}
			e := Entry{Unit: f.Unit, Item: f.Item, Review: &v, Sheet: "人工评分", Row: i + 4, Cell: fmt.Sprintf("人工评分!M%d", i+4)}
			if rapid.Bool().Draw(rt, "final") {
				e.Final = &v
			}
			b.Entries = append(b.Entries, e)
		}
		ids, _ := Indicators(s)
		for range rapid.IntRange(0, 2).Draw(rt, "claims") {
			c := Claim{Unit: "edu", Item: rapid.SampledFrom(ids).Draw(rt, "item"), Kind: rapid.SampledFrom([]string{NoDuty, Statement, Exemption}).Draw(rt, "kind"), Ground: "依据"}
			if len(b.Claims) == 0 || b.Claims[0].Item != c.Item {
				b.Claims = append(b.Claims, c)
			}
		}
		r := Compute(b)
		for i := range r.Units {
			u := &r.Units[i]
			if u.Sum() != u.Score {
				rt.Fatalf("%s: lines add up to %s, score %s", u.ID, u.Sum(), u.Score)
			}
			if u.Before < 0 || u.Before > s.Scheme.Base || u.Score < u.Before || s.Assessment.Bonus.Cap > 0 && u.Bonuses() > s.Assessment.Bonus.Cap {
				rt.Fatalf("%s: %s of %s with bonus %s", u.ID, u.Before, s.Scheme.Base, u.Bonuses())
			}
			for _, p := range u.Parts {
				var got, possible rules.Centi
				for _, g := range p.Groups {
					var items rules.Centi
					for _, x := range g.Items {
						var lines rules.Centi
						for _, l := range x.Lines {
							lines += l.Points
							if l.Points < 0 || l.Points > l.Each*rules.Centi(l.Count) || len(l.Cases) == 0 && len(l.Notices) == 0 {
								rt.Fatalf("%s %s: %+v", u.ID, x.ID, l)
							}
						}
						if x.Kind == Automatic && x.State == Scored && lines != x.Lost || x.Lost > x.Points || x.Got < 0 {
							rt.Fatalf("%s %s: lost %s of %s, lines %s", u.ID, x.ID, x.Lost, x.Points, lines)
						}
						if x.counts() {
							items += x.Got
						}
					}
					if items != g.Got {
						rt.Fatalf("%s %s: %s, items %s", u.ID, g.ID, g.Got, items)
					}
					got += g.Got
					possible += g.Possible
				}
				if got != p.Raw || possible != p.Possible || p.Got > p.Points || p.Raw+p.Adjust != p.Got {
					rt.Fatalf("%s %s: %+v", u.ID, p.ID, p)
				}
			}
		}
		want, err := json.Marshal(r)
		if err != nil {
			rt.Fatal(err)
		}
		shuffle := rand.New(rand.NewPCG(1, 2))
		shuffle.Shuffle(len(b.Lives), func(i, j int) { b.Lives[i], b.Lives[j] = b.Lives[j], b.Lives[i] })
		shuffle.Shuffle(len(b.Entries), func(i, j int) { b.Entries[i], b.Entries[j] = b.Entries[j], b.Entries[i] })
		shuffle.Shuffle(len(b.Claims), func(i, j int) { b.Claims[i], b.Claims[j] = b.Claims[j], b.Claims[i] })
		again, err := json.Marshal(Compute(b))
		if err != nil {
			rt.Fatal(err)
		}
		if string(again) != string(want) {
			rt.Fatal("another order gives another result")
		}
		b.Lives = append(b.Lives, problem(9999, "edu", s.Rules[0].ID, Pending))
		if more := Compute(b); more.Units[0].Score != r.Units[0].Score || more.Units[0].Vetoed != r.Units[0].Vetoed {
			rt.Fatal("what nobody confirmed changed a score")
		}
	})
}
