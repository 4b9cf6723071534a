package checks

import (
	"fmt"
	"hash/fnv"
	"strings"

	"duwang/crawler/portal"
)

// A shownFiles remembers which files are offered by what an article rule looks
// at: the articles since articles_since, and the list rows since that are
// files themselves. It keeps eight bytes a file.
type shownFiles map[uint64]struct{}

func fileKey(url string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(url)) // never fails
	return h.Sum64()
}

func (s shownFiles) add(url string) { s[fileKey(url)] = struct{}{} }

func (s shownFiles) has(url string) bool {
	_, ok := s[fileKey(url)]
	return ok
}

// A leakCheck is what identity-exposed and secret-mark have in common: a kind
// of leak, looked for in articles and in the files they offer.
type leakCheck struct {
	kind    string
	pick    func([]portal.Leak) *portal.Leak // instead of kind
	mark    string                           // of the subject, "" for a check that knows one kind
	suspect bool
	least   int // fewer finds than that are in order
	say     func(leak *portal.Leak, in showing) (message string, evidence any)
}

// A showing names the pages that offer a file; evidence about a page itself
// has none.
type showing struct {
	Referrers     []string `json:"referrers,omitempty"` // the first ten
	ReferrerCount int      `json:"referrer_count,omitempty"`
}

// examine shows the check its pages and files.
func (c leakCheck) examine(p *Pass) Examiner {
	files := shownFiles{}
	return Examiner{
		Item: func(it *portal.Item) {
			if !it.Wanted && (it.ListDate == 0 || it.ListDate >= p.Since) && p.Binds(it.Column) {
				files.add(it.URL)
			}
		},
		Page: func(page *portal.Page) {
			if !p.Looks(page) {
				return
			}
			for i := range page.Attachments {
				files.add(page.Attachments[i].URL)
			}
			s := pageSubject(page).with(c.mark)
			leak := c.of(page.Leaks)
			if leak == nil || leak.Count < c.least {
				p.Good(s)
				return
			}
			c.bad(p, s, leak, showing{}, fmt.Sprintf("%s的%s", p.place(page.Unit, page.Column), called(s.Title)))
		},
		Target: func(t *portal.Target) {
			withdrawn := t.Status == 404 || t.Status == 410 || t.Error == portal.ErrSoft404
			if !t.Content.Looked && !withdrawn || !files.has(t.URL) {
				return
			}
			if t.Column != "" && !p.Binds(t.Column) || t.Column == "" && !p.BindsUnit(t.Unit) {
				return
			}
			s := Subject{Site: t.Site, Unit: t.Unit, Column: t.Column, URL: t.URL, Title: t.Text, Mark: c.mark}
			switch leak := c.of(t.Content.Leaks); {
			case leak != nil && leak.Count >= c.least:
				name := "附件"
				if t.Text != "" {
					name += "“" + t.Text + "”"
				}
				in := showing{append([]string{}, t.Referrers...), t.ReferrerCount}
				c.bad(p, s, leak, in, fmt.Sprintf("%s的%s", p.place(t.Unit, t.Column), name))
			case t.Content.Gap != "":
				p.Unverified(s, t.Content.Gap, t.Content.Detail)
			default:
				p.Good(s)
			}
		},
	}
}

// of returns the leak that the check is about, nil when there is none.
func (c leakCheck) of(list []portal.Leak) *portal.Leak {
	if c.pick != nil {
		return c.pick(list)
	}
	for i := range list {
		if list[i].Kind == c.kind {
			return &list[i]
		}
	}
	return nil
}

func (c leakCheck) bad(p *Pass, s Subject, leak *portal.Leak, in showing, where string) {
	message, evidence := c.say(leak, in)
	var how []string
	if len(leak.Places) > 0 {
		how = append(how, "出现在："+strings.Join(leak.Places, "、")+"。")
	}
	if leak.Hidden {
		how = append(how, "其中有隐藏的内容，打开时看不到，下载后可以看到。")
	}
	p.Bad(Bad{Subject: s, Suspect: c.suspect, Message: where + message, Explanation: how, Evidence: evidence})
}
