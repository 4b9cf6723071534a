package setup

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"duwang/cmd/internal/config"
	"duwang/crawler/address"
	"duwang/crawler/portal"
	"duwang/reports/xlsx"
)

// An Applied says what became of a spreadsheet.
type Applied struct {
	Changed, Added, Removed, Same int
	// Problems are the rows that were not taken, in Chinese, by row.
	Problems []string
}

// Apply brings a confirmed column table into a config: rows are matched by
// 栏目编号, a row without one is a further column. Rows that cannot be taken are
// reported and leave their column as it was; all others are taken. A column
// that is not to be kept leaves its line behind as a comment, so that it is
// not offered again. The config's comments stay.
func Apply(old []byte, file, dir string, rows []xlsx.ColumnRow) ([]byte, *Applied, error) {
	cfg, err := config.Parse(file, old, dir)
	if err != nil {
		return nil, nil, err
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(old, &doc); err != nil {
		return nil, nil, err
	}
	a := &applier{cfg: cfg, units: child(doc.Content[0], "units"), out: &Applied{}, seen: map[string]int{}, ids: map[string]bool{}}
	for i := range cfg.Units {
		a.ids[cfg.Units[i].ID] = true
		for j := range cfg.Units[i].Columns {
			a.ids[cfg.Units[i].Columns[j].ID] = true
		}
	}
	for i := range cfg.Sites {
		a.ids[cfg.Sites[i].ID] = true
	}
	for i := range rows {
		a.row(&rows[i])
	}
	if a.out.Changed+a.out.Added+a.out.Removed == 0 {
		return old, a.out, nil
	}
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(&doc); err != nil {
		return nil, nil, err
	}
	if _, err := config.Parse(file, b.Bytes(), dir); err != nil {
		return nil, nil, fmt.Errorf("按表格改后的配置有误，原文件没有改动：%w", err)
	}
	return b.Bytes(), a.out, nil
}

type applier struct {
	cfg   *config.Config
	units *yaml.Node
	out   *Applied
	seen  map[string]int // id → row
	ids   map[string]bool
}

func (a *applier) refuse(r *xlsx.ColumnRow, format string, args ...any) {
	a.out.Problems = append(a.out.Problems, fmt.Sprintf("第%d行（%s %s）：", r.Line, r.ID, r.Name)+fmt.Sprintf(format, args...))
}

var dayText = regexp.MustCompile(`^(\d{1,5})(?:\.0+)?\s*[天日d]?$`)

// row takes one row, whole or not at all.
func (a *applier) row(r *xlsx.ColumnRow) {
	if r.ID != "" {
		if first, twice := a.seen[r.ID]; twice {
			a.refuse(r, "栏目编号重复，第%d行已经写过，本行没有采用", first)
			return
		}
		a.seen[r.ID] = r.Line
	}
	switch r.Keep {
	case "", "是", "列入":
	case "否", "不列入":
		a.remove(r)
		return
	default:
		a.refuse(r, "“是否列入”的值“%s”无效，请填“是”或者“否”", r.Keep)
		return
	}
	typ := ""
	for _, t := range portal.ColumnTypes {
		if r.Type == t.Chinese || r.Type == t.Type {
			typ = t.Type
		}
	}
	if typ == "" {
		a.refuse(r, "没有“%s”这个栏目类型，请从列表中选择", r.Type)
		return
	}
	days := 0
	if r.Days != "" {
		m := dayText.FindStringSubmatch(r.Days)
		if m == nil || strings.Trim(m[1], "0") == "" {
			a.refuse(r, "更新期限“%s”不是天数，请填大于零的整数，或者留空", r.Days)
			return
		}
		days, _ = strconv.Atoi(m[1])
	}
	if r.Name == "" || r.URL == "" || r.Unit == "" {
		a.refuse(r, "栏目名称、列表页网址、责任单位都要填写")
		return
	}
	unit := a.unitNamed(r.Unit)
	site := &a.cfg.Sites[0]
	if unit != nil {
		for i := range a.cfg.Sites {
			if a.cfg.Sites[i].ID == unit.Site {
				site = &a.cfg.Sites[i]
			}
		}
	}
	base, err := address.NewBase(site.URL, "")
	full, ok := "", false
	if err == nil {
		full, ok = base.Resolve(r.URL)
	}
	if host := address.Host(full); !ok || host != address.Host(site.URL) && !contains(site.Hosts, host) {
		a.refuse(r, "列表页网址“%s”不是站点 %s 的网址", r.URL, site.ID)
		return
	}
	if r.ID == "" {
		a.add(r, unit, typ, days, full)
		return
	}
	from, node, col := a.find(r.ID)
	if node == nil {
		a.refuse(r, "配置中没有编号为 %s 的栏目；新增栏目请把栏目编号留空", r.ID)
		return
	}
	changed := false
	if col.Name != r.Name {
		changed = set(node, "name", r.Name)
	}
	if address.Key(col.URL) != address.Key(full) {
		changed = set(node, "url", shortURL(full, site.URL))
	}
	if col.Type != typ {
		changed = set(node, "type", typ)
	}
	if col.MaxAge != days {
		if days == 0 {
			drop(node, "max_age")
			changed = true
		} else {
			changed = set(node, "max_age", strconv.Itoa(days)+"d")
		}
	}
	if r.Template != "" && r.Template != col.Template {
		changed = set(node, "template", r.Template)
	}
	if unit == nil || unit.ID != col.Unit {
		cut(child(from, "columns"), node)
		a.into(a.unitFor(r, unit), node)
		changed = true
	}
	if changed {
		node.HeadComment = confirmed(node.HeadComment)
		a.out.Changed++
	} else {
		a.out.Same++
	}
}

// confirmed drops the request for a confirmation that was given.
func confirmed(comment string) string {
	var keep []string
	for line := range strings.SplitSeq(comment, "\n") {
		if !strings.Contains(line, "【待确认】") && !strings.Contains(line, "【新发现】") {
			keep = append(keep, line)
		}
	}
	return strings.Join(keep, "\n")
}

func contains(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}

func (a *applier) unitNamed(name string) *config.Unit {
	for i := range a.cfg.Units {
		if u := &a.cfg.Units[i]; u.Name == name || u.ID == name {
			return u
		}
	}
	return nil
}

// find returns a column of the config with its node and its unit's.
func (a *applier) find(id string) (unit, node *yaml.Node, col *config.Column) {
	for i := range a.cfg.Units {
		for j := range a.cfg.Units[i].Columns {
			if c := &a.cfg.Units[i].Columns[j]; c.ID == id {
				col = c
			}
		}
	}
	if col == nil || a.units == nil {
		return nil, nil, nil
	}
	for _, u := range a.units.Content {
		if columns := child(u, "columns"); columns != nil {
			for _, n := range columns.Content {
				if v := child(n, "id"); v != nil && v.Value == id {
					return u, n, col
				}
			}
		}
	}
	return nil, nil, nil
}

// unitFor returns the node of a row's unit, a new one when the config has none
// of that name.
func (a *applier) unitFor(r *xlsx.ColumnRow, unit *config.Unit) *yaml.Node {
	if unit != nil {
		return unitNode(a.units, unit.ID)
	}
	for _, n := range a.units.Content {
		if v := child(n, "name"); v != nil && v.Value == r.Unit {
			return n
		}
	}
	kind := portal.UnitDepartment
	for _, k := range xlsx.UnitKinds {
		if r.Kind == k.Chinese || r.Kind == k.Kind {
			kind = k.Kind
		}
	}
	n := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	set(n, "id", a.free("unit-01"))
	set(n, "name", r.Unit)
	set(n, "kind", kind)
	if len(a.cfg.Sites) > 1 {
		set(n, "site", a.cfg.Sites[0].ID)
	}
	n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: "columns"}, &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"})
	a.units.Content = append(a.units.Content, n)
	a.units.Style &^= yaml.FlowStyle
	return n
}

func (a *applier) free(id string) string {
	stem := strings.TrimSuffix(id, "01")
	for i := 1; ; i++ {
		try := fmt.Sprintf("%s%02d", stem, i)
		if !a.ids[try] {
			a.ids[try] = true
			return try
		}
	}
}

// into puts a column below a unit's others.
func (a *applier) into(unit, node *yaml.Node) {
	columns := child(unit, "columns")
	if columns == nil {
		columns = &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
		unit.Content = append(unit.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: "columns"}, columns)
	}
	columns.Style &^= yaml.FlowStyle
	columns.Content = append(columns.Content, node)
}

func (a *applier) add(r *xlsx.ColumnRow, unit *config.Unit, typ string, days int, full string) {
	u := a.unitFor(r, unit)
	n := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Style: yaml.FlowStyle, LineComment: "由确认表新增"}
	id := child(u, "id").Value + "-" + typ
	if a.ids[id] {
		id = a.free(id + "-01")
	}
	a.ids[id] = true
	set(n, "id", id)
	set(n, "name", r.Name)
	set(n, "url", shortURL(full, a.cfg.Sites[0].URL))
	set(n, "type", typ)
	if days > 0 {
		set(n, "max_age", strconv.Itoa(days)+"d")
	}
	a.into(u, n)
	a.out.Added++
}

// remove takes a column out and leaves its line as a comment.
func (a *applier) remove(r *xlsx.ColumnRow) {
	unit, node, col := a.find(r.ID)
	if node == nil {
		if r.ID != "" {
			a.refuse(r, "配置中没有编号为 %s 的栏目", r.ID)
		}
		return
	}
	columns := child(unit, "columns")
	cut(columns, node)
	line := "# 【不列入】" + ColumnLine(&col.Column, a.cfg.Sites[0].URL)
	if r.Remark != "" {
		line += "　" + comment(r.Remark)
	}
	if len(columns.Content) > 0 {
		last := columns.Content[len(columns.Content)-1]
		last.FootComment = strings.TrimPrefix(last.FootComment+"\n"+line, "\n")
	} else {
		unit.HeadComment = strings.TrimPrefix(unit.HeadComment+"\n"+line, "\n")
		columns.Style |= yaml.FlowStyle
	}
	a.out.Removed++
}

func cut(list, node *yaml.Node) {
	for i, n := range list.Content {
		if n == node {
			list.Content = append(list.Content[:i:i], list.Content[i+1:]...)
			return
		}
	}
}

// set gives a key of a mapping a value and keeps its comments.
func set(n *yaml.Node, key, value string) bool {
	if v := child(n, key); v != nil {
		v.Value, v.Tag, v.Style = value, "!!str", 0
		return true
	}
	n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key}, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: value})
	return true
}

func drop(n *yaml.Node, key string) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			n.Content = append(n.Content[:i:i], n.Content[i+2:]...)
			return
		}
	}
}
