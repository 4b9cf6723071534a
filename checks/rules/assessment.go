package rules

// An Assessment (年度考核) says how a year becomes a score (contract §7): the
// office's own indicator table. A set that states none is assessed by its
// groups, each with the rules that count in it.
type Assessment struct {
	Parts   []Part      `yaml:"parts" json:"parts,omitempty"`     // 权重分值; none = one part of the whole base
	Groups  []YearGroup `yaml:"groups" json:"groups,omitempty"`   // 一级指标; none = the set's groups
	Classes []Class     `yaml:"classes" json:"classes,omitempty"` // classes of units with their own tables
	Bonus   Bonus       `yaml:"bonus" json:"bonus,omitzero"`
	Duty    Duty        `yaml:"duty" json:"duty,omitzero"`
	Note    string      `yaml:"note" json:"note,omitempty"`
}

// A Part (权重分值) is one layer of weight, such as 年度专项业务工作 90. When the
// groups of a part do not add up to its points, or some of them are skipped,
// what was gained is scaled to the part's points.
type Part struct {
	ID     string  `yaml:"id" json:"id"`
	Title  string  `yaml:"title" json:"title"`
	Points Centi   `yaml:"points" json:"points"`
	Own    bool    `yaml:"own" json:"own,omitempty"`
	Basis  []Basis `yaml:"basis" json:"basis,omitempty"`
}

// A YearGroup is an indicator (一级指标) of the yearly table. Its points are
// those of its manual items, and the rest for what the program sees: the
// year's cases under its rules, and how notices were answered. The deductions
// of the program's part never exceed that rest.
type YearGroup struct {
	ID      string   `yaml:"id" json:"id"`
	Title   string   `yaml:"title" json:"title"`
	Part    string   `yaml:"part" json:"part,omitempty"`
	Points  Centi    `yaml:"points" json:"points"`
	Rules   []string `yaml:"rules" json:"rules,omitempty"`    // ids of rules whose cases cost points here
	Rest    bool     `yaml:"rest" json:"rest,omitempty"`      // all further rules that deduct points
	Answers Answers  `yaml:"answers" json:"answers,omitzero"` // how notices were answered
	Own     bool     `yaml:"own" json:"own,omitempty"`
	Basis   []Basis  `yaml:"basis" json:"basis,omitempty"`
	Note    string   `yaml:"note" json:"note,omitempty"`
}

// Answers (整改反馈) says what it costs how a unit answered its notices.
type Answers struct {
	Late    Centi `yaml:"late" json:"late,omitempty"`       // a notice answered after its deadline
	Overdue Centi `yaml:"overdue" json:"overdue,omitempty"` // a notice not answered, its deadline passed
	Refuted Centi `yaml:"refuted" json:"refuted,omitempty"` // a problem said to be mended and seen again
	Relapse Centi `yaml:"relapse" json:"relapse,omitempty"` // a problem back within a year of 销号 (复发)
}

// A Class (类别) is a class of units with its own table: other points, and
// indicators that do not bind it.
type Class struct {
	ID    string   `yaml:"id" json:"id"`
	Title string   `yaml:"title" json:"title"`
	Kinds []string `yaml:"kinds" json:"kinds,omitempty"` // kinds of unit
	Units []string `yaml:"units" json:"units,omitempty"` // ids of units, which go before kinds
	// Points overrides the points of groups, parts and manual items by id.
	Points map[string]Centi `yaml:"points" json:"points,omitempty"`
	// Skip names groups and manual items that are left out; the rest is
	// scaled up to the points of its part.
	Skip []string `yaml:"skip" json:"skip,omitempty"`
	Own  bool     `yaml:"own" json:"own,omitempty"`
}

// A Bonus (加分) counts only for a unit whose score reaches the gate.
type Bonus struct {
	Gate  Centi `yaml:"gate" json:"gate"`             // the score before the bonus
	Above bool  `yaml:"above" json:"above,omitempty"` // the score must be higher than the gate
	Cap   Centi `yaml:"cap" json:"cap"`               // the most that all bonus items give; 0 = their sum
	Own   bool  `yaml:"own" json:"own,omitempty"`
}

// How an indicator counts that did not fall to a unit (确无此项).
const (
	DutySkip = "skip" // left out, the rest is scaled up
	DutyFull = "full" // full points
	DutyNone = "none" // no points
)

// Duty says how an indicator counts for a unit that has no such duty, has
// published a statement (情况说明), or was exempted. An empty word is DutySkip.
type Duty struct {
	None      string `yaml:"none" json:"none,omitempty"`           // 无此职责
	Statement string `yaml:"statement" json:"statement,omitempty"` // 已发布情况说明
	Exemption string `yaml:"exemption" json:"exemption,omitempty"` // 经批准免责
}

// Effects of a manual item.
const (
	ManualScore = "score" // points of its group; the default
	ManualBonus = "bonus" // 加分, behind the gate
	ManualVeto  = "veto"  // 单项否决: happened or not
)

// A Manual item (人工评分项) is what only people can judge. Assessors enter it in
// a spreadsheet, with who scored, who checked, and the proof.
type Manual struct {
	ID       string  `yaml:"id" json:"id"`
	Title    string  `yaml:"title" json:"title"`
	Group    string  `yaml:"group" json:"group"`              // id of a group of the assessment, of the set where it states none
	Points   Centi   `yaml:"points" json:"points"`            // 分值
	Effect   string  `yaml:"effect" json:"effect,omitempty"`  // "" = ManualScore
	Standard string  `yaml:"standard" json:"standard"`        // 评分标准
	Proof    string  `yaml:"proof" json:"proof"`              // 佐证材料: what usually shows it
	Applies  Applies `yaml:"applies" json:"applies,omitzero"` // kinds of unit; types mean nothing here
	Basis    []Basis `yaml:"basis" json:"basis"`
	Own      bool    `yaml:"own" json:"own,omitempty"` // the points are the project's own
	Verified bool    `yaml:"verified" json:"verified"`
	Note     string  `yaml:"note" json:"note,omitempty"`
}

// Kind returns the item's effect, never "".
func (m *Manual) Kind() string {
	if m.Effect == "" {
		return ManualScore
	}
	return m.Effect
}

// YearGroups returns the indicators of the yearly table: those that the
// assessment states, failing that the set's groups, each with the rules that
// deduct points in it.
func (s *Set) YearGroups() []YearGroup {
	if len(s.Assessment.Groups) > 0 {
		named := map[string]bool{}
		for _, g := range s.Assessment.Groups {
			for _, id := range g.Rules {
				named[id] = true
			}
		}
		list := make([]YearGroup, len(s.Assessment.Groups))
		for i, g := range s.Assessment.Groups {
			g.Rules = g.Rules[:len(g.Rules):len(g.Rules)]
			if g.Rest {
				for j := range s.Rules {
					if r := &s.Rules[j]; r.Effect.Kind == EffectDeduct && !named[r.ID] {
						g.Rules = append(g.Rules, r.ID)
					}
				}
			}
			list[i] = g
		}
		return list
	}
	list := make([]YearGroup, len(s.Groups))
	for i, g := range s.Groups {
		list[i] = YearGroup{ID: g.ID, Title: g.Title, Points: g.Points, Own: g.Own}
		for j := range s.Rules {
			if r := &s.Rules[j]; r.Effect.Kind == EffectDeduct && r.Effect.Group == g.ID {
				list[i].Rules = append(list[i].Rules, r.ID)
			}
		}
	}
	return list
}

// Class returns the class of a unit: the first that names it, failing that
// the first that names its kind, failing that one without a name.
func (s *Set) Class(unit, kind string) Class {
	for _, c := range s.Assessment.Classes {
		for _, u := range c.Units {
			if u == unit {
				return c
			}
		}
	}
	for _, c := range s.Assessment.Classes {
		for _, k := range c.Kinds {
			if k == kind {
				return c
			}
		}
	}
	return Class{}
}
