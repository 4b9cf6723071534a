package portal

import "time"

// A Kind says what a page is, by what it shows.
type Kind string

// Kinds of page.
const (
	KindHome    Kind = "home"
	KindColumn  Kind = "column"  // a list of items
	KindArticle Kind = "article" // one item with a title and a text
	KindError   Kind = "error"   // says that it is not there, whatever its status
	KindBlocked Kind = "blocked" // challenge, captcha, login: it did not let us read
	KindOther   Kind = "other"
	KindData    Kind = "data" // a list's rows as data, without a page around them
)

// A Role says why the crawl wanted a page.
type Role string

// Roles of page.
const (
	RoleHome Role = "home" // a site's home page
	RoleList Role = "list" // a column's list, first or further page
	RoleItem Role = "item" // named by a column's list
	RolePage Role = "page" // linked from a page, named by no list
)

// Ways a document is disclosed (公开方式).
const (
	DisclosureOpen      = "主动公开"
	DisclosureOnRequest = "依申请公开"
	DisclosureClosed    = "不予公开"
)

// Facts are what a page says of itself: read once, frozen, stored once under
// the hash of the page's content. A field the page does not state is empty;
// nothing in Facts is guessed.
type Facts struct {
	Kind           Kind         `json:"kind"`
	Charset        string       `json:"charset"` // lower case, as decoded: utf-8, gb18030, big5, utf-16le…
	Title          string       `json:"title,omitempty"`
	PublishedAt    Stamp        `json:"published_at"`
	Published      []Stamp      `json:"published,omitempty"` // every publication date the page states, when they differ
	Source         string       `json:"source,omitempty"`    // 来源
	FormedOn       Date         `json:"formed_on"`           // 成文日期
	FormedFrom     string       `json:"formed_from,omitempty"`
	IndexNumber    string       `json:"index_number,omitempty"`    // 索引号
	DocumentNumber string       `json:"document_number,omitempty"` // 发文字号, with 〔〕
	Issuer         string       `json:"issuer,omitempty"`          // 发布机构
	Disclosure     string       `json:"disclosure,omitempty"`      // 主动公开, 依申请公开 or 不予公开
	Note           string       `json:"note,omitempty"`            // the note itself: （此件主动公开）
	Validity       string       `json:"validity,omitempty"`        // 有效性, as a document's table states it
	BodyChars      int          `json:"body_chars"`
	Tags           []Tag        `json:"tags,omitempty"`
	Marks          []Mark       `json:"marks,omitempty"`
	Sections       []string     `json:"sections,omitempty"` // column types that a link or heading of the page names: guide, institution, …
	Items          []Row        `json:"items,omitempty"`
	More           []string     `json:"more,omitempty"`   // further pages of this list, absolute
	Script         string       `json:"script,omitempty"` // the list is drawn by this request (address or script), which was not made
	Attachments    []Attachment `json:"attachments,omitempty"`
	Leaks          []Leak       `json:"leaks,omitempty"` // of an article: what it ought not to show, by kind
	LinkCount      int          `json:"links"`
	From           Provenance   `json:"from"`
	Template       string       `json:"template,omitempty"` // of a registered column's list: the signature of its template, see SameTemplate
	Block          string       `json:"block,omitempty"`    // of KindBlocked: challenge, captcha, login, maintenance, empty
	// Text is the plain text, up to TextLimit: a line a paragraph, the cells of
	// a table's row with tabs between. Only pages whose wording rules look at
	// keep it: those of Worded column types and those that by their title are
	// such a page.
	Text string `json:"text,omitempty"`
	// Names are the short wordings of a page's links, menus included, each
	// once: what a home page, or a list page with Text, leads to.
	Names []string `json:"names,omitempty"`
	// Header is what the head of a home page says: its words and those of its
	// pictures.
	Header string   `json:"header,omitempty"`
	Shows  []string `json:"shows,omitempty"` // controls, of the Shows words
	Report *Report  `json:"report,omitempty"`
	// Hash64 is a simhash of an article's text of 120 characters or more: texts
	// that differ in a few words differ in a few of its bits (Charikar 2002).
	Hash64 uint64 `json:"hash64,omitempty,string"`
	// Words are the words of the crawl's lists that an article holds.
	Words []Word `json:"words,omitempty"`
	// Pictures and Film tell what stands in an article's text besides words.
	Pictures int  `json:"pictures,omitempty"`
	Film     bool `json:"film,omitempty"` // a film, a sound or a frame
	// Outside are the first addresses off the page's host that an article's
	// text leads to.
	Outside []string `json:"outside,omitempty"`
	// Annexes are what an article without any file names as 附件 and does not
	// print below either.
	Annexes []string `json:"annexes,omitempty"`
	// Unseen are links to other hosts that the markup holds out of sight.
	Unseen []Attachment `json:"unseen,omitempty"`
	// System is the content system that made the page, by its id, where it was
	// looked for: on pages that a person inspects and on lists that a script fills.
	System string `json:"-"`
	// Feed is the request that fills a list without rows of its own, when the
	// page tells it; nil when it has rows or does not tell.
	Feed *Feed `json:"-"`
	// Links are what the crawl follows; they are counted on link targets and
	// not stored a second time with the page.
	Links []Link `json:"-"`
}

// FormedFrom values.
const (
	FormedFromMetadata  = "metadata"
	FormedFromSignature = "signature"
)

// Provenance says, field by field, where on the page a value stood, in words
// such as "label 发布日期", "meta PubDate", "metadata 成文日期", "signature".
type Provenance struct {
	Title          string `json:"title,omitempty"`
	PublishedAt    string `json:"published_at,omitempty"`
	Source         string `json:"source,omitempty"`
	FormedOn       string `json:"formed_on,omitempty"`
	IndexNumber    string `json:"index_number,omitempty"`
	DocumentNumber string `json:"document_number,omitempty"`
	Issuer         string `json:"issuer,omitempty"`
	Disclosure     string `json:"disclosure,omitempty"`
	Items          string `json:"items,omitempty"`
}

// Page tags (网页标签) of the annex 网页设计规范 to 国办发〔2017〕47号, as it spells them.
var (
	SiteTags    = []string{"SiteName", "SiteDomain", "SiteIDCode"}
	ColumnTags  = []string{"ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"}
	ArticleTags = []string{"ArticleTitle", "PubDate", "ContentSource"}
)

// A Tag is one meta element of the standard set; names are spelt as the
// standard spells them, whatever case the page used.
type Tag struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Tag returns the value of the page tag with the given name and whether the
// page has that tag at all.
func (f *Facts) Tag(name string) (string, bool) {
	for _, t := range f.Tags {
		if t.Name == name {
			return t.Value, true
		}
	}
	return "", false
}

// Marks that a home page carries.
const (
	MarkSponsor     = "sponsor"      // 主办单位
	MarkCode        = "code"         // 政府网站标识码
	MarkReportError = "report-error" // 我为政府网站找错
	MarkParty       = "party-mark"   // 党政机关网站标识
	MarkICP         = "icp"          // ICP备案号
	MarkPolice      = "police"       // 公安备案号
	MarkContact     = "contact"      // 联系方式
	MarkSitemap     = "sitemap"      // 网站地图
)

// A Mark is one of the marks with what the page shows for it.
type Mark struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Mark returns what the page shows for a mark, "" when it has none.
func (f *Facts) Mark(name string) string {
	for _, m := range f.Marks {
		if m.Name == name {
			return m.Value
		}
	}
	return ""
}

// apartDays is how far a page's stated publication dates may lie from one
// another before the page is unverified (contract §4).
const apartDays = 31

// DatesApart tells whether the page states publication dates more than 31
// days apart, so that none of them can be taken.
func (f *Facts) DatesApart() bool {
	var first, last Date
	for _, s := range f.Published {
		if s.Date == 0 {
			continue
		}
		if first == 0 || s.Date < first {
			first = s.Date
		}
		last = max(last, s.Date)
	}
	return first != 0 && last.DaysSince(first) > apartDays
}

// PublishedText lists the publication dates that the page states: "2021-03-26、2021-08-01".
func (f *Facts) PublishedText() string {
	text := ""
	for i, s := range f.Published {
		if i > 0 {
			text += "、"
		}
		text += s.String()
	}
	return text
}

// A Row is one row of a list: a title, where it leads, and its date when the
// list shows one.
type Row struct {
	Title string `json:"title"`
	URL   string `json:"url"`
	Date  Date   `json:"date"`
}

// An Attachment is a file that the page's text offers.
type Attachment struct {
	Text string `json:"text"`
	URL  string `json:"url"`
}

// Kinds of Link target.
const (
	LinkPage       = "page"
	LinkImage      = "image"
	LinkAttachment = "attachment"
	LinkExternal   = "external"
	// LinkSheet is a further list page whose address was worked out from the
	// pager's script and that no page shows as a link: when it is not there
	// the list simply ends.
	LinkSheet = "sheet"
)

// A Link is one address that a page shows, absolute and normalised.
type Link struct {
	URL  string
	Text string
	Kind string // page, image or attachment; the crawl knows which hosts are external
}

// A Page is one page as a scan saw it: who answers for it, what came back,
// and the facts read off it.
type Page struct {
	Site   string // always set
	Unit   string // the unit, or the site's id when the site itself answers
	Column string // "" when no column answers
	Role   Role
	Sheet  int // of RoleList: 0 for the column's own address, 1… for further pages
	URL    string
	// Final is the address that answered after redirects, "" when it is URL.
	Final    string
	Status   int
	Title    string // of the list row that names the page
	ListDate Date   // of the list row that names the page
	Taken    time.Time
	Facts
}
