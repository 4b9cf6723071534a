package config

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"duwang/crawler/portal"
)

// A draft is a config whose parts do not know one another yet: units may
// stand above the sites they name.
type draft struct {
	*Config
	sites []rawSite
	units []rawUnit
}

type rawSite struct {
	key  string
	site portal.Site
}

type rawUnit struct {
	key     string
	unit    portal.Unit
	columns []rawColumn
}

type rawColumn struct {
	key    string
	column Column
}

// A level is the keys of one place of the file.
type level struct {
	at     string
	fields []field
}

// levels lists every place, for the advice that a key belongs elsewhere.
func levels() []level {
	r := &reader{lines: map[string]int{}}
	c := Default()
	return []level{
		{"", r.top(&draft{Config: &c})}, {"office", r.office(&c.Office)}, {"crawl", r.crawl(&c.Crawl)},
		{"crawl.night", r.night(&Night{})}, {"schedule[1]", r.schedule(&Schedule{})}, {"sites[1]", r.site(&portal.Site{})},
		{"units[1]", r.unit(&rawUnit{})}, {"units[1].columns[1]", r.column(&Column{})},
		{"units[1].columns[1].duties[1]", r.duty(&portal.Duty{})},
	}
}

func (r *reader) top(d *draft) []field {
	return []field{
		{"version", r.version},
		{"office", func(n *yaml.Node, key string) { r.mapping(n, key, r.office(&d.Office)) }},
		{"store", parsed(r, &d.Store, r.store)},
		{"evidence", r.path(&d.Evidence)},
		{"evidence_limit", parsed(r, &d.EvidenceLimit, size)},
		{"ruleset", parsed(r, &d.Ruleset, r.ruleset)},
		{"holidays", func(n *yaml.Node, key string) {
			r.list(n, key, func(e *yaml.Node, at string, _ int) {
				var p string
				r.lines[at] = e.Line
				r.path(&p)(e, at)
				d.Holidays = append(d.Holidays, p)
			})
		}},
		{"words", func(n *yaml.Node, key string) {
			r.list(n, key, func(e *yaml.Node, at string, _ int) {
				var p string
				r.lines[at] = e.Line
				r.path(&p)(e, at)
				d.Words = append(d.Words, p)
			})
		}},
		{"schedule", func(n *yaml.Node, key string) {
			r.list(n, key, func(e *yaml.Node, at string, _ int) {
				s := Schedule{Scan: portal.ScanRecent}
				r.mapping(e, at, r.schedule(&s))
				if s.Cron == "" && r.lines[at+".cron"] == 0 {
					r.missing(e.Line, at, "cron")
				}
				d.Schedule = append(d.Schedule, s)
			})
		}},
		{"crawl", func(n *yaml.Node, key string) { r.mapping(n, key, r.crawl(&d.Crawl)) }},
		{"articles_since", parsed(r, &d.Since, date)},
		{"sites", func(n *yaml.Node, key string) {
			if n.Kind == yaml.SequenceNode && len(n.Content) == 0 {
				r.bad(n.Line, key, "没有写明站点", "至少一个站点", "")
			}
			r.named(n, key, func(e *yaml.Node, at string) {
				s := rawSite{key: at}
				r.mapping(e, at, r.site(&s.site))
				d.sites = append(d.sites, s)
			})
		}},
		{"units", func(n *yaml.Node, key string) {
			r.named(n, key, func(e *yaml.Node, at string) {
				u := rawUnit{key: at, unit: portal.Unit{Kind: defaultKind}}
				r.mapping(e, at, r.unit(&u))
				d.units = append(d.units, u)
			})
		}},
	}
}

func (r *reader) office(o *Office) []field {
	return []field{
		{"name", r.text(&o.Name)},
		{"notice_code", r.text(&o.NoticeCode)},
		{"contact", r.text(&o.Contact)},
		{"phone", r.text(&o.Phone)},
		{"confirm", r.oneOf(&o.Confirm, ConfirmPerson, ConfirmAuto)},
		{"deadline_from", r.oneOf(&o.DeadlineFrom, DeadlineFromIssue, DeadlineFromReceipt)},
	}
}

func (r *reader) crawl(c *Crawl) []field {
	return []field{
		{"concurrency", r.integer(&c.Concurrency, 1, 1024)},
		{"per_host", r.integer(&c.PerHost, 1, 256)},
		{"rate", r.rate(&c.Rate)},
		{"night", func(n *yaml.Node, key string) {
			night := defaultNight()
			r.mapping(n, key, r.night(&night))
			if night.From == night.To {
				r.bad(n.Line, key, "from 和 to 是同一时刻", "起止不同的时段", "")
			}
			c.Night = &night
		}},
		{"timeout", parsed(r, &c.Timeout, func(s string) (time.Duration, *wrong) {
			d, w := duration(s)
			if w == nil && (d <= 0 || d > time.Hour) {
				return 0, &wrong{want: "大于零、不超过 1h 的时长", near: "15s"}
			}
			return d, w
		})},
		{"retries", r.integer(&c.Retries, 0, 10)},
		{"max_pages", r.integer(&c.MaxPages, 1, 1_000_000_000)},
		{"max_body", parsed(r, &c.MaxBody, size)},
		{"robots", r.oneOf(&c.Robots, RobotsRespect, RobotsIgnore)},
		{"external_links", r.boolean(&c.ExternalLinks)},
		{"allow_private", r.boolean(&c.AllowPrivate)},
		{"user_agent", r.text(&c.UserAgent)},
	}
}

func (r *reader) night(n *Night) []field {
	return []field{
		{"from", parsed(r, &n.From, clock)},
		{"to", parsed(r, &n.To, clock)},
		{"rate", r.rate(&n.Rate)},
	}
}

func (r *reader) schedule(s *Schedule) []field {
	return []field{
		{"cron", parsed(r, &s.Cron, func(text string) (string, *wrong) {
			at, w := cronTimes(text)
			s.at = at
			return text, w
		})},
		{"scan", r.oneOf(&s.Scan, portal.ScanRecent, portal.ScanFull)},
		{"workdays", r.boolean(&s.Workdays)},
		{"night", r.boolean(&s.Night)},
	}
}

func (r *reader) site(s *portal.Site) []field {
	return []field{
		{"id", parsed(r, &s.ID, identifier)},
		{"name", r.text(&s.Name)},
		{"url", parsed(r, &s.URL, siteAddress)},
		{"code", parsed(r, &s.Code, siteCode)},
		{"hosts", func(n *yaml.Node, key string) {
			r.list(n, key, func(e *yaml.Node, at string, _ int) {
				var h string
				parsed(r, &h, hostOnly)(e, at)
				if h != "" {
					s.Hosts = append(s.Hosts, h)
				}
			})
		}},
	}
}

func (r *reader) unit(u *rawUnit) []field {
	return []field{
		{"id", parsed(r, &u.unit.ID, identifier)},
		{"name", r.text(&u.unit.Name)},
		{"kind", parsed(r, &u.unit.Kind, unitKind)},
		{"site", r.text(&u.unit.Site)},
		{"columns", func(n *yaml.Node, key string) {
			r.named(n, key, func(e *yaml.Node, at string) {
				c := rawColumn{key: at}
				r.mapping(e, at, r.column(&c.column))
				u.columns = append(u.columns, c)
			})
		}},
	}
}

func (r *reader) column(c *Column) []field {
	return []field{
		{"id", parsed(r, &c.ID, identifier)},
		{"name", r.text(&c.Name)},
		{"url", parsed(r, &c.URL, func(s string) (string, *wrong) {
			if s == "" {
				return "", &wrong{want: columnWant}
			}
			return s, nil
		})},
		{"type", parsed(r, &c.Type, columnType)},
		{"max_age", parsed(r, &c.MaxAge, days)},
		{"render", r.boolean(&c.Render)},
		{"template", r.text(&c.Template)},
		{"duties", func(n *yaml.Node, key string) {
			r.list(n, key, func(e *yaml.Node, at string, _ int) {
				var d portal.Duty
				r.lines[at] = e.Line
				r.mapping(e, at, r.duty(&d))
				if d.Unit == "" && r.lines[at+".unit"] == 0 {
					r.missing(e.Line, at, "unit")
				}
				if d.From == 0 && r.lines[at+".from"] == 0 {
					r.missing(e.Line, at, "from")
				}
				c.Duties = append(c.Duties, d)
			})
		}},
	}
}

func (r *reader) duty(d *portal.Duty) []field {
	return []field{
		{"unit", parsed(r, &d.Unit, identifier)},
		{"from", parsed(r, &d.From, date)},
	}
}

func (r *reader) version(n *yaml.Node, key string) {
	var v int
	if n.ShortTag() != "!!int" || n.Decode(&v) != nil || v != 1 {
		r.refuse(n, key, &wrong{want: "1（本程序认得的唯一版本）", near: "1"})
	}
}

func (r *reader) store(s string) (string, *wrong) {
	w := &wrong{want: "SQLite 文件的路径，或 postgres://用户@主机/数据库"}
	scheme, rest, ok := strings.Cut(s, "://")
	switch {
	case isPostgres(s):
		if _, err := url.Parse(s); err != nil {
			return "", w
		}
		return s, nil
	case s == "", strings.Contains(s, "dbname="), strings.Contains(s, "host="):
		return "", w
	case ok:
		switch near := nearest(scheme, []string{"postgres", "sqlite"}); near {
		case "postgres":
			w.near = "postgres://" + rest
		case "sqlite":
			w.near = rest
		}
		return "", w
	}
	return r.resolve(s), nil
}

func (r *reader) ruleset(s string) (string, *wrong) {
	if isFile(s) {
		return r.resolve(s), nil
	}
	if _, w := identifier(s); w != nil {
		w.want = "内置指标体系的名称，如 national-2019，或 YAML 文件的路径"
		return "", w
	}
	return s, nil
}

// siteCode reads a 政府网站标识码: ten letters and digits, such as 1522000001
// or bm05000001. Only the alphabet is checked: what the home page shows is
// for a check to judge, not for the config.
func siteCode(s string) (string, *wrong) {
	for _, c := range s {
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return "", &wrong{want: "政府网站标识码，只有数字和字母，如 \"1522000001\""}
		}
	}
	return s, nil
}

var unitKinds = []struct{ kind, chinese string }{
	{portal.UnitDepartment, "部门 局 委 办"}, {portal.UnitTownship, "乡镇 街道 镇 乡"},
	{portal.UnitGovernment, "政府 县政府 市政府 人民政府"}, {portal.UnitEnterprise, "企事业单位 公共企事业单位 企业"},
}

func unitKind(s string) (string, *wrong) {
	var words []string
	near := ""
	for _, k := range unitKinds {
		if s == k.kind {
			return s, nil
		}
		words = append(words, k.kind)
		if slices.Contains(strings.Fields(k.chinese), s) {
			near = k.kind
		}
	}
	if near == "" {
		near = nearest(s, words)
	}
	return "", &wrong{want: strings.Join(words, "、") + " 之一", near: near}
}

func columnType(s string) (string, *wrong) {
	var types, chinese []string
	for _, t := range portal.ColumnTypes {
		if s == t.Type {
			return s, nil
		}
		types, chinese = append(types, t.Type), append(chinese, t.Chinese)
	}
	near := nearest(s, types)
	if i := slices.Index(chinese, nearest(s, chinese)); near == "" && i >= 0 {
		near = types[i]
	}
	return "", &wrong{want: strings.Join(types, "、") + " 之一", near: near}
}

func date(s string) (portal.Date, *wrong) {
	d, err := portal.ParseDate(s)
	if err == nil {
		return d, nil
	}
	w := &wrong{want: "日期，如 2026-01-01"}
	if m := looseDate.FindStringSubmatch(s); m != nil {
		w.near = portal.NewDate(atoi(m[1]), time.Month(atoi(m[2])), max(1, atoi(m[3]))).String()
	}
	return 0, w
}
