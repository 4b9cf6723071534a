package setup

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"duwang/cmd/internal/config"
	"duwang/crawler/address"
	"duwang/crawler/discover"
	"duwang/crawler/portal"
	"duwang/reports/xlsx"
)

// Rows lists a config's columns for confirmation in a spreadsheet, with what
// the portal shows of each: changed and unsure ones first.
func Rows(cfg *config.Config, p *discover.Proposal, changes []Change) []xlsx.ColumnRow {
	seen := map[string]*discover.Column{}
	for i := range p.Units {
		for j := range p.Units[i].Columns {
			c := &p.Units[i].Columns[j]
			for _, u := range append([]string{c.URL}, c.Aliases...) {
				if seen[address.Key(u)] == nil {
					seen[address.Key(u)] = c
				}
			}
		}
	}
	changed := map[string]*Change{}
	for i := range changes {
		changed[changes[i].ID] = &changes[i]
	}
	var rows []xlsx.ColumnRow
	for i := range cfg.Units {
		u := &cfg.Units[i]
		for j := range u.Columns {
			c := &u.Columns[j]
			r := xlsx.ColumnRow{ID: c.ID, Unit: u.Name, Kind: kindWord(u.Kind), Name: c.Name, Type: portal.TypeChinese(c.Type), URL: shortURL(c.URL, p.Site.URL), Keep: "是", Template: c.Template}
			if c.MaxAge > 0 {
				r.Days = strconv.Itoa(c.MaxAge)
			}
			url := c.URL
			if ch := changed[c.ID]; ch != nil {
				r.Change, r.Doubt = ch.Kind, ch.Why
				if ch.Now != "" {
					url, r.URL = ch.Now, shortURL(ch.Now, p.Site.URL)
				}
			}
			if d := seen[address.Key(url)]; d != nil {
				r.Sure, r.Path, r.Why = d.Sure, strings.Join(d.Path, "＞"), strings.Join(d.Why, "；")
				r.Items, r.Newest, r.DatesAt, r.Pager = d.Items, d.Newest, d.DatesAt, d.Pager
				if r.Doubt == "" {
					r.Doubt = d.Doubt
				}
				if d.Template != "" {
					r.Template = d.Template // what is confirmed is what the page is now
				}
			}
			rows = append(rows, r)
		}
	}
	slices.SortStableFunc(rows, func(a, b xlsx.ColumnRow) int { return cmp.Compare(rowRank(&a), rowRank(&b)) })
	return rows
}

func rowRank(r *xlsx.ColumnRow) int {
	rank := max(sureRank(r.Sure), 0) * 2
	if r.Sure == "" {
		rank = 3
	}
	if r.Change != "" {
		rank--
	}
	return rank
}

func sureRank(s string) int {
	return slices.Index([]string{discover.Unsure, discover.Likely, discover.Sure}, s)
}

func kindWord(kind string) string {
	for _, k := range xlsx.UnitKinds {
		if k.Kind == kind {
			return k.Chinese
		}
	}
	return kind
}
