package page

import (
	"strings"

	"duwang/crawler/portal"
)

// standardTags are the page tags by lower-case name, spelt as the annex of
// 国办发〔2017〕47号 spells them.
var standardTags = func() map[string]string {
	m := map[string]string{}
	for _, list := range [][]string{portal.SiteTags, portal.ColumnTags, portal.ArticleTags} {
		for _, name := range list {
			m[strings.ToLower(name)] = name
		}
	}
	return m
}()

// tags returns the page's standard tags in the order of the standard. A tag
// that stands twice is given once, with its first value that says something.
func (d *document) tags() []portal.Tag {
	found := map[string]string{}
	for _, m := range d.metas {
		name := standardTags[strings.ToLower(m.name)]
		if name == "" {
			continue
		}
		value := tidy(m.content)
		if old, ok := found[name]; ok && !empty(old) {
			continue
		} else if ok && empty(value) {
			continue
		}
		found[name] = value
	}
	var tags []portal.Tag
	for _, list := range [][]string{portal.SiteTags, portal.ColumnTags, portal.ArticleTags} {
		for _, name := range list {
			if value, ok := found[name]; ok {
				tags = append(tags, portal.Tag{Name: name, Value: value})
			}
		}
	}
	return tags
}

// meta returns the first value that says something of the metas with one of
// the given lower-case names.
func (d *document) meta(names ...string) string {
	for _, name := range names {
		for _, m := range d.metas {
			if strings.EqualFold(m.name, name) {
				if v := tidy(stripTags(m.content)); !empty(v) {
					return v
				}
			}
		}
	}
	return ""
}

// empty tells whether a value says nothing: "", null, dashes.
func empty(s string) bool {
	switch strings.ToLower(s) {
	case "", "null", "undefined", "none", "-", "--", "—", "——", "/", "无", "暂无", "空", "n/a", "(null)", "[]":
		return true
	}
	return false
}
