package portal

// Errors of a fetch, in the words that evidence and unverified rows use.
const (
	ErrNoHost       = "no-such-host"
	ErrTimeout      = "timeout"
	ErrRefused      = "refused"
	ErrReset        = "reset"
	ErrTLS          = "tls"
	ErrRedirectLoop = "redirect-loop"
	ErrSoft404      = "soft-404"      // says "not found" with status 200
	ErrToHome       = "redirect-home" // an article's address that redirects to the home page
	ErrEmpty        = "empty"         // a file of zero bytes
	ErrFetch        = "fetch"         // anything else that the wire did
)

// Reasons why something wanted could not be verified.
const (
	GapBlocked = "blocked" // 401, 403, 405, 407, 412, 429, 451, 521, 999, challenge, captcha, login
	GapScript  = "script"  // a list that needs a further request by script
	GapDates   = "dates"   // stated publication dates more than 31 days apart
	GapRobots  = "robots"
	GapTimeout = "timeout"
	GapSize    = "size"
	GapPrivate = "private" // a private or loopback address while allow_private is false
	GapLimit   = "limit"   // max_pages, or the scan was stopped
	GapError   = "error"   // no answer that says anything of the page: 5xx, reset, TLS, no such host
	GapRender  = "render"
	// GapTemplate: a column's template changed since the column was confirmed,
	// and its list no longer yields rows or dates; the column wants confirming anew.
	GapTemplate = "template"
)

// A Target is one address that pages show, with its outcome: one row a
// target, however many pages show it.
type Target struct {
	URL  string
	Kind string // page, image, attachment, external
	Site string // the site whose pages show it
	// Unit and Column answer for the target when it is broken: the one column
	// whose pages show it, else their one unit, else the site.
	Unit          string
	Column        string
	Status        int    // of the last GET; 0 when there was no answer
	Error         string // one of the Err words, "" when the answer itself decides
	Gap           string // one of the Gap words: could not be verified
	Detail        string
	Attempts      int // GETs made
	Referrers     []string
	ReferrerCount int
	Text          string  // of the first referrer's link
	Item          bool    // named by a column's list
	OnHome        bool    // shown by the site's home page
	Content       Content // of an attachment of the site
}

// A Gap (未取得) is something wanted and not got, with the reason.
type Gap struct {
	URL    string
	Site   string
	Unit   string
	Column string
	Role   Role
	Sheet  int
	Reason string // one of the Gap words
	Detail string
}

// An Item is a row of a column's list, joined with what its page says when
// that page was read.
// A row of a home page has no Column.
type Item struct {
	Site        string
	Column      string
	URL         string
	Title       string
	ListDate    Date
	Wanted      bool // the item's own page was to be read (a page of the site, not a file, not another site)
	Read        bool // and was read
	Kind        Kind // of that page
	PublishedAt Stamp
	Apart       bool // that page's stated publication dates lie more than 31 days apart
}

// Date returns the item's date: the list's, failing that the page's.
func (i *Item) Date() Date {
	if i.ListDate != 0 {
		return i.ListDate
	}
	return i.PublishedAt.Date
}
