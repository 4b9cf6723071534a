package page

import (
	"strconv"
	"strings"

	"duwang/crawler/address"
	"duwang/crawler/portal"
)

// read fills the facts in the order in which they depend on one another.
func (r *reader) read(text []byte) {
	f := r.facts
	f.Tags = r.tags()
	r.scriptedJump()
	f.Links = r.links(r)
	f.LinkCount = len(f.Links)
	if block := r.findBlock(text); block != "" || isBlockStatus(r.opt.Status) {
		f.Kind, f.Block = portal.KindBlocked, block
		return
	}
	f.Marks = r.marks()
	f.Sections = r.sections()

	b := r.findBody()
	fields := r.labels()
	r.fields, r.taken = fields, r.valueLines(fields)
	r.settle(fields, &b)
	f.Kind = portal.KindArticle // for title words; settled below
	title, titled := r.findTitle(&b, fields)
	b.trim(r.document, title.lines, fields)
	r.settle(fields, &b)
	if gone, where := r.saysGone(&b); gone && !r.opt.Home {
		f.Kind = portal.KindError
		f.Title, f.From.Title = tidy(r.document.title), "title"
		r.trace("kind", string(f.Kind), where, true, "页面自述不存在")
		return
	}
	rows := r.findRows(&b, title)
	if r.opt.Column {
		f.Template = r.template()
	}
	f.Kind = r.kindOf(&b, fields, title, titled, rows)
	switch f.Kind {
	case portal.KindHome:
		f.Title, f.From.Title = r.homeTitle()
		f.Items = rows.home()
	case portal.KindColumn:
		f.Title, f.From.Title = r.listTitle()
		f.Items = rows.items
		f.More = r.pager()
		if len(f.Items) == 0 {
			r.script(text)
			f.BodyChars = b.chars(r.document) // a column that is a text, not a list
		}
	case portal.KindArticle:
		if titled {
			f.Title, f.From.Title = title.text, title.where
		}
		r.findPublished(title, &b, fields)
		r.findFormed(&b, title, fields)
		r.findFields(&b, title, fields)
		r.findSource(&b, title, fields)
		f.BodyChars = b.chars(r.document)
		f.Leaks = r.leaks(&b, title)
		f.Hash64 = b.simhash(r.document)
	default:
		f.Title, f.From.Title = r.listTitle()
		f.BodyChars = b.chars(r.document)
	}
	if len(f.Items) > 0 {
		f.From.Items = rows.where
	}
	if r.opt.Trace != nil && f.System == "" {
		if s := recognise(string(text), r.opt.URL); s != nil {
			f.System = s.ID
		}
	}
	f.Attachments = r.attachments(&b)
	f.Shows = r.controls(&b)
	r.wording(&b)
	r.signals(&b, title)
}

// kindOf weighs what a page is. A registered column is a column unless the
// page is plainly an article; elsewhere the page's tags, its address, its text
// and its rows speak.
func (r *reader) kindOf(b *body, fields []labelled, title titleCandidate, titled bool, rows *rowSet) portal.Kind {
	if r.opt.Home {
		return portal.KindHome
	}
	if !r.opt.Column && address.SamePage(r.opt.URL, "http://"+r.home+"/") && r.anchorsVisible() >= 10 && b.prose < 400 {
		return portal.KindHome
	}
	article, column := 0, 0
	if !empty(r.tag("ArticleTitle")) {
		article += 3
	}
	if !empty(r.tag("PubDate")) {
		article += 3
	}
	if !empty(r.tag("ContentSource")) {
		article += 2
	}
	if r.meta("firstpublishedtime", "manuscriptid", "articleid", "docid", "contentid") != "" {
		article += 3
	}
	switch shape := r.shape(); shape {
	case shapeArticle:
		article += 3
	case shapeColumn:
		column += 3
	}
	meta, dated := 0, false
	for i := range fields {
		l := &fields[i]
		if len(r.listed) > 0 && r.listed[l.line] {
			continue // of the article that a row names
		}
		switch {
		case l.meta && (l.field == index || l.field == docNumber || l.field == formed || l.field == docTitle):
			meta++
		case (l.field == published || l.field == source || l.field == publishedDay && l.whole) && !l.side && !l.body && l.value != "" && titled && r.besideTitle(l.line, title, b):
			dated = true
		}
	}
	if meta >= 2 {
		article += 3
	}
	bare := false
	if dated {
		article += 3
	} else if _, ok := r.bareDate(title, b); ok && titled {
		switch {
		case b.prose-rows.prose >= 100 && !title.lines.empty():
			bare = true
			article += 3
		case len(rows.items) < 3:
			article += 2
		}
	}
	switch {
	case b.prose >= 200:
		article += 3
	case b.prose >= 60:
		article += 2
	case b.named:
		article++
	}
	if b.prose >= 150 && titled && rows.dated == 0 && len(rows.items) < 3 {
		article += 2
	}
	switch n := rows.dated; {
	case n >= 5:
		column += 5
	case n >= 2:
		column += 4
	case n == 1:
		column += 2
	}
	if rows.dated == 0 && len(rows.items) >= 3 {
		column += 3
	}
	if rows.store {
		column += 6
	}
	if bare && r.behind(rows, b) {
		column -= 3 // dated lists that follow a text are of other articles
	}
	if rows.dated >= 2 && rows.prose*2 > b.prose {
		// The prose is the rows' own summaries.
		article -= 3
	}
	if r.tag("ColumnName") != "" && empty(r.tag("ArticleTitle")) && empty(r.tag("PubDate")) {
		column += 2
	}
	if len(rows.items) == 0 && b.prose < 60 && r.listScript() != "" {
		column++
	}
	r.trace("kind", "article", "", article > column, "得分 "+strconv.Itoa(article))
	r.trace("kind", "column", "", column >= article, "得分 "+strconv.Itoa(column))
	if r.opt.Column {
		stated := dated || meta >= 2 || !empty(r.tag("ArticleTitle")) && !empty(r.tag("PubDate"))
		switch {
		case titled && stated && b.prose >= 60 && (rows.dated == 0 && len(rows.items) < 3 || article > column+1):
			return portal.KindArticle
		case b.prose >= 200 && len(rows.items) == 0 && r.listScript() == "":
			return portal.KindArticle // a guide or a charter: a text without a date
		}
		return portal.KindColumn
	}
	switch {
	case article >= 5 && article > column && titled:
		return portal.KindArticle
	case column >= 5 && column >= article:
		return portal.KindColumn
	case article >= 4 && article > column:
		return portal.KindArticle
	case column >= 4 && column > article:
		return portal.KindColumn
	}
	return portal.KindOther
}

// behind tells whether all rows stand behind the text.
func (r *reader) behind(rows *rowSet, b *body) bool {
	if b.elem < 0 || b.lines.empty() || rows.store {
		return false
	}
	for _, w := range rows.all {
		if w.date != 0 && r.elems[w.box].line < b.lines.to && r.elems[w.box].flags&inSide == 0 {
			return false
		}
	}
	return true
}

// Shapes of an address.
const (
	shapeNone = iota
	shapeArticle
	shapeColumn
)

// shape tells what the page's own address looks like.
func (r *reader) shape() int { return shapeOf(r.opt.URL) }

// shapeOf tells whether an address looks like an article's or a column's, by
// the habits of content systems.
func shapeOf(u string) int {
	i := strings.Index(u, "://")
	if i < 0 {
		return shapeNone
	}
	path, query, _ := strings.Cut(u[i+3:], "?")
	j := strings.IndexByte(path, '/')
	if j < 0 {
		return shapeColumn
	}
	path = path[j:]
	segments := strings.Split(strings.Trim(path, "/"), "/")
	last := segments[len(segments)-1]
	name := last
	if k := strings.IndexByte(name, '.'); k >= 0 {
		name = name[:k]
	}
	lower := strings.ToLower(name)
	before := ""
	if len(segments) > 1 {
		before = segments[len(segments)-2]
	}
	indexLike := lower == "index" || lower == "default" || lower == "list" || lower == "home" || strings.HasPrefix(lower, "index_") || strings.HasPrefix(lower, "list_") || strings.HasPrefix(lower, "home_") || strings.HasPrefix(lower, "list-")
	switch {
	case lower == "c" && idLike(before), lower == "content" && len(segments) > 1 && digitCount(before) > 0, lower == "index" && len(before) >= 5 && digitCount(before) == len(before):
		return shapeArticle
	case indexLike, strings.HasSuffix(path, "/"):
		return shapeColumn
	case strings.HasPrefix(lower, "content_"), strings.HasPrefix(lower, "post_"), strings.HasPrefix(lower, "art_"), strings.HasPrefix(lower, "t20"), strings.HasPrefix(lower, "t19"), strings.HasPrefix(lower, "article"), strings.HasPrefix(lower, "detail"), strings.HasPrefix(lower, "info_"):
		return shapeArticle
	case idLike(name):
		return shapeArticle
	case digitCount(name) >= 3 && strings.ContainsRune(last, '.'):
		return shapeArticle
	case digitCount(name) == len(name) && name != "" && len(segments) > 1:
		return shapeArticle
	case queryID(query):
		return shapeArticle
	}
	return shapeNone
}

func digitCount(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] >= '0' && s[i] <= '9' {
			n++
		}
	}
	return n
}

// idLike recognises 32 hexadecimal digits, UUIDs and long numbers.
func idLike(s string) bool {
	n := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9', c >= 'a' && c <= 'f', c >= 'A' && c <= 'F':
			n++
		case c == '-':
		default:
			return false
		}
	}
	return n == 32 || n >= 12 && digitCount(s) == n
}

func queryID(q string) bool {
	for param := range strings.SplitSeq(q, "&") {
		name, value, _ := strings.Cut(param, "=")
		switch strings.ToLower(name) {
		case "id", "aid", "articleid", "infoid", "newsid", "docid", "contentid", "article_id", "info_id", "nid", "guid":
			return digitCount(value) >= 2
		}
	}
	return false
}
