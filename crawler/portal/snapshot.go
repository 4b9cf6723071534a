package portal

import "time"

// Kinds of scan.
const (
	ScanRecent = "recent"
	ScanFull   = "full"
	// ScanRecheck (复查) reads the pages of one notice only; it is never taken
	// for the latest scan.
	ScanRecheck = "recheck"
)

// A Scan (巡检) names one crawl and says how it went.
type Scan struct {
	ID          string
	Kind        string // recent, full or recheck
	AsOf        Date
	Since       Date // articles_since
	StartedAt   time.Time
	FinishedAt  time.Time
	Complete    bool
	Void        bool
	VoidReasons []string
	Sites       []SiteCount
}

// A SiteCount is what a scan cost one site.
type SiteCount struct {
	ID          string `json:"id"`
	Requests    int    `json:"requests"`
	Pages       int    `json:"pages"`
	Links       int    `json:"links"`
	Bytes       int64  `json:"bytes"`
	NotModified int    `json:"not_modified"`
	Blocked     int    `json:"blocked"`
}

// A Snapshot (快照) is what a crawl left: frozen facts, streamed in a fixed
// order so that the same snapshot always judges the same. Each stream stops
// at the first error and returns it; a *T handed to yield is only good until
// yield returns.
type Snapshot interface {
	// Ledger returns the sites, units and columns as they were when scanned.
	Ledger() *Ledger
	// Scan returns the scan's own row.
	Scan() *Scan
	// Pages yields every page read, by site and address.
	Pages(yield func(*Page) error) error
	// Items yields every row of the columns' lists, by column and address,
	// each address once a column.
	Items(yield func(*Item) error) error
	// Targets yields every link target, by site and address.
	Targets(yield func(*Target) error) error
	// Gaps yields everything wanted and not got, by address.
	Gaps(yield func(*Gap) error) error
}
