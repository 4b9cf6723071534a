package config

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"duwang/crawler/address"
	"duwang/crawler/portal"
)

var looseDate = regexp.MustCompile(`^\s*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*(?:[-/.月]\s*(\d{1,2})?\s*日?)?\s*$`)

func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// wants says what the keys hold that cannot be left out.
var wants = map[string]string{
	"id":   "一个标识，如 edu-news",
	"url":  "一个网址",
	"unit": "一个单位的标识，如 edu",
	"from": "从哪一天起负责，如 2026-07-01",
	"type": "栏目类型，如 news（动态要闻）",
	"cron": "五个字段的 cron 表达式，如 \"0 2 * * 1\"",
}

func (r *reader) missing(line int, at, key string) {
	r.bad(line, join(at, key), "缺少这个键", wants[key], "")
}

// link joins the parts of a draft into its config: ids are told apart, units
// find their site, columns their address.
func (r *reader) link(d *draft) {
	ids := &identities{r: r, taken: map[string]string{}}
	if r.lines["sites"] == 0 {
		r.bad(0, "sites", "没有写明站点", "至少一个站点，如 - {id: portal, name: 某县人民政府, url: http://www.example.gov.cn/}", "")
	}
	addresses := map[string]string{}
	for _, raw := range d.sites {
		s := raw.site
		ids.add(raw.key, s.ID)
		if s.URL == "" && r.lines[raw.key+".url"] == 0 {
			r.missing(r.lines[raw.key], raw.key, "url")
		}
		if other := addresses[s.URL]; s.URL != "" && other != "" {
			r.bad(r.lines[raw.key+".url"], raw.key+".url", "与 "+other+" 是同一个网址", "每个站点各写一次", "")
		}
		addresses[s.URL] = raw.key
		s.Name = cmp.Or(s.Name, s.ID)
		d.Sites = append(d.Sites, s)
	}
	columns := &identities{r: r, taken: map[string]string{}}
	for _, raw := range d.units {
		// A site answers for its own pages under its id, like a unit: so the
		// two share one space of ids.
		ids.add(raw.key, raw.unit.ID)
		site := r.siteOf(d, &raw)
		u := Unit{Unit: raw.unit}
		u.Name = cmp.Or(u.Name, u.ID)
		if site != nil {
			u.Site = site.ID
		}
		for _, rc := range raw.columns {
			columns.add(rc.key, rc.column.ID)
			c := rc.column
			c.Unit, c.Site = u.ID, u.Site
			c.Name = cmp.Or(c.Name, portal.TypeChinese(c.Type))
			if c.Type == "" && r.lines[rc.key+".type"] == 0 {
				r.missing(r.lines[rc.key], rc.key, "type")
			}
			r.place(&c, rc.key, site)
			u.Columns = append(u.Columns, c)
		}
		d.Units = append(d.Units, u)
	}
	r.duties(d)
}

// duties refuses duties of units that the file does not have, of another
// site's, and two that begin on one day.
func (r *reader) duties(d *draft) {
	units := map[string]*Unit{}
	var known []string
	for i := range d.Units {
		units[d.Units[i].ID] = &d.Units[i]
		known = append(known, d.Units[i].ID)
	}
	for _, raw := range d.units {
		for _, rc := range raw.columns {
			days := map[portal.Date]bool{}
			for i, x := range rc.column.Duties {
				key := fmt.Sprintf("%s.duties[%d]", rc.key, i+1)
				switch u := units[x.Unit]; {
				case x.Unit == "": // already said
				case u == nil:
					r.bad(r.lines[key+".unit"], key+".unit", "没有名为“"+short(x.Unit)+"”的单位", "units 中的一个单位", nearest(x.Unit, known))
				case units[raw.unit.ID] != nil && u.Site != units[raw.unit.ID].Site:
					r.bad(r.lines[key+".unit"], key+".unit", "单位“"+x.Unit+"”属于另一个站点", "同一个站点的单位", "")
				}
				if x.From != 0 && days[x.From] {
					r.bad(r.lines[key+".from"], key+".from", "同一天有两个责任单位", "每个起始日只写一次", "")
				}
				days[x.From] = true
			}
		}
	}
}

// identities refuses an id that is missing or stands twice.
type identities struct {
	r     *reader
	taken map[string]string
}

func (i *identities) add(key, id string) {
	line := i.r.lines[key+".id"]
	switch other, twice := i.taken[id]; {
	case id == "" && line == 0:
		i.r.missing(i.r.lines[key], key, "id")
	case id == "": // wrong, and already said so
	case twice:
		i.r.bad(line, key+".id", fmt.Sprintf("“%s”已经用于 %s（第 %d 行）", id, other, i.r.lines[other]), "没有用过的标识", id+"-2")
	default:
		i.taken[id] = key
	}
}

// siteOf returns the site a unit belongs to, nil after a problem.
func (r *reader) siteOf(d *draft, u *rawUnit) *portal.Site {
	key := u.key + ".site"
	if u.unit.Site == "" {
		switch {
		case len(d.Sites) == 1:
			return &d.Sites[0]
		case len(d.Sites) > 1:
			r.bad(cmp.Or(r.lines[key], r.lines[u.key]), key, "有多个站点，没有写明属于哪一个", "下列站点之一："+siteIDs(d), "")
		}
		return nil
	}
	for i := range d.Sites {
		if d.Sites[i].ID == u.unit.Site {
			return &d.Sites[i]
		}
	}
	if len(d.Sites) > 0 {
		var known []string
		for _, s := range d.Sites {
			known = append(known, s.ID)
		}
		r.bad(r.lines[key], key, "没有名为“"+short(u.unit.Site)+"”的站点", "下列站点之一："+siteIDs(d), nearest(u.unit.Site, known))
	}
	return nil
}

func siteIDs(d *draft) string {
	var ids []string
	for _, s := range d.Sites {
		if s.ID != "" {
			ids = append(ids, s.ID)
		}
	}
	return strings.Join(ids, "、")
}

// place makes a column's address absolute and refuses one outside its site.
func (r *reader) place(c *Column, at string, site *portal.Site) {
	key := at + ".url"
	if c.URL == "" && r.lines[key] == 0 {
		r.missing(r.lines[at], at, "url")
	}
	if c.URL == "" || site == nil || site.URL == "" {
		return
	}
	full, w := columnAddress(site.URL, c.URL)
	if w != nil {
		r.bad(r.lines[key], key, "“"+short(c.URL)+"”写法有误", w.want, w.near)
		return
	}
	if host := address.Host(full); host != address.Host(site.URL) && !slices.Contains(site.Hosts, host) {
		r.bad(r.lines[key], key, "“"+host+"”不是站点 "+site.ID+" 的主机", "站点自己的网址，或先把该主机写进站点的 hosts", "")
		return
	}
	c.URL = full
}
