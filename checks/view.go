package checks

import (
	"cmp"
	"slices"

	"duwang/crawler/portal"
)

// A Column is one registered column as the checks see it, put together from
// its items, its list pages and the gaps among them.
type Column struct {
	*portal.Column
	Unit    *portal.Unit
	Items   int          // distinct rows
	Dated   int          // rows with a date on the list or on their page
	Unread  int          // undated rows whose own page was wanted and could not be read, or contradicts itself
	Undated int          // rows without a date that is known of: their page was read, or there is none to read
	Landing int          // of the undated rows, those that lead to a further list and not to an article
	Newest  portal.Date  // of the dated rows not after AsOf
	Newests string       // address of the newest row
	Future  int          // rows dated after AsOf
	Sheets  int          // list pages read
	Gaps    []portal.Gap // list pages not read, the column's own address first
	Kind    portal.Kind  // of the column's own address, "" when it was not read
	Text    int          // characters of text at the column's own address
	Files   int          // attachments offered there
	Pages   int          // articles that answer to the column, whoever names them
	Lost    int          // pages that answer to the column and could not be read, its lists apart
}

// Whole tells whether every list page of the column that was wanted was read.
func (c *Column) Whole() bool { return len(c.Gaps) == 0 && c.Sheets > 0 }

// A Site is one site as the checks see it.
type Site struct {
	*portal.Site
	Home       *portal.Page // nil when it was not read
	HomeGap    *portal.Gap
	Pages      int
	HomeItems  int                 // rows that the home page shows
	HomeDated  int                 // of them with a date of their own or of their page, not after AsOf
	HomeUnread int                 // of them without a date because their page was wanted and could not be read
	HomeNewest portal.Date         // newest of them, not after AsOf
	HomeDays   map[portal.Date]int // how many of them were published on each day
	Sections   map[string]bool     // column types that some page of the site shows
}

// gap takes in what a crawl wanted and did not get.
func (r *run) gap(g *portal.Gap) {
	c := r.cover(g.Unit)
	c.Due++
	c.Unverified++
	r.unverified(fromGap, Unverified{URL: g.URL, Unit: g.Unit, Column: g.Column, Reason: g.Reason, Detail: g.Detail})
	switch g.Role {
	case portal.RoleHome:
		if s := r.sites[g.Site]; s != nil {
			s.HomeGap = new(*g)
		}
	case portal.RoleList:
		if v := r.views[g.Column]; v != nil {
			v.Gaps = append(v.Gaps, *g)
		}
	default:
		if v := r.views[g.Column]; v != nil {
			v.Lost++
		}
	}
}

// item takes in one row of a list or of a home page.
func (r *run) item(it *portal.Item) {
	if it.Column == "" {
		r.homeItem(it)
		return
	}
	v := r.views[it.Column]
	if v == nil {
		return
	}
	v.Items++
	switch d := it.Date(); {
	case doubtful(it):
		v.Unread++
		r.doubts[it.URL] = append(r.doubts[it.URL], doubt{it.Apart, &v.Unread, &v.Undated})
	case d == 0:
		v.Undated++
		if it.Read && (it.Kind == portal.KindColumn || it.Kind == portal.KindHome) {
			v.Landing++
		}
	case d > r.opt.AsOf:
		v.Dated++
		v.Future++
	default:
		v.Dated++
		if d > v.Newest || d == v.Newest && it.URL < v.Newests {
			v.Newest, v.Newests = d, it.URL
		}
	}
}

func (r *run) homeItem(it *portal.Item) {
	s := r.sites[it.Site]
	if s == nil {
		return
	}
	s.HomeItems++
	switch d := it.Date(); {
	case doubtful(it):
		s.HomeUnread++
		r.doubts[it.URL] = append(r.doubts[it.URL], doubt{it.Apart, &s.HomeUnread, new(int)})
	case d != 0 && d <= r.opt.AsOf:
		s.HomeDated++
		s.HomeNewest = max(s.HomeNewest, d)
		if s.HomeDays == nil {
			s.HomeDays = map[portal.Date]int{}
		}
		s.HomeDays[d]++
	}
}

// doubtful tells whether a row might have any date: its list shows none, and
// its page could not be read or states dates that contradict one another.
func doubtful(it *portal.Item) bool {
	return it.ListDate == 0 && (it.Apart || it.Wanted && !it.Read)
}

// A doubt is one row counted as unread, and what it is counted as when its
// page turns out not to exist.
type doubt struct {
	apart           bool
	unread, undated *int
}

// target takes in what came of a link: a row whose page is not there at all
// has no date that might still be found.
func (r *run) target(t *portal.Target) {
	if len(r.doubts) == 0 {
		return
	}
	if o, _ := outcomeOf(t); o != linkBad {
		return
	}
	for _, d := range r.doubts[t.URL] {
		if !d.apart {
			*d.unread--
			*d.undated++
		}
	}
	delete(r.doubts, t.URL)
}

// page takes in one page and tells whether the checks may look at it: a page
// that says that it is not there, or did not let us read, says nothing of
// what it should hold.
func (r *run) page(p *portal.Page) bool {
	c := r.cover(p.Unit)
	c.Due++
	if p.Kind == portal.KindBlocked {
		c.Unverified++
		r.unverified(fromPage, Unverified{URL: p.URL, Unit: p.Unit, Column: p.Column, Reason: portal.GapBlocked, Detail: p.Block})
		r.lost(p, portal.GapBlocked, p.Block)
		return false
	}
	c.Checked++
	if p.Kind == portal.KindError {
		r.lost(p, portal.GapError, portal.ErrSoft404)
		return false
	}
	if s := r.sites[p.Site]; s != nil {
		s.Pages++
		for _, t := range p.Sections {
			s.Sections[t] = true
		}
		if p.Role == portal.RoleHome {
			s.Home = keep(p)
		}
	}
	switch {
	case p.Role == portal.RoleList && p.Script != "":
		c.Checked--
		c.Unverified++
		r.unverified(fromPage, Unverified{URL: p.URL, Unit: p.Unit, Column: p.Column, Reason: portal.GapScript, Detail: p.Script})
		r.lost(p, portal.GapScript, p.Script)
	case r.redesigned(p):
		c.Checked--
		c.Unverified++
		const why = "栏目模板已变，新页面上读不到信息条目或者日期，待重新确认"
		r.unverified(fromPage, Unverified{URL: p.URL, Unit: p.Unit, Column: p.Column, Reason: portal.GapTemplate, Detail: why})
		r.lost(p, portal.GapTemplate, why)
	case p.Kind == portal.KindArticle && p.DatesApart():
		c.Checked--
		c.Unverified++
		r.unverified(fromPage, Unverified{URL: p.URL, Unit: p.Unit, Column: p.Column, Reason: portal.GapDates, Detail: p.PublishedText()})
	}
	if v := r.views[p.Column]; v != nil {
		if p.Kind == portal.KindArticle {
			v.Pages++
		}
		if p.Role == portal.RoleList {
			v.Sheets++
			if p.Sheet == 0 {
				v.Kind, v.Text, v.Files = p.Kind, p.BodyChars, len(p.Attachments)
			}
		}
	}
	return true
}

// redesigned tells whether a page is a column's list whose template changed
// since the column was confirmed and that no longer yields rows or dates: the
// fault is in our reading as likely as in the column.
func (r *run) redesigned(p *portal.Page) bool {
	if p.Role != portal.RoleList || p.Sheet != 0 {
		return false
	}
	v := r.views[p.Column]
	if v == nil || portal.SameTemplate(v.Template, p.Template) {
		return false
	}
	for i := range p.Items {
		if p.Items[i].Date != 0 {
			return false
		}
	}
	return p.Kind != portal.KindArticle
}

// lost keeps a list or home page that answered without being readable as a
// gap, so that nobody takes it for an empty one.
func (r *run) lost(p *portal.Page, reason, detail string) {
	g := portal.Gap{URL: p.URL, Site: p.Site, Unit: p.Unit, Column: p.Column, Role: p.Role, Sheet: p.Sheet, Reason: reason, Detail: detail}
	switch p.Role {
	case portal.RoleHome:
		if s := r.sites[p.Site]; s != nil {
			s.HomeGap = &g
		}
	case portal.RoleList:
		if v := r.views[p.Column]; v != nil {
			v.Gaps = append(v.Gaps, g)
		}
	}
}

// keep copies what stays valid of a page after its stream went on.
func keep(p *portal.Page) *portal.Page {
	c := *p
	c.Tags, c.Marks, c.Sections = slices.Clone(p.Tags), slices.Clone(p.Marks), slices.Clone(p.Sections)
	c.Items, c.More, c.Attachments, c.Published, c.Links = nil, nil, nil, nil, nil
	return &c
}

// settle puts the views in an order that does not hang on the streams.
func (r *run) settle() {
	for _, v := range r.views {
		slices.SortFunc(v.Gaps, func(a, b portal.Gap) int {
			return cmp.Or(cmp.Compare(a.Sheet, b.Sheet), cmp.Compare(a.URL, b.URL), cmp.Compare(a.Reason, b.Reason), cmp.Compare(a.Detail, b.Detail))
		})
	}
}
