package config

import (
	"path/filepath"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"duwang/crawler/portal"
)

// Zone is the time of the whole country, Asia/Shanghai: schedules, night
// windows and "today" are read in it. It is a fixed zone, so a machine
// without zone data agrees; the country has had no summer time since 1991.
var Zone = time.FixedZone("Asia/Shanghai", 8*60*60)

// A Config is one configuration file, read and checked: defaults filled in,
// paths absolute, addresses absolute and normalised.
type Config struct {
	Path     string // of the file, absolute; "" when parsed from memory
	Dir      string // of the file: relative paths start here
	Office   Office
	Store    string // a SQLite file (absolute), or postgres://…
	Evidence string // folder of WARC files, absolute
	// EvidenceLimit is how many bytes that folder may hold; beyond them what
	// no finding cites is given up, the oldest first.
	EvidenceLimit int64
	// Ruleset is the name of a built-in ruleset or the absolute path of a YAML
	// file; RulesetIsFile tells which.
	Ruleset  string
	Holidays []string // further holiday files, absolute
	Words    []string // word lists of the office, absolute: see crawler/wordlist
	Schedule []Schedule
	Crawl    Crawl
	// Since is articles_since, zero when the file leaves it open; ask
	// ArticlesSince for the date that holds.
	Since portal.Date
	Sites []portal.Site
	Units []Unit

	lines map[string]int // key → line, for problems that callers find later
	file  string         // as the user named it
}

// An Office (公开办) is who runs the inspection and signs the notices.
type Office struct {
	Name       string
	NoticeCode string // 机关代字 of the 发文字号: 示政公开整
	Contact    string // 联系人, printed on notices
	Phone      string // 联系电话, printed on notices and named to the sites' servers
	Confirm    string // ConfirmPerson or ConfirmAuto
	// DeadlineFrom says from when deadlines count: DeadlineFromIssue, or
	// DeadlineFromReceipt, where an unsigned notice counts from its issue.
	DeadlineFrom string
}

// Ways in which a finding becomes a confirmed case.
const (
	ConfirmPerson = "person" // an officer looks at each one
	ConfirmAuto   = "auto"   // for trials only
)

// From when the deadlines of a notice count.
const (
	DeadlineFromIssue   = "issue"   // 成文日期
	DeadlineFromReceipt = "receipt" // 签收
)

// A Schedule (巡检计划) starts scans at the times of a cron expression of five
// fields, read in Zone.
type Schedule struct {
	Cron string
	Scan string // portal.ScanRecent or portal.ScanFull
	// Workdays moves a time on a day off to the next working day; Night moves
	// a time outside crawl.night into it.
	Workdays, Night bool

	at cron.Schedule
}

// Next returns the first moment after t at which the scan is due.
func (s Schedule) Next(t time.Time) time.Time { return s.at.Next(t.In(Zone)) }

// What to do about robots.txt.
const (
	RobotsRespect = "respect"
	RobotsIgnore  = "ignore" // for the office's own portals
)

// A Crawl is how the crawler behaves towards the sites.
type Crawl struct {
	Concurrency   int           // requests in flight, all hosts together
	PerHost       int           // requests in flight to one host
	Rate          float64       // requests a second to one host by day; 0 = no limit
	Night         *Night        // nil: no other rate at night
	Timeout       time.Duration // one whole exchange, body included
	Retries       int           // further GETs after a failed one
	MaxPages      int           // a site
	MaxBody       int64         // bytes
	Robots        string        // RobotsRespect or RobotsIgnore
	ExternalLinks bool          // look whether they answer; they are never crawled
	AllowPrivate  bool          // loopback and private addresses
	UserAgent     string        // "" = the default, see Config.UserAgent
}

// A Night is the daily window with a rate of its own. It starts at From
// inclusive, ends at To exclusive and may pass midnight.
type Night struct {
	From, To time.Duration // since midnight
	Rate     float64       // requests a second to one host; 0 = no limit
}

// RateAt returns the requests a second that one host may get at t, 0 when
// there is no limit.
func (c Crawl) RateAt(t time.Time) float64 {
	if c.Night != nil && c.Night.holds(t) {
		return c.Night.Rate
	}
	return c.Rate
}

// Next returns t when it lies in the window, else the next beginning of it.
func (n *Night) Next(t time.Time) time.Time {
	if n.holds(t) {
		return t
	}
	t = t.In(Zone)
	y, m, d := t.Date()
	from := time.Date(y, m, d, 0, 0, 0, 0, Zone).Add(n.From)
	if from.Before(t) {
		from = from.AddDate(0, 0, 1)
	}
	return from
}

func (n *Night) holds(t time.Time) bool {
	h, m, s := t.In(Zone).Clock()
	now := time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second
	if n.From < n.To {
		return n.From <= now && now < n.To
	}
	return n.From <= now || now < n.To
}

// A Unit is a 责任单位 with the columns it answers for.
type Unit struct {
	portal.Unit
	Columns []Column
}

// A Column is a registered 栏目.
type Column struct {
	portal.Column
	Render bool // its list is drawn by script: open it in a browser when there is one
}

// Default returns what holds for every key that a file leaves out. The
// values are those of the program's contract; sites and units have none.
func Default() Config {
	return Config{
		Office:   Office{Confirm: ConfirmPerson, DeadlineFrom: DeadlineFromIssue},
		Store:    "duwang.db",
		Evidence: "evidence", EvidenceLimit: 20 << 30,
		Ruleset: "national-2019",
		Crawl: Crawl{
			Concurrency:   16,
			PerHost:       2,
			Rate:          1,
			Timeout:       15 * time.Second,
			Retries:       2,
			MaxPages:      300_000,
			MaxBody:       10 << 20,
			Robots:        RobotsRespect,
			ExternalLinks: true,
		},
	}
}

// defaultNight fills in what a `night:` leaves out. A file without `night:`
// has no window: nobody gets more requests than he agreed to.
func defaultNight() Night {
	return Night{From: 22 * time.Hour, To: 6 * time.Hour, Rate: 5}
}

// defaultKind of a unit that does not say what it is: most are departments.
const defaultKind = portal.UnitDepartment

// ArticlesSince returns the first day whose articles the article rules look
// at: the file's articles_since, failing that 1 January of asOf's year.
func (c *Config) ArticlesSince(asOf portal.Date) portal.Date {
	if c.Since != 0 {
		return c.Since
	}
	return portal.NewDate(asOf.Year(), time.January, 1)
}

// Postgres tells whether the store is a PostgreSQL server rather than a file.
func (c *Config) Postgres() bool { return isPostgres(c.Store) }

func isPostgres(store string) bool {
	return strings.HasPrefix(store, "postgres://") || strings.HasPrefix(store, "postgresql://")
}

// RulesetIsFile tells whether Ruleset is the path of a file rather than the
// name of a built-in set.
func (c *Config) RulesetIsFile() bool { return isFile(c.Ruleset) }

func isFile(ruleset string) bool {
	ext := strings.ToLower(filepath.Ext(ruleset))
	return ext == ".yaml" || ext == ".yml" || strings.ContainsAny(ruleset, `/\`)
}

// Ledger returns the sites, units and columns in the order of the file. The
// addresses are absolute and normalised.
func (c *Config) Ledger() portal.Ledger {
	l := portal.Ledger{Office: c.Office.Name}
	for _, s := range c.Sites {
		s.Hosts = append([]string(nil), s.Hosts...)
		l.Sites = append(l.Sites, s)
	}
	for _, u := range c.Units {
		l.Units = append(l.Units, u.Unit)
		for _, col := range u.Columns {
			l.Columns = append(l.Columns, col.Column)
		}
	}
	return l
}

// Render tells whether the column with the given id is to be opened in a
// browser.
func (c *Config) Render(column string) bool {
	for _, u := range c.Units {
		for _, col := range u.Columns {
			if col.ID == column {
				return col.Render
			}
		}
	}
	return false
}
