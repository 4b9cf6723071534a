package score

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"duwang/checks/rules"
)

// table is a small ruleset with every kind of effect and bound.
func table() *rules.Set {
	return &rules.Set{
		Scheme: rules.Scheme{
			Base:      10000,
			Grades:    []rules.Grade{{Name: "优秀", From: 9000}, {Name: "良好", From: 8000}, {Name: "合格", From: 6000}, {Name: "不合格"}},
			VetoGrade: "不合格",
		},
		Groups: []rules.Group{{ID: "publish", Points: 3500}, {ID: "design", Points: 2000}},
		Rules: []rules.Rule{
			{ID: "home", Effect: rules.Effect{Kind: rules.EffectVeto, Group: "publish"}},
			{ID: "news", Effect: rules.Effect{Kind: rules.EffectDeduct, Points: 500, Cap: 1500, Group: "publish"}},
			{ID: "blank", Effect: rules.Effect{Kind: rules.EffectDeduct, Points: 1000, Group: "publish"}},
			{ID: "late", Effect: rules.Effect{Kind: rules.EffectDeduct, Points: 250, Cap: 1000, Group: "publish"}},
			{ID: "link", Effect: rules.Effect{Kind: rules.EffectDeduct, Points: 10, Cap: 500, Group: "design"}},
			{ID: "hint", Effect: rules.Effect{Kind: rules.EffectNone, Group: "design"}},
			{ID: "loose", Effect: rules.Effect{Kind: rules.EffectDeduct, Points: 2000}},
		},
	}
}

func hit(rule string, n ...int) []Hit {
	var list []Hit
	for _, i := range n {
		list = append(list, Hit{Unit: "u", Rule: rule, Fingerprint: fmt.Sprintf("%s-%02d", rule, i), Violation: true})
	}
	return list
}

func whole() Coverage { return Coverage{Due: 10, Checked: 10} }

// line is a Line without its fingerprints, for short tables.
type line struct {
	rule   string
	count  int
	points rules.Centi
	capped bool
}

func TestScore(t *testing.T) {
	for _, c := range []struct {
		name   string
		hits   []Hit
		want   []line
		score  rules.Centi
		grade  string
		vetoed bool
	}{
		{"没有问题得满分", nil, nil, 10000, "优秀", false},
		{"每个问题扣一次", hit("news", 1, 2), []line{{"news", 2, 1000, false}}, 9000, "优秀", false},
		{"下限包含在内", slices.Concat(hit("news", 1, 2), hit("link", 1)), []line{{"news", 2, 1000, false}, {"link", 1, 10, false}}, 8990, "良好", false},
		{"指标上限", hit("news", 1, 2, 3, 4), []line{{"news", 4, 1500, true}}, 8500, "良好", false},
		{"恰好到上限不算封顶", hit("news", 1, 2, 3), []line{{"news", 3, 1500, false}}, 8500, "良好", false},
		{"没有上限的以组分值为限", hit("blank", 1, 2, 3, 4), []line{{"blank", 4, 3500, true}}, 6500, "合格", false},
		{"组内最后一行被截", slices.Concat(hit("late", 1, 2), hit("blank", 1, 2), hit("news", 1, 2, 3)),
			[]line{{"news", 3, 1500, false}, {"blank", 2, 2000, false}, {"late", 2, 0, true}}, 6500, "合格", false},
		{"同一问题不重复扣", slices.Concat(hit("news", 1), hit("news", 1), hit("news", 1)), []line{{"news", 1, 500, false}}, 9500, "优秀", false},
		{"不分组的指标", hit("loose", 1, 2), []line{{"loose", 2, 4000, false}}, 6000, "合格", false},
		{"不低于零分", hit("loose", 1, 2, 3, 4, 5, 6), []line{{"loose", 6, 10000, true}}, 0, "不合格", false},
		{"一票否决不改得分", slices.Concat(hit("home", 1), hit("news", 1)), []line{{"home", 1, 0, false}, {"news", 1, 500, false}}, 9500, "不合格", true},
		{"不计分的也列出", hit("hint", 1), []line{{"hint", 1, 0, false}}, 10000, "优秀", false},
		{"疑似不扣分不否决", []Hit{{Unit: "u", Rule: "news", Fingerprint: "a"}, {Unit: "u", Rule: "home", Fingerprint: "b"}}, nil, 10000, "优秀", false},
		{"别的单位和别的指标不算", []Hit{{Unit: "other", Rule: "news", Fingerprint: "a", Violation: true}, {Unit: "u", Rule: "gone", Fingerprint: "b", Violation: true}}, nil, 10000, "优秀", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			u := Compute(table(), []Unit{{ID: "u", Name: "教育局", Coverage: whole()}}, c.hits, false)[0]
			var got []line
			for _, l := range u.Deductions {
				got = append(got, line{l.Rule, l.Count, l.Points, l.Capped})
			}
			if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(line{})); diff != "" {
				t.Error(diff)
			}
			if u.Score != c.score || u.Grade != c.grade || u.Vetoed != c.vetoed || u.Provisional || u.Name != "教育局" {
				t.Errorf("score %s, grade %s, vetoed %v, provisional %v; want %s, %s, %v", u.Score, u.Grade, u.Vetoed, u.Provisional, c.score, c.grade, c.vetoed)
			}
		})
	}
}

func TestProvisional(t *testing.T) {
	for _, c := range []struct {
		name      string
		coverage  Coverage
		said      bool
		tentative bool
	}{
		{"全部核实", Coverage{Due: 10, Checked: 10}, false, false},
		{"恰好九成", Coverage{Due: 10, Checked: 9, Unverified: 1}, false, false},
		{"不足九成", Coverage{Due: 100, Checked: 89, Unverified: 11}, false, true},
		{"没有应检查的", Coverage{}, false, true},
		{"日历未知", Coverage{Due: 10, Checked: 10}, true, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			u := Compute(table(), []Unit{{ID: "u", Coverage: c.coverage}}, nil, c.said)[0]
			if u.Provisional != c.tentative {
				t.Errorf("provisional is %v", u.Provisional)
			}
		})
	}
}

func TestUnscoredSetGivesNoScoreAndNoGrade(t *testing.T) {
	set := &rules.Set{Rules: []rules.Rule{{ID: "hint", Effect: rules.Effect{Kind: rules.EffectNone}}}}
	u := Compute(set, []Unit{{ID: "u", Coverage: whole()}}, hit("hint", 1, 2), false)[0]
	if u.Score != 0 || u.Grade != "" || len(u.Deductions) != 1 || u.Deductions[0].Count != 2 {
		t.Errorf("%+v", u)
	}
}

func TestJSONHasListsAndDecimals(t *testing.T) {
	units := Compute(table(), []Unit{{ID: "a", Coverage: whole()}, {ID: "u", Coverage: whole()}}, hit("late", 2, 1), false)
	got, err := json.Marshal(units)
	if err != nil {
		t.Fatal(err)
	}
	want := `[{"id":"a","name":"","kind":"","site":"","score":100,"grade":"优秀","vetoed":false,"provisional":false,` +
		`"coverage":{"due":10,"checked":10,"unverified":0},"deductions":[]},` +
		`{"id":"u","name":"","kind":"","site":"","score":95,"grade":"优秀","vetoed":false,"provisional":false,` +
		`"coverage":{"due":10,"checked":10,"unverified":0},"deductions":[{"rule":"late","count":2,"points":5,"capped":false,` +
		`"fingerprints":["late-01","late-02"]}]}]`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
}

// draw makes a ruleset, units and hits of any shape.
func draw(t *rapid.T) (*rules.Set, []Unit, []Hit) {
	set := &rules.Set{Scheme: rules.Scheme{Base: rules.Centi(rapid.IntRange(0, 20000).Draw(t, "base")), VetoGrade: "否",
		Grades: []rules.Grade{{Name: "上", From: 5000}, {Name: "下"}}}}
	for i := range rapid.IntRange(0, 3).Draw(t, "groups") {
		set.Groups = append(set.Groups, rules.Group{ID: fmt.Sprint("g", i), Points: rules.Centi(rapid.IntRange(0, 5000).Draw(t, "points"))})
	}
	for i := range rapid.IntRange(1, 8).Draw(t, "rules") {
		e := rules.Effect{Kind: rapid.SampledFrom([]string{rules.EffectVeto, rules.EffectDeduct, rules.EffectDeduct, rules.EffectNone}).Draw(t, "kind")}
		e.Group = fmt.Sprint("g", rapid.IntRange(0, 3).Draw(t, "group"))
		if e.Kind == rules.EffectDeduct {
			e.Points = rules.Centi(rapid.IntRange(1, 3000).Draw(t, "price"))
			if rapid.Bool().Draw(t, "has cap") {
				e.Cap = e.Points + rules.Centi(rapid.IntRange(0, 4000).Draw(t, "cap"))
			}
		}
		set.Rules = append(set.Rules, rules.Rule{ID: fmt.Sprint("r", i), Effect: e})
	}
	var people []Unit
	for i := range rapid.IntRange(1, 3).Draw(t, "units") {
		people = append(people, Unit{ID: fmt.Sprint("u", i), Coverage: whole()})
	}
	var hits []Hit
	for range rapid.IntRange(0, 40).Draw(t, "hits") {
		hits = append(hits, drawHit(t))
	}
	return set, people, hits
}

func drawHit(t *rapid.T) Hit {
	return Hit{
		Unit:        fmt.Sprint("u", rapid.IntRange(0, 3).Draw(t, "unit")),
		Rule:        fmt.Sprint("r", rapid.IntRange(0, 8).Draw(t, "rule")),
		Fingerprint: fmt.Sprint(rapid.IntRange(0, 12).Draw(t, "print")),
		Violation:   rapid.Bool().Draw(t, "violation"),
	}
}

// What is printed adds up, and no bound is passed.
func TestLinesAddUpAndCapsHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set, people, hits := draw(t)
		groups := map[string]rules.Centi{}
		for _, g := range set.Groups {
			groups[g.ID] = g.Points
		}
		for _, u := range Compute(set, people, hits, false) {
			sum := rules.Centi(0)
			lost := map[string]rules.Centi{}
			for _, l := range u.Deductions {
				r, _ := set.Rule(l.Rule)
				sum += l.Points
				lost[r.Effect.Group] += l.Points
				full := r.Effect.Points * rules.Centi(l.Count)
				if l.Points < 0 || l.Points > full || r.Effect.Cap > 0 && l.Points > r.Effect.Cap {
					t.Fatalf("line %+v of rule %+v", l, r.Effect)
				}
				if l.Capped != (l.Points < full) {
					t.Fatalf("line %+v costs %s uncut and says capped %v", l, full, l.Capped)
				}
				if l.Count != len(l.Fingerprints) || l.Count == 0 || !slices.IsSorted(l.Fingerprints) {
					t.Fatalf("line %+v", l)
				}
			}
			if u.Score != set.Scheme.Base-sum || u.Score < 0 {
				t.Fatalf("base %s − lines %s ≠ score %s", set.Scheme.Base, sum, u.Score)
			}
			for g, points := range lost {
				if most, ok := groups[g]; ok && points > most {
					t.Fatalf("group %s loses %s of %s", g, points, most)
				}
			}
			if want := "否"; u.Vetoed && u.Grade != want {
				t.Fatalf("a vetoed unit has grade %s", u.Grade)
			}
		}
	})
}

// A further finding never makes a score better.
func TestMoreHitsNeverRaiseTheScore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set, people, hits := draw(t)
		before := Compute(set, people, hits, false)
		after := Compute(set, people, append(slices.Clone(hits), drawHit(t)), false)
		for i := range before {
			if after[i].Score > before[i].Score || before[i].Vetoed && !after[i].Vetoed {
				t.Fatalf("%+v became %+v", before[i], after[i])
			}
		}
	})
}

// The order in which findings arrive changes nothing.
func TestOrderOfHitsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set, people, hits := draw(t)
		shuffled := rapid.Permutation(hits).Draw(t, "shuffled")
		if diff := cmp.Diff(Compute(set, people, hits, false), Compute(set, people, shuffled, false)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// The inputs are the caller's: Compute leaves them alone.
func TestInputsStayAsTheyAre(t *testing.T) {
	people := []Unit{{ID: "u", Coverage: whole()}}
	hits := hit("news", 3, 1, 2)
	Compute(table(), people, hits, true)
	if diff := cmp.Diff([]Unit{{ID: "u", Coverage: whole()}}, people); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(hit("news", 3, 1, 2), hits); diff != "" {
		t.Error(diff)
	}
}

// A province: 5,000 units, 100,000 findings, the national ruleset.
func BenchmarkComputeProvince(b *testing.B) {
	set, err := rules.Load("national-2019")
	if err != nil {
		b.Fatal(err)
	}
	var people []Unit
	for i := range 5000 {
		people = append(people, Unit{ID: fmt.Sprintf("unit-%04d", i), Coverage: whole()})
	}
	var hits []Hit
	for i := range 100_000 {
		hits = append(hits, Hit{Unit: people[i%5000].ID, Rule: set.Rules[i%len(set.Rules)].ID, Fingerprint: fmt.Sprintf("%020x", i), Violation: true})
	}
	b.ReportAllocs()
	for b.Loop() {
		Compute(set, people, hits, false)
	}
}

func TestWhatIsBackWithinTheYearWeighsMore(t *testing.T) {
	set := &rules.Set{Scheme: rules.Scheme{Base: 10000, Recurrence: 150}, Groups: []rules.Group{{ID: "g", Points: 10000}},
		Rules: []rules.Rule{{ID: "r", Effect: rules.Effect{Kind: rules.EffectDeduct, Points: 333, Group: "g"}}}}
	people := []Unit{{ID: "u", Coverage: Coverage{Due: 1, Checked: 1}}}
	hits := []Hit{{Unit: "u", Rule: "r", Fingerprint: "a", Violation: true}, {Unit: "u", Rule: "r", Fingerprint: "b", Violation: true, Recurred: true},
		{Unit: "u", Rule: "r", Fingerprint: "c", Recurred: true}}
	got := Compute(set, people, hits, false)[0]
	want := []Line{{Rule: "r", Count: 2, Points: 333 + 499, Fingerprints: []string{"a", "b"}, Recurred: []string{"b"}}}
	if d := cmp.Diff(want, got.Deductions); d != "" || got.Score != 10000-832 {
		t.Errorf("score %s (-want +got):\n%s", got.Score, d)
	}
	set.Scheme.Recurrence = 0
	if got := Compute(set, people, hits, false)[0]; got.Score != 10000-666 || len(got.Deductions[0].Recurred) > 0 {
		t.Errorf("without the scheme's word: %s, %+v", got.Score, got.Deductions)
	}
}
