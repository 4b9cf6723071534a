package setup

import (
	"encoding/json"
	"fmt"
	"strings"

	"duwang/crawler/discover"
	"duwang/crawler/portal"
)

// Settings are the parts of a new config that no page tells.
type Settings struct {
	Office       string
	AllowPrivate bool
	Rate         float64 // of crawl; -1 leaves it out
}

// YAML writes a proposal as a new commented config. The same proposal gives
// the same bytes.
func YAML(p *discover.Proposal, s Settings) []byte {
	var b strings.Builder
	n, unsure := 0, 0
	for i := range p.Units {
		for j := range p.Units[i].Columns {
			n++
			if p.Units[i].Columns[j].Sure == discover.Unsure {
				unsure++
			}
		}
	}
	b.WriteString("# 读网（duwang）配置文件，由 duwang init 读取网站后提出，请逐项核对。\n")
	fmt.Fprintf(&b, "# 共 %d 个单位、%d 个栏目，其中 %d 个待确认。每个单位中待确认的栏目列在前面，并注明原因。\n", len(p.Units), n, unsure)
	b.WriteString("# 改好后运行 duwang config check 检查。以后再运行 duwang init，只会添加新发现的栏目，不会改动您写的内容。\n")
	b.WriteString("version: 1\n\noffice:\n")
	office := s.Office
	if office == "" && strings.HasSuffix(p.Site.Name, "人民政府") {
		office = p.Site.Name + "办公室"
	}
	fmt.Fprintf(&b, "  name: %s # 开展检查、签发整改通知书的机关，请核对\n", plain(office))
	b.WriteString("  notice_code: \"\" # 机关代字，如 示政公开整，用于 示政公开整〔2026〕1号\n\n")
	b.WriteString("store: duwang.db\nevidence: evidence\nruleset: national-2019\n\n")
	b.WriteString("crawl:\n")
	if s.Rate >= 0 {
		fmt.Fprintf(&b, "  rate: %g # 每秒向一台主机发出的请求数，0 为不限\n", s.Rate)
	} else {
		b.WriteString("  rate: 1 # 每秒向一台主机发出的请求数，0 为不限\n")
	}
	if s.AllowPrivate {
		b.WriteString("  allow_private: true # 网站在本机或内网\n")
	}
	b.WriteString("\nsites:\n")
	fmt.Fprintf(&b, "  - id: %s\n    name: %s\n    url: %s\n", p.Site.ID, plain(p.Site.Name), plain(p.Site.URL))
	if p.Site.Code != "" {
		fmt.Fprintf(&b, "    code: %s # 政府网站标识码，读自首页\n", quoted(p.Site.Code))
	} else {
		b.WriteString("    code: \"\" # 首页上没有读到政府网站标识码，请填写\n")
	}
	if len(p.Site.Hosts) > 0 {
		b.WriteString("    hosts: # 属于本站的其他主机\n")
		for _, h := range p.Site.Hosts {
			fmt.Fprintf(&b, "      - %s\n", plain(h))
		}
	}
	b.WriteString("\nunits:")
	if len(p.Units) == 0 {
		b.WriteString(" []")
	}
	b.WriteString("\n")
	for i := range p.Units {
		writeUnit(&b, p, &p.Units[i])
	}
	writeLeft(&b, p.Left)
	return []byte(b.String())
}

func writeUnit(b *strings.Builder, p *discover.Proposal, u *discover.Unit) {
	fmt.Fprintf(b, "  - id: %s\n    name: %s # %s\n    kind: %s\n    columns:\n", u.ID, plain(u.Name), comment(u.Why), u.Kind)
	for i := range u.Columns {
		c := &u.Columns[i]
		if c.Sure == discover.Unsure {
			fmt.Fprintf(b, "      # 【待确认】%s\n", comment(c.Doubt))
		}
		fmt.Fprintf(b, "      %s # %s；%s\n", ColumnLine(&c.Column, p.Site.URL), c.Sure, comment(strings.Join(Reasons(c), "；")))
	}
}

// ColumnLine writes a column as one entry of a config's list.
func ColumnLine(c *portal.Column, home string) string {
	s := fmt.Sprintf("- {id: %s, name: %s, url: %s, type: %s", c.ID, plain(c.Name), plain(shortURL(c.URL, home)), c.Type)
	if c.MaxAge > 0 {
		s += fmt.Sprintf(", max_age: %dd", c.MaxAge)
	}
	if c.Template != "" {
		s += ", template: " + c.Template
	}
	return s + "}"
}

// Reasons are what a comment says for a column.
func Reasons(c *discover.Column) []string {
	var list []string
	if len(c.Path) > 0 {
		list = append(list, "位置："+strings.Join(c.Path, "＞"))
	}
	list = append(list, c.Why...)
	if len(c.Aliases) > 0 {
		list = append(list, "又见 "+strings.Join(c.Aliases, " "))
	}
	return list
}

// writeLeft lists what was seen and is no column, as comments.
func writeLeft(b *strings.Builder, left []discover.Left) {
	for _, kind := range []string{discover.LeftUnread, discover.LeftTopic, discover.LeftAlias, discover.LeftLanding, discover.LeftGone, discover.LeftOutside} {
		first := true
		for i := range left {
			l := &left[i]
			if l.Kind != kind {
				continue
			}
			if first {
				fmt.Fprintf(b, "\n# 未列入：%s\n", discover.LeftWord(kind))
				first = false
			}
			fmt.Fprintf(b, "#   %s  %s  %s\n", comment(l.Name), comment(l.URL), comment(l.Why))
		}
	}
}

// shortURL writes an address of the site's own host as a path.
func shortURL(u, home string) string {
	base := strings.TrimSuffix(home, "/")
	if i := strings.Index(base, "://"); i >= 0 {
		if j := strings.IndexByte(base[i+3:], '/'); j >= 0 {
			base = base[:i+3+j]
		}
	}
	if rest, ok := strings.CutPrefix(u, base+"/"); ok {
		return "/" + rest
	}
	return u
}

// plain writes a text as a YAML scalar, quoted where it could be read as
// anything else.
func plain(s string) string {
	if s == "" || strings.ContainsAny(s, " :#{}[],&*!|>'\"%@`\\\t\n?=~") || strings.HasPrefix(s, "-") || strings.Trim(s, "0123456789.eE+-_") == "" || reserved[strings.ToLower(s)] {
		return quoted(s)
	}
	return s
}

var reserved = map[string]bool{"true": true, "false": true, "null": true, "yes": true, "no": true, "on": true, "off": true, "y": true, "n": true}

// quoted writes a text as JSON does, which YAML reads in any place.
func quoted(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string always encodes
	return strings.TrimSpace(b.String())
}

// comment makes a text fit for the rest of a line.
func comment(s string) string { return strings.Join(strings.Fields(s), " ") }
