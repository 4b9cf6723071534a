package rules

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

//go:embed rulesets/*.yaml
var builtIn embed.FS

// maxDepth bounds how many rulesets may extend one another.
const maxDepth = 8

// Builtin lists the names of the built-in rulesets in alphabetical order.
func Builtin() []string {
	files, err := fs.Glob(builtIn, "rulesets/*.yaml")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	for i, f := range files {
		files[i] = strings.TrimSuffix(filepath.Base(f), ".yaml")
	}
	slices.Sort(files)
	return files
}

// Load returns a ruleset by its built-in name or by the path of a YAML file,
// with everything that it extends. Errors are in Chinese and name the file,
// the line, the key and, where one is near, the key that was meant.
func Load(nameOrPath string) (*Set, error) {
	if raw, err := builtIn.ReadFile("rulesets/" + nameOrPath + ".yaml"); err == nil {
		return build(source{file: nameOrPath + ".yaml", raw: raw})
	}
	raw, err := os.ReadFile(nameOrPath)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("没有指标体系 %q：它既不是内置的（%s），也没有这个文件%s",
				nameOrPath, strings.Join(Builtin(), "、"), meant(nameOrPath, Builtin()))
		}
		return nil, fmt.Errorf("读取指标体系文件：%w", err)
	}
	return build(source{file: nameOrPath, dir: filepath.Dir(nameOrPath), raw: raw})
}

func meant(wrong string, known []string) string {
	if near := nearest(wrong, known); near != "" {
		return fmt.Sprintf("；是否为 %q", near)
	}
	return ""
}

// Parse reads a ruleset from YAML; name stands for the file in errors. What it
// extends is a built-in ruleset, or a file beside the current directory.
func Parse(name string, raw []byte) (*Set, error) {
	return build(source{file: name, dir: ".", raw: raw})
}

// A source is one ruleset's text.
type source struct {
	file string // as errors name it
	dir  string // where a relative `extends` is looked up; "" for built-in ones
	raw  []byte
}

// build reads a source and what it extends, merges and validates.
func build(s source) (*Set, error) {
	sum := sha256.New()
	set, places, err := s.merge(sum, 0)
	if err != nil {
		return nil, err
	}
	if err := set.validate(places); err != nil {
		return nil, err
	}
	for i := range set.Rules {
		if set.Rules[i].Basis == nil {
			set.Rules[i].Basis = []Basis{} // a list in JSON, not null
		}
	}
	for i := range set.Manual {
		if set.Manual[i].Basis == nil {
			set.Manual[i].Basis = []Basis{}
		}
	}
	set.Digest = hex.EncodeToString(sum.Sum(nil))
	return set, nil
}

// A place is where something was written.
type place struct {
	file string
	line int
}

// places remembers where the parts of a merged set were written, by words
// such as "rule column-stale-news" and "group 发布解读".
type places map[string]place

// merge reads one file over the set that it extends. The digest takes in the
// bytes of the file, then those of what it extends.
func (s source) merge(sum hash.Hash, depth int) (*Set, places, error) {
	fail := func(err error) (*Set, places, error) { return nil, nil, inFile(s.file, err) }
	if depth > maxDepth {
		return fail(fmt.Errorf("extends 超过%d层，可能互相引用", maxDepth))
	}
	fmt.Fprintf(sum, "%d:", len(s.raw))
	sum.Write(s.raw)

	var doc yaml.Node
	if err := yaml.Unmarshal(s.raw, &doc); err != nil {
		return fail(chinese(err))
	}
	if doc.IsZero() || len(doc.Content) == 0 || doc.Content[0].Kind != yaml.MappingNode {
		return fail(errors.New("第1行：不是指标体系，应以 name、title、rules 等项组成"))
	}
	body := doc.Content[0]
	if line := circle(body, map[*yaml.Node]bool{}); line > 0 {
		return fail(fmt.Errorf("第%d行：锚点循环引用", line))
	}
	var own Set
	if err := DecodeStrict(body, &own); err != nil {
		return fail(err)
	}
	if own.Name == "" {
		return fail(fmt.Errorf("第%d行：缺少 name（指标体系的名称）", body.Line))
	}
	if own.Extends == "" {
		if len(own.Drop) > 0 {
			return fail(fmt.Errorf("第%d行：没有 extends，不能写 drop", lineOf(body, "drop")))
		}
		at := places{}
		at.note(s.file, body)
		for i := range own.Rules {
			own.Rules[i].From = own.Name
		}
		return &own, at, nil
	}

	base, err := s.parent(own.Extends)
	if err != nil {
		return fail(fmt.Errorf("第%d行：extends：%w", lineOf(body, "extends"), err))
	}
	set, at, err := base.merge(sum, depth+1)
	if err != nil {
		return nil, nil, err
	}
	if err := set.overlay(&own, body); err != nil {
		return fail(err)
	}
	at.note(s.file, body)
	return set, at, nil
}

// parent finds the text of an extended set.
func (s source) parent(name string) (source, error) {
	if raw, err := builtIn.ReadFile("rulesets/" + name + ".yaml"); err == nil {
		return source{file: name + ".yaml", raw: raw}, nil
	}
	if s.dir != "" {
		path := name
		if !filepath.IsAbs(path) {
			path = filepath.Join(s.dir, path)
		}
		raw, err := os.ReadFile(path)
		if err == nil {
			return source{file: path, dir: filepath.Dir(path), raw: raw}, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return source{}, err
		}
	}
	return source{}, fmt.Errorf("没有指标体系 %q%s", name, suggest(name, Builtin()))
}

// circle returns the line of an alias that leads back to a node around it, 0
// when there is none. done keeps nodes already looked at: true while inside.
func circle(n *yaml.Node, done map[*yaml.Node]bool) int {
	if inside, seen := done[n]; seen {
		if inside {
			return n.Line
		}
		return 0
	}
	done[n] = true
	if n.Kind == yaml.AliasNode {
		if done[n.Alias] {
			return n.Line
		}
		if line := circle(n.Alias, done); line > 0 {
			return line
		}
	}
	for _, c := range n.Content {
		if line := circle(c, done); line > 0 {
			return line
		}
	}
	done[n] = false
	return 0
}

// inFile puts the file's name before every line of an error.
func inFile(file string, err error) error {
	lines := strings.Split(err.Error(), "\n")
	for i := range lines {
		lines[i] = file + " " + lines[i]
	}
	return errors.New(strings.Join(lines, "\n"))
}

// value returns the node under a key of a mapping, nil when there is none.
func value(mapping *yaml.Node, key string) *yaml.Node {
	if mapping == nil || mapping.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			v := mapping.Content[i+1]
			if v.Kind == yaml.AliasNode {
				v = v.Alias
			}
			return v
		}
	}
	return nil
}

// lineOf returns the line of a mapping's key, of the mapping when it lacks it.
func lineOf(mapping *yaml.Node, key string) int {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i].Line
		}
	}
	return mapping.Line
}

// note remembers where a file states its parts; what a later file states
// again is remembered there.
func (at places) note(file string, body *yaml.Node) {
	for _, key := range []string{"name", "title", "scheme", "groups", "deadlines", "documents", "rules", "assessment", "manual"} {
		if v := value(body, key); v != nil {
			at[key] = place{file, lineOf(body, key)}
		}
	}
	for _, list := range []struct{ key, word, id string }{
		{"rules", "rule ", "id"}, {"manual", "manual ", "id"}, {"groups", "group ", "id"}, {"documents", "document ", "short"},
	} {
		v := value(body, list.key)
		if v == nil {
			continue
		}
		for _, entry := range v.Content {
			if entry.Kind == yaml.AliasNode {
				entry = entry.Alias
			}
			id := value(entry, list.id)
			if id == nil {
				continue
			}
			at[list.word+id.Value] = place{file, entry.Line}
			for i := 0; i+1 < len(entry.Content); i += 2 {
				at[list.word+id.Value+" "+entry.Content[i].Value] = place{file, entry.Content[i].Line}
			}
		}
	}
}

// of returns the best known place of the words: the part's key when the file
// states it, else the part.
func (at places) of(part, key string) place {
	if p, ok := at[part+" "+key]; ok {
		return p
	}
	return at[part]
}
