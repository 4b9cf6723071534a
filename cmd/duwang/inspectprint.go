package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"duwang/crawler/page"
	"duwang/crawler/portal"
)

// ink colours what `inspect` prints. The zero ink prints plain text.
type ink struct{ name, value, missing, loser, warning, end string }

// inkFor colours only for a person at a terminal who has not asked for plain
// text (no-color.org).
func inkFor(w io.Writer) ink {
	f, ok := w.(*os.File)
	if !ok || os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" || !term.IsTerminal(int(f.Fd())) {
		return ink{}
	}
	return ink{name: "\x1b[1m", value: "\x1b[32m", missing: "\x1b[33m", loser: "\x1b[2m", warning: "\x1b[31m", end: "\x1b[0m"}
}

func (k ink) paint(colour, s string) string {
	if colour == "" || s == "" {
		return s
	}
	return colour + s + k.end
}

// printFacts shows what was read off a page, field by field: the value, where
// it stood and why it was taken, and below it what else the page offered and
// why that was left.
func printFacts(w io.Writer, address string, status int, f *portal.Facts, trace []page.Candidate) {
	k := inkFor(w)
	if address != "" {
		fmt.Fprintf(w, "网址：%s\n", address)
	}
	fmt.Fprintf(w, "页面类型：%s%s；状态码 %d；编码 %s；正文 %d 字；链接 %d 个\n", k.paint(k.value, kindWords[f.Kind]), weighed(trace), status, f.Charset, f.BodyChars, f.LinkCount)
	if name := page.SystemName(f.System); name != "" {
		fmt.Fprintf(w, "建站系统：%s\n", k.paint(k.value, name))
	}
	for _, v := range provenance(f)[:8] {
		if v.value == "" {
			fmt.Fprintf(w, "%s：%s\n", k.paint(k.name, v.word), k.paint(k.missing, "页面未载明"))
		} else {
			fmt.Fprintf(w, "%s：%s\n", k.paint(k.name, v.word), k.paint(k.value, v.value))
			fmt.Fprintf(w, "    取自%s%s\n", placeWords(v.where), because(trace, v))
		}
		for _, line := range losers(trace, v) {
			fmt.Fprintf(w, "    %s\n", k.paint(k.loser, line))
		}
		if v.key == "published_at" && f.DatesApart() {
			fmt.Fprintf(w, "    %s\n", k.paint(k.warning, "页面写明的发布日期相差超过 31 天（"+f.PublishedText()+"），无法核实以哪个为准，巡检时记为“无法核实”，请发布单位更正页面"))
		}
	}
	if f.Note != "" {
		fmt.Fprintf(w, "公开属性标注：%s\n", f.Note)
	}
	if len(f.Tags) > 0 {
		fmt.Fprintln(w, "网页标签：")
		for _, t := range f.Tags {
			value := t.Value
			if value == "" {
				value = k.paint(k.missing, "（空）")
			}
			fmt.Fprintf(w, "    %s = %s\n", t.Name, value)
		}
	}
	if len(f.Marks) > 0 {
		fmt.Fprintln(w, "页脚标识：")
		for _, m := range f.Marks {
			fmt.Fprintf(w, "    %s = %s\n", m.Name, m.Value)
		}
	}
	switch {
	case f.Feed != nil:
		fmt.Fprintf(w, "列表由脚本另行请求，巡检时代为请求并读取：%s\n", f.Script)
	case f.Script != "":
		fmt.Fprintf(w, "%s：%s\n", k.paint(k.warning, "列表由脚本另行请求，未能读取"), f.Script)
	}
	if len(f.Items) > 0 {
		fmt.Fprintf(w, "列表 %d 条：\n", len(f.Items))
		for _, it := range f.Items {
			date := it.Date.String()
			if date == "" {
				date = k.paint(k.missing, "（无日期）")
			}
			fmt.Fprintf(w, "    %s  %s  %s\n", date, it.Title, it.URL)
		}
	}
	for _, m := range f.More {
		fmt.Fprintf(w, "后续列表页：%s\n", m)
	}
	for _, a := range f.Attachments {
		fmt.Fprintf(w, "附件：%s  %s\n", a.Text, a.URL)
	}
}

// weighed tells how the kind of page was decided.
func weighed(trace []page.Candidate) string {
	var parts []string
	for _, c := range trace {
		if c.Field != "kind" {
			continue
		}
		if word := kindWords[portal.Kind(c.Value)]; strings.HasPrefix(c.Why, "得分 ") {
			parts = append(parts, word+strings.TrimPrefix(c.Why, "得分")+" 分")
		} else {
			parts = append(parts, c.Why)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "（" + strings.Join(parts, "，") + "）"
}

// because returns why a field's value was taken, when there was a choice.
func because(trace []page.Candidate, v witness) string {
	for _, c := range trace {
		if c.Field == v.key && c.Chosen && c.Why != "" {
			return "：" + c.Why
		}
	}
	return ""
}

// mostLosers is how many of them are shown for one field.
const mostLosers = 6

// losers lists what else the page offered for a field, each wording and place
// once.
func losers(trace []page.Candidate, v witness) []string {
	var lines []string
	seen := map[string]bool{}
	for _, c := range trace {
		if c.Field != v.key || c.Chosen {
			continue
		}
		line := fmt.Sprintf("未取 %s（%s）", c.Value, placeWords(c.Where))
		if c.Value == v.value {
			line = fmt.Sprintf("另见 %s（%s）", c.Value, placeWords(c.Where))
		} else if c.Why != "" {
			line += "：" + c.Why
		}
		if !seen[line] {
			seen[line] = true
			lines = append(lines, line)
		}
	}
	if more := len(lines) - mostLosers; more > 0 {
		lines = append(lines[:mostLosers], fmt.Sprintf("另有 %d 处未取", more))
	}
	return lines
}

// placeWords says in Chinese where on a page a value stood.
func placeWords(where string) string {
	word, rest, _ := strings.Cut(where, " ")
	switch word {
	case "label":
		return "“" + rest + "”之后"
	case "metadata":
		return "公文要素表“" + rest + "”"
	case "meta":
		if rest == "" {
			return "网页标签"
		}
		return "网页标签 " + rest
	case "h1", "h2", "h3", "h4", "h5", "h6":
		return "页面上的标题（" + word + "）"
	}
	switch where {
	case "title":
		return "浏览器标题（title）"
	case "headline":
		return "页面上与浏览器标题一致的一行"
	case "class":
		return "样式为标题的一行"
	case "above date":
		return "日期行上方的一行"
	case "centred":
		return "正文前居中的一行"
	case "below title":
		return "标题下方的日期"
	case "head of text":
		return "正文开头"
	case "signature":
		return "落款"
	case "text 通过":
		return "标题下的通过说明"
	case "note":
		return "文末公开属性标注"
	case "":
		return "页面"
	}
	return where
}
