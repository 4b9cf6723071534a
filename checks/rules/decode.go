package rules

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"duwang/crawler/portal"
)

// DecodeStrict decodes a YAML node over the value that into points to: keys
// that the node does not state keep the values they have (the defaults). An
// unknown key, a key stated twice and a value of the wrong type are errors
// that say, in Chinese, the line, the key, and the key that was probably
// meant. A nil or zero node leaves into as it is.
func DecodeStrict(node *yaml.Node, into any) error {
	if node == nil || node.IsZero() {
		return nil
	}
	w := walk{seen: map[visit]bool{}}
	w.check(node, reflect.TypeOf(into))
	if err := w.err(); err != nil {
		return err
	}
	if err := node.Decode(into); err != nil {
		return chinese(err)
	}
	return nil
}

// A walk looks for keys that a type does not have. It collects all it finds,
// so that a file is put right in one go.
type walk struct {
	found []finding
	seen  map[visit]bool
}

type visit struct {
	node *yaml.Node
	of   reflect.Type
}

type finding struct {
	line int
	text string
}

func (w *walk) err() error {
	if len(w.found) == 0 {
		return nil
	}
	slices.SortStableFunc(w.found, func(a, b finding) int { return a.line - b.line })
	lines := make([]string, len(w.found))
	for i, f := range w.found {
		lines[i] = fmt.Sprintf("第%d行：%s", f.line, f.text)
	}
	return errors.New(strings.Join(lines, "\n"))
}

func (w *walk) say(line int, format string, args ...any) {
	w.found = append(w.found, finding{line, fmt.Sprintf(format, args...)})
}

var (
	nodeType  = reflect.TypeFor[yaml.Node]()
	ownYAML   = reflect.TypeFor[yaml.Unmarshaler]()
	ownScalar = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// check goes through node as a value of type t.
func (w *walk) check(n *yaml.Node, t reflect.Type) {
	switch n.Kind {
	case yaml.AliasNode:
		w.check(n.Alias, t)
		return
	case yaml.DocumentNode:
		for _, c := range n.Content {
			w.check(c, t)
		}
		return
	}
	if w.seen[visit{n, t}] {
		return
	}
	w.seen[visit{n, t}] = true
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == nodeType {
		w.twice(n)
		return
	}
	switch p := reflect.PointerTo(t); {
	case p.Implements(ownYAML):
		return
	case p.Implements(ownScalar):
		w.scalar(n, t)
		return
	}
	switch t.Kind() {
	case reflect.Struct:
		if n.Kind == yaml.MappingNode {
			w.fields(n, t)
		} else if n.Kind != yaml.ScalarNode || n.Tag != "!!null" {
			w.say(n.Line, "此处应写成“键: 值”的形式")
		}
	case reflect.Slice, reflect.Array:
		if n.Kind == yaml.SequenceNode {
			for _, c := range n.Content {
				w.check(c, t.Elem())
			}
		}
	case reflect.Map:
		w.twice(n)
		if n.Kind == yaml.MappingNode {
			for i := 1; i < len(n.Content); i += 2 {
				w.check(n.Content[i], t.Elem())
			}
		}
	}
}

// scalar tries a type that reads its own text: the library's error for it
// would not say the line.
func (w *walk) scalar(n *yaml.Node, t reflect.Type) {
	if n.Kind != yaml.ScalarNode {
		w.say(n.Line, "此处应是一个值")
		return
	}
	if n.Tag == "!!null" {
		return
	}
	err := reflect.New(t).Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(n.Value))
	switch {
	case err == nil:
	case t == reflect.TypeFor[portal.Date]():
		w.say(n.Line, "%q 不是日期，应写成 2026-01-31 的形式", n.Value)
	default:
		w.say(n.Line, "%q 写法有误：%v", n.Value, err)
	}
}

// twice says which keys of a mapping are stated twice.
func (w *walk) twice(n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		return
	}
	first := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		if line, again := first[k.Value]; again {
			w.say(k.Line, "%q 已在第%d行写过", k.Value, line)
		}
		first[k.Value] = k.Line
	}
}

func (w *walk) fields(n *yaml.Node, t reflect.Type) {
	known := map[string]reflect.Type{}
	var names []string
	keysOf(t, known, &names)
	w.twice(n)
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if k.Value == "<<" {
			if v.Kind == yaml.SequenceNode {
				for _, c := range v.Content {
					w.check(c, t)
				}
			} else {
				w.check(v, t)
			}
			continue
		}
		ft, ok := known[k.Value]
		if !ok {
			w.say(k.Line, "没有名为 %q 的项%s", k.Value, suggest(k.Value, names))
			continue
		}
		w.check(v, ft)
	}
}

// keysOf lists the YAML keys of a struct type with their types.
func keysOf(t reflect.Type, known map[string]reflect.Type, names *[]string) {
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() {
			continue
		}
		name, options, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if name == "-" {
			continue
		}
		if strings.Contains(options, "inline") && f.Type.Kind() == reflect.Struct {
			keysOf(f.Type, known, names)
			continue
		}
		if name == "" {
			name = strings.ToLower(f.Name)
		}
		known[name] = f.Type
		*names = append(*names, name)
	}
}

// suggest names the known word that the wrong one is nearest to; a short list
// without a near word is given whole.
func suggest(wrong string, known []string) string {
	if near := nearest(wrong, known); near != "" {
		return fmt.Sprintf("，是否为 %q", near)
	}
	if n := len(known); n > 0 && n <= 16 {
		sorted := slices.Sorted(slices.Values(known))
		return "，可用的有：" + strings.Join(sorted, "、")
	}
	return ""
}

// nearest returns the known word that few enough changes make of wrong, "" when
// none is near.
func nearest(wrong string, known []string) string {
	best, distance := "", max(2, len(wrong)/3)+1
	for _, k := range slices.Sorted(slices.Values(known)) {
		if d := edits(wrong, k); d < distance {
			best, distance = k, d
		}
	}
	return best
}

// edits counts the single changes between two words (Levenshtein).
func edits(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			cost := diagonal
			if x[i] != y[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(y)]
}

// chinese puts the YAML library's words for wrong types into the office's.
func chinese(err error) error {
	var types *yaml.TypeError
	if !errors.As(err, &types) {
		text, library := strings.CutPrefix(err.Error(), "yaml: ")
		if m := syntaxLine.FindStringSubmatch(text); m != nil {
			return fmt.Errorf("第%s行：YAML 格式有误，%s", m[1], syntaxHint(m[2]))
		}
		switch {
		case !library:
			return err // one of our own, from an UnmarshalYAML
		case strings.Contains(text, "anchor"), strings.Contains(text, "alias"):
			return errors.New("YAML 格式有误，" + syntaxHint(text))
		}
		// The library leaves the line out when it is the first.
		return errors.New("第1行：YAML 格式有误，" + syntaxHint(text))
	}
	lines := make([]string, len(types.Errors))
	for i, e := range types.Errors {
		m := wrongType.FindStringSubmatch(e)
		if m == nil {
			lines[i] = e
			continue
		}
		value := m[2]
		want := m[3]
		switch {
		case strings.HasPrefix(want, "int"), strings.HasPrefix(want, "uint"):
			want = "整数"
		case strings.HasPrefix(want, "float"):
			want = "数字"
		case want == "bool":
			want = " true 或 false"
		case want == "string":
			want = "一段文字"
		case strings.HasPrefix(want, "[]"):
			want = "列表，例如 [a, b]"
		default:
			want = "“键: 值”"
		}
		if value == "" {
			value = "此处的值"
		} else {
			value = "“" + value + "”"
		}
		lines[i] = fmt.Sprintf("第%s行：%s应是%s", m[1], value, want)
	}
	return errors.New(strings.Join(lines, "\n"))
}

// syntaxHint says what commonly lies behind a parser's complaint.
func syntaxHint(complaint string) string {
	switch {
	case strings.Contains(complaint, "cannot start any token"), strings.Contains(complaint, "tab character"):
		return "有不能使用的字符，缩进请用空格，不要用制表符"
	case strings.Contains(complaint, "mapping values are not allowed"):
		return "冒号或缩进有误；值里有冒号时请加引号"
	case strings.Contains(complaint, "could not find expected ':'"):
		return "缺少冒号，或冒号后没有空格"
	case strings.Contains(complaint, "unexpected end of stream"):
		return "引号没有闭合"
	case strings.Contains(complaint, "',' or"):
		return "方括号或花括号没有闭合，或缺少逗号"
	case strings.Contains(complaint, "unknown anchor"):
		return "引用了不存在的锚点"
	case strings.Contains(complaint, "contains itself"), strings.Contains(complaint, "aliasing"):
		return "锚点循环引用或引用过多"
	}
	return "请检查缩进、冒号、引号和括号"
}

var (
	wrongType  = regexp.MustCompile("^line (\\d+): cannot unmarshal \\S+(?: `([^`]*)`)? into (.+)$")
	syntaxLine = regexp.MustCompile(`^line (\d+): (.+)$`)
)
