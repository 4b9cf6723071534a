package page

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"duwang/crawler/portal"
)

// storeRows reads the records that 大汉 jpage puts into the page for its script
// to show: <datastore>…<recordset><record><![CDATA[…]]></record>. Each record
// is a piece of HTML with a link and, mostly, a date. The answer of its data
// proxy is the same store without a page around it.
func (r *reader) storeRows() []portal.Row {
	var items []portal.Row
	seen := map[string]int{}
	for _, store := range r.stores() {
		for _, record := range between(store, "<record>", "</record>") {
			for _, it := range r.recordRows(record) {
				if at, ok := seen[it.URL]; ok {
					if items[at].Date == 0 {
						items[at].Date = it.Date
					}
					continue
				}
				seen[it.URL] = len(items)
				items = append(items, it)
			}
		}
	}
	return items
}

// stores returns the texts that hold a datastore.
func (r *reader) stores() []string {
	var list []string
	for i := range r.scripts {
		if t := r.scripts[i].text; strings.Contains(t, "<record>") {
			list = append(list, t)
		}
	}
	if len(list) == 0 && r.raw != "" {
		list = append(list, r.raw)
	}
	return list
}

// bareStore returns the store of a page that holds it outside scripts: a data
// proxy's answer, or a page that has it in its markup, which no parser of HTML
// reads right.
func bareStore(text []byte) string {
	i := bytes.Index(text, []byte("<datastore>"))
	if i < 0 || bytes.Contains(text[:i], []byte("<script")) && bytes.LastIndex(text[:i], []byte("<script")) > bytes.LastIndex(text[:i], []byte("</script")) {
		return ""
	}
	return string(text[i:])
}

// maxRecords bounds one page's records.
const maxRecords = 20000

func between(s, open, end string) []string {
	var list []string
	for len(list) < maxRecords {
		i := strings.Index(s, open)
		if i < 0 {
			break
		}
		s = s[i+len(open):]
		j := strings.Index(s, end)
		if j < 0 {
			list = append(list, s)
			break
		}
		list = append(list, s[:j])
		s = s[j+len(end):]
	}
	return list
}

// recordRows reads one record with the readers of a page.
func (r *reader) recordRows(record string) []portal.Row {
	record = strings.TrimSpace(record)
	record = strings.TrimSuffix(strings.TrimPrefix(record, "<![CDATA["), "]]>")
	if !strings.Contains(record, "<") {
		record = html.UnescapeString(record)
	}
	if strings.Contains(record, `\"`) || strings.Contains(record, `\/`) {
		record = strings.NewReplacer(`\"`, `"`, `\'`, `'`, `\/`, `/`, `\n`, "\n").Replace(record) // a store in a script's string
	}
	if strings.HasPrefix(strings.TrimSpace(record), "<tr") {
		record = "<table>" + record + "</table>"
	}
	sub := &reader{
		document: newDocument(parse([]byte(record)), r.opt),
		base:     r.base, facts: r.facts, home: r.home,
	}
	defer sub.release()
	sub.opt.Trace = nil
	sub.links(sub)
	rows := sub.collectRows()
	sub.dateRows(rows)
	var items []portal.Row
	for _, w := range rows {
		if len(items) > 0 && (w.url == items[0].URL || runes(w.title) < 8 && w.shape != shapeArticle) {
			continue
		}
		items = append(items, portal.Row{Title: clip(w.title, longestTitle), URL: w.url, Date: w.date})
	}
	if len(items) > 1 {
		// The record's own link is the longest; short ones name columns.
		best := 0
		for i := range items {
			if runes(items[i].Title) > runes(items[best].Title) {
				best = i
			}
		}
		if items[best].Date != 0 || items[0].Date == 0 {
			items = items[best : best+1]
		}
	}
	if len(items) == 1 && items[0].Date == 0 {
		for i := range sub.lines {
			if s, ok := rowDate(sub.lines[i].text, items[0].URL, r.opt.AsOf); ok && s != 0 {
				items[0].Date = s
				break
			}
		}
	}
	return items
}

var (
	totalRecord = regexp.MustCompile(`(?i)<?totalrecords?>?\s*['"]?\s*[:=]?\s*['"]?(\d{1,7})`)
	jpageParam  = regexp.MustCompile(`(?i)['"]?(columnid|unitid|webid|webname|permissiontype|proxyurl|perpage|appid|path|sourcecontenttype|col)['"]?\s*[:=]\s*['"]([^'"<>\s]*)['"]|['"]?(columnid|unitid|webid|perpage|appid|permissiontype|col)['"]?\s*:\s*(\d+)`)
	groupHref   = regexp.MustCompile(`(?is)<nextgroup>.*?href\s*=\s*\\?["']([^"'\\]+)`)
)

// storePages returns the addresses under which further records are served:
// the next group that the store itself names, and the windows of its proxy
// when their parameters are written plainly. Sites that encrypt the parameters
// answer nothing to them, so none are guessed.
func (r *reader) storePages(have int) []string {
	var list []string
	for _, store := range r.stores() {
		if m := groupHref.FindStringSubmatch(store); m != nil {
			if u, ok := r.base.Resolve(html.UnescapeString(m[1])); ok && !strings.Contains(u, "unitid=&") {
				list = append(list, u)
			}
		}
	}
	if len(list) > 0 {
		return list
	}
	total, params := 0, map[string]string{}
	for i := range r.scripts {
		t := r.scripts[i].text
		if !strings.Contains(t, "jpage") && !strings.Contains(t, "dataproxy") && !strings.Contains(t, "<datastore>") {
			continue
		}
		if m := totalRecord.FindStringSubmatch(t); m != nil {
			total, _ = strconv.Atoi(m[1])
		}
		for _, m := range jpageParam.FindAllStringSubmatch(t, -1) {
			name, value := strings.ToLower(m[1]), m[2]
			if m[3] != "" {
				name, value = strings.ToLower(m[3]), m[4]
			}
			if params[name] == "" {
				params[name] = value
			}
		}
	}
	plain := func(s string) bool { return s != "" && digitCount(s) == len(s) }
	if total <= have || !plain(params["columnid"]) || !plain(params["unitid"]) || !plain(params["webid"]) {
		return nil
	}
	proxy := params["proxyurl"]
	if proxy == "" {
		proxy = "/module/web/jpage/dataproxy.jsp"
	}
	per := 15
	if plain(params["perpage"]) {
		per = max(1, number(params["perpage"]))
	}
	step := max(have, per*3)
	for start := have + 1; start <= total && len(list) < maxMore; start += step {
		ref := proxy + "?startrecord=" + strconv.Itoa(start) + "&endrecord=" + strconv.Itoa(min(start+step-1, total)) + "&perpage=" + strconv.Itoa(per) +
			"&col=1&appid=1&webid=" + params["webid"] + "&path=/&columnid=" + params["columnid"] + "&sourceContentType=1&unitid=" + params["unitid"] + "&permissiontype=0"
		if u, ok := r.base.Resolve(ref); ok {
			list = append(list, u)
		}
	}
	return list
}
