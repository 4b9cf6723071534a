package setup

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"duwang/cmd/internal/config"
	"duwang/crawler/address"
	"duwang/crawler/discover"
	"duwang/crawler/portal"
)

// What a further look at a portal finds beside a config.
const (
	ChangeNew      = "新发现"
	ChangeMoved    = "已改址"
	ChangeUnseen   = "未见入口"
	ChangeGone     = "打不开"
	ChangeLeft     = "不像栏目"
	ChangeTemplate = "模板已变"
)

// A Change is one difference between a config and what the portal shows now.
type Change struct {
	Kind, Unit, ID, Name, URL string
	Now                       string // of a moved column: its address now
	Why                       string
}

// Merge adds to a config what was newly discovered and says what else changed.
// It alters nothing that is there, to the byte: new columns are put in below
// their unit's last, new units below the last one. A column that somebody
// commented out is not offered again. Errors of the config are *config.Error.
func Merge(old []byte, file, dir string, p *discover.Proposal) ([]byte, []Change, error) {
	cfg, err := config.Parse(file, old, dir)
	if err != nil {
		return nil, nil, err
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(old, &doc); err != nil {
		return nil, nil, err
	}
	m := &merger{cfg: cfg, have: map[string]*config.Column{}, ids: map[string]bool{}, met: map[string]bool{}}
	for i := range cfg.Units {
		m.ids[cfg.Units[i].ID] = true
		for j := range cfg.Units[i].Columns {
			c := &cfg.Units[i].Columns[j]
			m.have[address.Key(c.URL)] = c
			m.ids[c.ID] = true
		}
	}
	for _, s := range cfg.Sites {
		m.ids[s.ID] = true
	}
	for i := range p.Units {
		m.meet(&p.Units[i])
	}
	m.missing(p)
	fresh := m.settle(p, string(old))
	out, err := insert(old, &doc, cfg, fresh, p.Site.URL)
	if err != nil {
		return nil, nil, err
	}
	if _, err := config.Parse(file, out, dir); err != nil {
		return nil, nil, fmt.Errorf("并入新栏目后的配置有误，原文件没有改动：%w", err)
	}
	return out, m.changes, nil
}

type merger struct {
	cfg     *config.Config
	have    map[string]*config.Column
	ids     map[string]bool
	met     map[string]bool // ids of columns that were seen again
	fresh   []*freshColumn
	changes []Change
	lost    []*config.Column
}

// A freshColumn is a column that the config does not have.
type freshColumn struct {
	unit *discover.Unit
	col  discover.Column
	home string // id of the config's unit, "" when that is new too
}

func (m *merger) find(c *discover.Column) *config.Column {
	for _, u := range append([]string{c.URL}, c.Aliases...) {
		if have := m.have[address.Key(u)]; have != nil {
			return have
		}
	}
	return nil
}

// meet goes through what was proposed of one unit.
func (m *merger) meet(u *discover.Unit) {
	homes := map[string]int{}
	for i := range u.Columns {
		c := &u.Columns[i]
		have := m.find(c)
		if have == nil {
			continue
		}
		homes[have.Unit]++
		m.met[have.ID] = true
		if have.Template != "" && !portal.SameTemplate(have.Template, c.Template) {
			m.changes = append(m.changes, Change{Kind: ChangeTemplate, Unit: have.Unit, ID: have.ID, Name: have.Name, URL: have.URL,
				Why: "页面模板在确认之后改过，请核对后重新确认"})
		}
	}
	home, most := "", 0
	for id, n := range homes {
		if n > most || n == most && id < home {
			home, most = id, n
		}
	}
	for i := range m.cfg.Units {
		if v := &m.cfg.Units[i]; home == "" && discover.SameUnit(v.Name, u.Name, m.cfg.Sites[0].Name) {
			home = v.ID
		}
	}
	for i := range u.Columns {
		if m.find(&u.Columns[i]) == nil {
			m.fresh = append(m.fresh, &freshColumn{unit: u, col: u.Columns[i], home: home})
		}
	}
}

// missing says what the config has and the portal does not show any more.
func (m *merger) missing(p *discover.Proposal) {
	left := map[string]*discover.Left{}
	for i := range p.Left {
		left[address.Key(p.Left[i].URL)] = &p.Left[i]
	}
	host := address.Host(p.Site.URL)
	for i := range m.cfg.Units {
		for j := range m.cfg.Units[i].Columns {
			c := &m.cfg.Units[i].Columns[j]
			if m.met[c.ID] || c.Site != siteOf(m.cfg, host) {
				continue
			}
			m.lost = append(m.lost, c)
		}
	}
	for _, c := range m.lost {
		ch := Change{Kind: ChangeUnseen, Unit: c.Unit, ID: c.ID, Name: c.Name, URL: c.URL, Why: "本次没有见到通向该栏目的入口"}
		if l := left[address.Key(c.URL)]; l != nil {
			switch l.Kind {
			case discover.LeftGone:
				ch.Kind, ch.Why = ChangeGone, l.Why
			case discover.LeftUnread:
				continue
			default:
				ch.Kind, ch.Why = ChangeLeft, l.Why
			}
		} else if !p.Complete {
			continue
		}
		// The same name at the same unit elsewhere: it moved.
		for k, f := range m.fresh {
			if f != nil && f.home == c.Unit && f.col.Name == c.Name {
				ch.Kind, ch.Now, ch.Why = ChangeMoved, f.col.URL, "同一单位的同名栏目现在在 "+f.col.URL+"，请核对后修改网址"
				m.fresh[k] = nil
				break
			}
		}
		m.changes = append(m.changes, ch)
	}
	m.fresh = slices.DeleteFunc(m.fresh, func(f *freshColumn) bool { return f == nil })
}

// siteOf returns the id of the config's site that stands on a host.
func siteOf(cfg *config.Config, host string) string {
	for i := range cfg.Sites {
		if address.Host(cfg.Sites[i].URL) == host || slices.Contains(cfg.Sites[i].Hosts, host) {
			return cfg.Sites[i].ID
		}
	}
	return ""
}

// settle gives the new columns ids that are free and drops those that
// somebody commented out.
func (m *merger) settle(p *discover.Proposal, old string) []*freshColumn {
	declined := map[string]bool{}
	for line := range strings.SplitSeq(old, "\n") {
		if _, comment, ok := strings.Cut(line, "#"); ok {
			if _, rest, ok := strings.Cut(comment, "url:"); ok {
				declined[strings.Trim(strings.TrimSpace(strings.FieldsFunc(rest+",", func(r rune) bool { return r == ',' || r == '}' })[0]), `"'`)] = true
			}
		}
	}
	site := siteOf(m.cfg, address.Host(p.Site.URL))
	var list []*freshColumn
	for _, f := range m.fresh {
		if declined[shortURL(f.col.URL, p.Site.URL)] || declined[f.col.URL] {
			continue
		}
		f.col.ID = m.free(f.col.ID)
		f.col.Site = site
		m.changes = append(m.changes, Change{Kind: ChangeNew, Unit: f.unit.Name, ID: f.col.ID, Name: f.col.Name, URL: f.col.URL, Why: f.col.Doubt})
		list = append(list, f)
	}
	return list
}

func (m *merger) free(id string) string {
	for i, try := 2, id; ; i++ {
		if !m.ids[try] {
			m.ids[try] = true
			return try
		}
		try = fmt.Sprintf("%s-%d", id, i)
	}
}

// insert puts new columns and units into the text of a config.
func insert(old []byte, doc *yaml.Node, cfg *config.Config, fresh []*freshColumn, home string) ([]byte, error) {
	if len(fresh) == 0 {
		return old, nil
	}
	units := child(doc.Content[0], "units")
	lines := strings.Split(strings.TrimRight(string(old), "\n"), "\n")
	after := map[int][]string{} // by line: what follows it
	byHome := map[string][]*freshColumn{}
	var homes []string
	var news []*discover.Unit
	newCols := map[*discover.Unit][]*freshColumn{}
	for _, f := range fresh {
		if f.home == "" {
			if newCols[f.unit] == nil {
				news = append(news, f.unit)
			}
			newCols[f.unit] = append(newCols[f.unit], f)
			continue
		}
		if byHome[f.home] == nil {
			homes = append(homes, f.home)
		}
		byHome[f.home] = append(byHome[f.home], f)
	}
	for _, id := range homes {
		node := unitNode(units, id)
		columns := child(node, "columns")
		if columns == nil || columns.Kind != yaml.SequenceNode || len(columns.Content) == 0 || columns.Style&yaml.FlowStyle != 0 {
			return nil, fmt.Errorf("单位 %s 的 columns 不是逐行的列表，新栏目无处可加；请改成每个栏目一行、以“- ”开头后重新运行", id)
		}
		at := lastLine(columns)
		indent := strings.Repeat(" ", columns.Content[0].Column-3)
		for _, f := range byHome[id] {
			after[at] = append(after[at], freshLines(f, indent, home)...)
		}
	}
	if len(news) > 0 {
		if units == nil || len(units.Content) == 0 || units.Style&yaml.FlowStyle != 0 {
			return nil, fmt.Errorf("配置中的 units 不是逐行的列表，新单位无处可加；请改成每个单位以“- ”开头后重新运行")
		}
		at := lastLine(units)
		indent := strings.Repeat(" ", units.Content[0].Column-3)
		taken := map[string]bool{}
		for i := range cfg.Units {
			taken[cfg.Units[i].ID] = true
		}
		for _, s := range cfg.Sites {
			taken[s.ID] = true
		}
		for _, u := range news {
			id := u.ID
			for i := 2; taken[id]; i++ {
				id = fmt.Sprintf("%s-%d", u.ID, i)
			}
			taken[id] = true
			after[at] = append(after[at], indent+"# 【新发现的单位】"+comment(u.Why), indent+"- id: "+id, indent+"  name: "+plain(u.Name), indent+"  kind: "+u.Kind)
			if len(cfg.Sites) > 1 {
				after[at] = append(after[at], indent+"  site: "+newCols[u][0].col.Site)
			}
			after[at] = append(after[at], indent+"  columns:")
			for _, f := range newCols[u] {
				after[at] = append(after[at], freshLines(f, indent+"    ", home)...)
			}
		}
	}
	var b bytes.Buffer
	for i, l := range lines {
		b.WriteString(l + "\n")
		for _, more := range after[i+1] {
			b.WriteString(more + "\n")
		}
	}
	return b.Bytes(), nil
}

func freshLines(f *freshColumn, indent, home string) []string {
	note := "【新发现】" + f.col.Sure
	if f.col.Doubt != "" {
		note += "：" + f.col.Doubt
	}
	return []string{indent + "# " + comment(note), indent + ColumnLine(&f.col.Column, home) + " # " + comment(strings.Join(Reasons(&f.col), "；"))}
}

// child returns the value of a key of a mapping, nil when it has none.
func child(n *yaml.Node, key string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

func unitNode(units *yaml.Node, id string) *yaml.Node {
	if units == nil {
		return nil
	}
	for _, n := range units.Content {
		if v := child(n, "id"); v != nil && v.Value == id {
			return n
		}
	}
	return nil
}

// lastLine returns the last line that a node stands on.
func lastLine(n *yaml.Node) int {
	line := n.Line
	for _, c := range n.Content {
		line = max(line, lastLine(c))
	}
	return line
}
