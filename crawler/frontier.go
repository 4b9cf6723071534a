package crawler

import (
	"context"
	"time"

	"duwang/crawler/portal"
)

// A Task is one address that the crawl has to look at.
type Task struct {
	Site string
	URL  string // absolute and normalised: the task's identity within a scan
	Kind string // portal.LinkPage, LinkImage, LinkAttachment or LinkExternal
	// Role and Column say why a page is wanted: the home page, a column's
	// list, an item that a list names, or a page that some page links to.
	Role   portal.Role
	Column string
	Sheet  int // of a list
	Depth  int // link steps from the home page or a column
	// Round is 0 for the first try, 1 and 2 for the retries; later rounds are
	// claimed only when the earlier ones are empty.
	Round    int
	Attempts int // GETs made so far
	// Named are the columns whose lists name the address, ListDate and
	// ListTitle what the first of them says of it; Claim fills them in.
	Named     []string
	ListDate  portal.Date
	ListTitle string
}

// A Shown is one address as one page shows it.
type Shown struct {
	URL  string
	Text string
	Kind string
	Role portal.Role // RoleItem or RoleList for addresses that the page's list names, else RolePage
	// Column and Sheet are set for further list pages.
	Column string
	Sheet  int
	Depth  int
}

// A Validator is what a server said of a page last time.
type Validator struct {
	ETag         string
	LastModified string
	Hash         string // of the body, hex
	// Content is what was found inside an attachment; nil for pages.
	Content *portal.Content
}

// A Visit is what came of one task; a batch of visits is saved in one
// transaction, so a crash loses at most the pages in flight and never half a
// page.
type Visit struct {
	Task Task
	// Retry sends the task back to the frontier with Round one higher;
	// nothing else of the visit is kept but Attempts and the last outcome.
	Retry bool

	Final     string // address that answered, "" when it is Task.URL
	Status    int
	Error     string // portal.Err words
	Gap       string // portal.Gap words
	Detail    string
	Bytes     int64
	Requests  int
	Taken     time.Time
	Unchanged bool // answered 304, or by the same body hash
	// Validator is what the server says now; the zero one where it says
	// nothing, or nothing but what the frontier knows.
	Validator Validator

	// Content is what was found inside an attachment of the site.
	Content portal.Content
	// Page holds the facts when the address was read as a page of the site.
	Page *portal.Facts
	// Unit and Column of the page, as far as known when it was read; they
	// decide who answers for a broken link on it.
	Unit, Column string
	Shows        []Shown      // every address that the page shows, each once
	Rows         []portal.Row // of a list page or home page
	Title        string       // of a list row, for a column whose address is itself an article
}

// Progress counts a scan's tasks.
type Progress struct {
	Known   int // addresses in the frontier, done ones included
	Done    int
	Pages   int // read as pages
	Failed  int // addresses whose last answer was a failure
	Pending int // not yet claimed
	// InFlight counts tasks that were claimed and whose visit is not yet saved.
	// While it is not 0, Claim may return none although Pending is not 0: a
	// phase begins only when the earlier ones are saved.
	InFlight int
}

// A Frontier keeps the tasks of one scan and what came of them. All its
// promises hold across a kill -9.
type Frontier interface {
	// Seed enters tasks that are not yet known; known ones stay as they are.
	Seed(ctx context.Context, tasks []Task) error
	// Claim hands out up to n tasks that wait, of the lowest phase first
	// (home and list pages, then the rest; then retry rounds), and marks them
	// as taken. It returns none when nothing waits.
	Claim(ctx context.Context, n int) ([]Task, error)
	// Release gives back every taken task whose visit was not saved, what a
	// crash or a stop left behind, and every task that a limit kept from
	// being read.
	Release(ctx context.Context) error
	// Save stores a batch of visits.
	Save(ctx context.Context, visits []Visit) error
	// Progress counts.
	Progress(ctx context.Context) (Progress, error)
	// Validators returns what servers said last time of the given addresses;
	// those never seen are absent.
	Validators(ctx context.Context, urls []string) (map[string]Validator, error)
	// Known returns what was stored for a body hash, so that an unchanged page
	// need not be read again; nil when nothing. Of the facts it holds at least
	// what the crawl follows: kind, title, publication dates, rows, further
	// sheets and links. Given back with a visit it stands for all of them.
	Known(ctx context.Context, url, hash string) (*portal.Facts, error)
}

// A PageCounter is a Frontier that can tell how many pages of each site, by
// id, it holds as read. It lets a resumed scan of several sites go on with the
// allowance of max_pages that is left to each; for a scan of one site
// Progress tells enough.
type PageCounter interface {
	PagesRead(ctx context.Context) (map[string]int, error)
}

// A Speller is a Frontier that can tell which addresses with several
// parameters it holds, in the order in which it came to know them. A scan that
// is gone on with asks for a page under the spelling that it had before.
type Speller interface {
	Spelt(ctx context.Context, yield func(url string) error) error
}
