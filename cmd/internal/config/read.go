package config

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"
)

// A reader walks the nodes of one file and collects what is wrong with it.
type reader struct {
	file     string
	dir      string
	problems []Problem
	lines    map[string]int
}

// A field is one key of a mapping with what reads its value. Values that are
// empty (null) are not read: they count as left out.
type field struct {
	key  string
	read func(n *yaml.Node, key string)
}

func (r *reader) bad(line int, key, what, want, near string) {
	r.problems = append(r.problems, Problem{File: r.file, Line: line, Key: key, What: what, Want: want, Near: near})
}

func (r *reader) refuse(n *yaml.Node, key string, w *wrong) {
	r.bad(n.Line, key, "“"+short(n.Value)+"”写法有误", w.want, w.near)
}

// follow returns the node that an alias stands for.
func follow(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode && n.Alias != nil {
		n = n.Alias
	}
	return n
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" }

// mapping reads a group of keys; what is in it besides fields is refused.
func (r *reader) mapping(n *yaml.Node, at string, fields []field) {
	n = follow(n)
	if n.Kind != yaml.MappingNode {
		r.notMapping(n, at, fields)
		return
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := follow(n.Content[i]), follow(n.Content[i+1])
		key := join(at, short(k.Value))
		if first, ok := seen[k.Value]; ok {
			r.bad(k.Line, key, fmt.Sprintf("这个键重复了，第 %d 行已经写过", first), "一个键只写一次", "")
			continue
		}
		seen[k.Value] = k.Line
		j := slices.IndexFunc(fields, func(f field) bool { return f.key == k.Value })
		if k.Kind != yaml.ScalarNode || j < 0 {
			r.unknown(k, key, fields)
			continue
		}
		if !isNull(v) {
			r.lines[key] = v.Line
			fields[j].read(v, key)
		}
	}
}

func (r *reader) notMapping(n *yaml.Node, at string, fields []field) {
	for _, f := range fields { // said once: its keys are not missing besides
		r.lines[join(at, f.key)] = n.Line
	}
	what := "这里要写一组“键: 值”"
	if n.Kind == yaml.ScalarNode {
		what = "“" + short(n.Value) + "”不是一组“键: 值”"
		if strings.ContainsAny(n.Value, "：﹕") {
			what += "（冒号要用半角，后面空一格）"
		} else if strings.Contains(n.Value, ":") {
			what += "（冒号后面要空一格）"
		}
	}
	r.bad(n.Line, at, what, "下列键："+strings.Join(keysOf(fields), "、"), "")
}

func (r *reader) unknown(k *yaml.Node, key string, fields []field) {
	if k.Kind != yaml.ScalarNode {
		r.bad(k.Line, key, "键只能是一个词", "下列键之一："+strings.Join(keysOf(fields), "、"), "")
		return
	}
	known := keysOf(fields)
	near := nearest(k.Value, known)
	if s := synonyms[strings.ToLower(k.Value)]; s != "" && slices.Contains(known, s) {
		near = s
	}
	if near != "" && r.lines[key[:len(key)-len(short(k.Value))]+near] == 0 {
		r.lines[key[:len(key)-len(short(k.Value))]+near] = k.Line // misspelt, so not missing besides
	}
	// A right key in the wrong place is meant rather than a neighbour of
	// similar letters.
	if near == "" || plain(near) != plain(k.Value) {
		for _, l := range levels() {
			if i := slices.Index(keysOf(l.fields), k.Value); i >= 0 {
				near = join(l.at, k.Value)
				break
			}
		}
	}
	r.bad(k.Line, key, "没有这个键", "下列键之一："+strings.Join(keysOf(fields), "、"), near)
}

// synonyms are words that people write for a key.
var synonyms = map[string]string{
	"start": "from", "begin": "from", "end": "to", "title": "name", "label": "name", "address": "url", "link": "url", "href": "url",
	"database": "store", "db": "store", "rules": "ruleset", "host": "hosts", "since": "articles_since", "limit": "max_age",
	"名称": "name", "网址": "url", "类型": "type", "标识": "id", "单位": "units", "栏目": "columns", "站点": "sites",
}

func keysOf(fields []field) []string {
	keys := make([]string, len(fields))
	for i, f := range fields {
		keys[i] = f.key
	}
	return keys
}

func join(at, key string) string {
	if at == "" {
		return key
	}
	return at + "." + key
}

// list reads a sequence; each gets the key of its element.
func (r *reader) list(n *yaml.Node, key string, each func(n *yaml.Node, key string, i int)) {
	if n.Kind != yaml.SequenceNode {
		r.bad(n.Line, key, "这里要写一个列表", "每项一行、以“- ”开头，或写成 [甲, 乙]", "")
		return
	}
	for i, e := range n.Content {
		each(follow(e), fmt.Sprintf("%s[%d]", key, i+1), i)
	}
}

// named reads a list of things with ids; the key of an element holds its id
// as soon as that is one of its own.
func (r *reader) named(n *yaml.Node, key string, each func(n *yaml.Node, key string)) {
	seen := map[string]bool{}
	r.list(n, key, func(e *yaml.Node, at string, _ int) {
		if id := peek(e, "id"); idText.MatchString(id) && !seen[id] {
			seen[id] = true
			at = key + "[" + id + "]"
		}
		r.lines[at] = e.Line
		each(e, at)
	})
}

func peek(n *yaml.Node, key string) string {
	if n.Kind != yaml.MappingNode {
		return ""
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if v := follow(n.Content[i+1]); n.Content[i].Value == key && v.Kind == yaml.ScalarNode {
			return v.Value
		}
	}
	return ""
}

// scalar returns the text of a single value as it was written.
func (r *reader) scalar(n *yaml.Node, key string) (string, bool) {
	if n.Kind != yaml.ScalarNode {
		r.bad(n.Line, key, "这里只能写一个值", "一个词或一句话，不是列表，也不是一组键", "")
		return "", false
	}
	s := strings.TrimSpace(n.Value)
	if strings.IndexFunc(s, unicode.IsControl) >= 0 {
		r.bad(n.Line, key, "值里有换行或控制字符", "一行文字", "")
		return "", false
	}
	return s, true
}

// text reads a word or sentence into dst.
func (r *reader) text(dst *string) func(*yaml.Node, string) {
	return parsed(r, dst, func(s string) (string, *wrong) { return s, nil })
}

// path reads the path of a file, relative to the folder of the config.
func (r *reader) path(dst *string) func(*yaml.Node, string) {
	return parsed(r, dst, func(s string) (string, *wrong) {
		if s == "" {
			return "", &wrong{want: "文件或文件夹的路径"}
		}
		return r.resolve(s), nil
	})
}

func (r *reader) resolve(p string) string {
	p = filepath.FromSlash(p)
	if filepath.IsAbs(p) {
		return filepath.Clean(p)
	}
	return filepath.Join(r.dir, p)
}

// parsed reads one value through parse into dst; a wrong one leaves dst as it is.
func parsed[T any](r *reader, dst *T, parse func(string) (T, *wrong)) func(*yaml.Node, string) {
	return func(n *yaml.Node, key string) {
		s, ok := r.scalar(n, key)
		if !ok {
			return
		}
		v, w := parse(s)
		if w != nil {
			r.refuse(n, key, w)
			return
		}
		*dst = v
	}
}

// oneOf reads one of the given words.
func (r *reader) oneOf(dst *string, words ...string) func(*yaml.Node, string) {
	return parsed(r, dst, func(s string) (string, *wrong) {
		if slices.Contains(words, s) {
			return s, nil
		}
		return "", &wrong{want: strings.Join(words, "、") + " 之一", near: nearest(s, words)}
	})
}

// integer reads a whole number from least to most.
func (r *reader) integer(dst *int, least, most int) func(*yaml.Node, string) {
	return func(n *yaml.Node, key string) {
		s, ok := r.scalar(n, key)
		if !ok {
			return
		}
		w := &wrong{want: fmt.Sprintf("%d 到 %d 的整数", least, most)}
		var v int
		if n.ShortTag() == "!!int" && n.Decode(&v) == nil && v >= least && v <= most {
			*dst = v
			return
		}
		if f, err := strconv.ParseFloat(s, 64); err == nil && f == float64(int(f)) && int(f) >= least && int(f) <= most {
			w.near = strconv.Itoa(int(f))
		} else if err == nil && f > float64(most) {
			w.near = strconv.Itoa(most)
		} else if err == nil && f < float64(least) {
			w.near = strconv.Itoa(least)
		}
		r.refuse(n, key, w)
	}
}

const maxRate = 10_000

// rate reads requests a second, 0 for no limit.
func (r *reader) rate(dst *float64) func(*yaml.Node, string) {
	return func(n *yaml.Node, key string) {
		s, ok := r.scalar(n, key)
		if !ok {
			return
		}
		var v float64
		tag := n.ShortTag()
		if (tag == "!!int" || tag == "!!float") && n.Decode(&v) == nil && v >= 0 && v <= maxRate {
			*dst = v
			return
		}
		w := &wrong{want: fmt.Sprintf("0 到 %d 的数，表示每秒请求数，0 为不限", maxRate)}
		if m := number.FindStringSubmatch(s); m != nil {
			w.near = m[1]
		}
		r.refuse(n, key, w)
	}
}

// boolean reads true or false.
func (r *reader) boolean(dst *bool) func(*yaml.Node, string) {
	return func(n *yaml.Node, key string) {
		s, ok := r.scalar(n, key)
		if !ok {
			return
		}
		var v bool
		if n.ShortTag() == "!!bool" && n.Decode(&v) == nil {
			*dst = v
			return
		}
		w := &wrong{want: "true（是）或 false（否）"}
		switch strings.ToLower(s) {
		case "yes", "y", "on", "1", "true", "是", "开":
			w.near = "true"
		case "no", "n", "off", "0", "false", "否", "关":
			w.near = "false"
		}
		r.refuse(n, key, w)
	}
}

// short cuts what is echoed to a length that fits a message.
func short(s string) string {
	s = strings.Map(func(c rune) rune {
		if unicode.IsControl(c) {
			return ' '
		}
		return c
	}, s)
	if runes := []rune(s); len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return s
}
