package checks

import (
	"fmt"
	"strings"

	"golang.org/x/text/width"

	"duwang/crawler/portal"
)

func columnSubject(c *Column) Subject {
	return Subject{Site: c.Column.Site, Unit: c.Column.Unit, Column: c.ID, URL: c.URL, Title: c.Name}
}

func pageSubject(page *portal.Page) Subject {
	return Subject{Site: page.Site, Unit: page.Unit, Column: page.Column, URL: page.URL, Title: titleOf(page)}
}

func siteSubject(s *Site) Subject {
	return Subject{Site: s.ID, Unit: s.ID, URL: s.URL, Title: s.Name}
}

// with returns the subject with a mark.
func (s Subject) with(mark string) Subject {
	s.Mark = mark
	return s
}

// titleOf returns the page's own headline, failing that the one its list gives it.
func titleOf(page *portal.Page) string {
	if page.Facts.Title != "" {
		return page.Facts.Title
	}
	return page.Title
}

// place names for a sentence who shows something: a column, a unit or a site.
func (p *Pass) place(unit, column string) string {
	if c := p.Column(column); c != nil {
		return "“" + c.Name + "”栏目"
	}
	u := p.Unit(unit)
	switch {
	case u == nil:
		return "网站"
	case u.Kind == portal.UnitSite:
		return "“" + u.Name + "”网站"
	}
	return u.Name + "的多个栏目"
}

// called names a page in a sentence: its headline, or what it is when it has none.
func called(title string) string {
	if title == "" {
		return "一篇无标题的信息"
	}
	return "“" + title + "”一文"
}

// unreadColumn says that a column was not read far enough for a verdict.
func (p *Pass) unreadColumn(c *Column, s Subject) {
	if len(c.Gaps) > 0 {
		g := c.Gaps[0]
		if g.Sheet > 0 {
			p.Unverified(s, g.Reason, fmt.Sprintf("栏目列表有%d页未能读取，无法判断", len(c.Gaps)))
		}
		// The column's own address has its row already.
		return
	}
	if c.Unread > 0 {
		p.Unverified(s, portal.GapError, fmt.Sprintf("栏目中%d条信息的日期未能读取，无法判断", c.Unread))
	}
}

// fold makes Chinese text comparable: full-width letters and digits become
// plain ones, blanks of all kinds go.
func fold(text string) string {
	return strings.Map(func(c rune) rune {
		switch c {
		case ' ', '\t', '\n', '\r', '\u00a0', '\u3000', '\u200b', '\ufeff', '\u2002', '\u2003':
			return -1
		}
		return c
	}, width.Fold.String(text))
}
