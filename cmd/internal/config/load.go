package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// maxFile is far more than a province writes by hand.
const maxFile = 16 << 20

// Load reads and checks a configuration file. A file that is wrong, or not
// there, gives an *Error with every problem in it; errors.Is tells the latter
// by fs.ErrNotExist.
func Load(path string) (*Config, error) {
	refuse := func(what, want string, err error) (*Config, error) {
		return nil, &Error{Problems: []Problem{{File: path, What: what, Want: want}}, err: err}
	}
	full, err := filepath.Abs(path)
	if err != nil {
		return refuse("路径无效", "", err)
	}
	f, err := os.Open(full)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return refuse("没有这个文件", "已有的配置文件，可用 duwang init 网址 生成", err)
	case err != nil:
		return refuse("文件打不开", "有权读取的文件", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return refuse("文件读不出来", "一个 YAML 文件", err)
	}
	c, err := Parse(path, data, filepath.Dir(full))
	if err != nil {
		return nil, err
	}
	c.Path = full
	return c, nil
}

// Parse reads and checks a configuration that is already in memory. File is
// the name for messages; relative paths in it start at dir. Errors are as of
// Load.
func Parse(file string, data []byte, dir string) (*Config, error) {
	r := &reader{file: file, dir: dir, lines: map[string]int{}}
	c := Default()
	c.file, c.Dir, c.lines = file, dir, r.lines
	c.Store, c.Evidence = r.resolve(c.Store), r.resolve(c.Evidence)
	if root := r.parse(data); root != nil {
		d := &draft{Config: &c}
		r.mapping(root, "", r.top(d))
		r.link(d)
	}
	if len(r.problems) > 0 {
		return nil, &Error{Problems: sorted(r.problems)}
	}
	return &c, nil
}

// parse returns the root of the one document in data, nil after a problem.
func (r *reader) parse(data []byte) *yaml.Node {
	if len(data) > maxFile {
		r.bad(0, "", "文件太大", fmt.Sprintf("不超过 %d MiB 的文件", maxFile>>20), "")
		return nil
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) {
		r.bad(badLine(data), "", "文件不是 UTF-8 编码", "用 UTF-8 编码另存的文件", "")
		return nil
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc, more yaml.Node
	switch err := dec.Decode(&doc); {
	case err == io.EOF, err == nil && len(doc.Content) > 0 && isNull(doc.Content[0]):
		r.bad(0, "", "文件是空的", "至少写有 sites 的配置", "")
		return nil
	case err != nil:
		r.syntax(err, data)
		return nil
	}
	switch err := dec.Decode(&more); {
	case err == io.EOF:
	case err != nil:
		r.syntax(err, data)
	default:
		r.bad(more.Line, "", "文件里有不止一份配置", "一份配置，去掉“---”及其后的部分", "")
	}
	return doc.Content[0]
}

// badLine returns the line of the first byte that is not UTF-8.
func badLine(data []byte) int {
	for i, line := range bytes.Split(data, []byte("\n")) {
		if !utf8.Valid(line) {
			return i + 1
		}
	}
	return 0
}

var yamlLine = regexp.MustCompile(`line (\d+): `)

// syntaxWords puts what the YAML parser says into words for the office.
var syntaxWords = []struct{ parser, what, want string }{
	{"cannot start any token", "缩进或行首有不能用的字符", "空格缩进，不用制表符；以 @ % ` 等开头的值要加引号"},
	{"tab character", "用了制表符缩进", "空格缩进"},
	{"mapping values are not allowed", "“键: 值”的位置不对", "上下各行缩进对齐，带冒号的值加引号"},
	{"did not find expected key", "缩进没有对齐，或上一行没有写完", "同一组的键左边对齐"},
	{"could not find expected ':'", "键后面缺少冒号", "半角冒号加一个空格，如 name: 教育局"},
	{"did not find expected '-' indicator", "列表的缩进没有对齐", "同一列表的各项以“- ”开头并对齐"},
	{"did not find expected ',' or", "方括号或花括号没有配对，或缺少逗号", "[甲, 乙] 或 {键: 值, 键: 值}"},
	{"found unexpected end of stream", "引号没有配对", "成对的引号"},
	{"while scanning a quoted scalar", "引号没有配对", "成对的引号"},
	{"unknown anchor", "“*名称”所指的内容不存在", "先用“&名称”写明的内容，或给以 * 开头的值加引号"},
	{"unknown escape character", "双引号里的反斜杠写法有误", "单引号，或把 \\ 写成 \\\\"},
}

func (r *reader) syntax(err error, data []byte) {
	line := 0
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		line, _ = strconv.Atoi(m[1])
	}
	what, want := "不符合 YAML 的写法", "空格缩进、半角冒号加空格的“键: 值”"
	for _, w := range syntaxWords {
		if strings.Contains(err.Error(), w.parser) {
			what, want = w.what, w.want
			break
		}
	}
	// The usual slip of a Chinese keyboard is named before anything else.
	if lines := strings.Split(string(data), "\n"); line > 0 && line <= len(lines) && !strings.Contains(lines[line-1], ": ") &&
		strings.Contains(lines[line-1], "：") {
		what, want = "这一行用了全角冒号", "半角冒号加一个空格，如 name: 教育局"
	}
	r.bad(line, "", what, want, "")
}
