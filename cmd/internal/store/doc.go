// Package store keeps what the program must not forget: scans (巡检), the
// frontier of each scan, the facts read off pages, and results.
//
// There is one SQL text for SQLite (modernc.org/sqlite, no cgo) and PostgreSQL
// (pgx). What differs between them stands in engine.go and in the two folders
// of migrations, which carry the same numbers, tables and columns; package
// storetest states every promise once and runs it on both.
//
// # Shape
//
//	scans ─┬─ targets ── pages ──► facts ◄── validators
//	       ├─ items                (across scans)
//	       ├─ shows                (until they are added up in targets)
//	       ├─ costs
//	       └─ results
//
// A target is one address of one scan, whoever shows it: its place in the
// frontier and its outcome share a row. A page is a target that was read; what
// it said is stored once under the hash of its content, whichever scan or
// address said it. Edges between pages are never stored: a target keeps the
// number of pages that show it, the first ten of them by address, the text of
// the first, and who answers. What a batch of pages adds to targets that are
// known waits, packed, in a row of shows; see journal.go.
//
// A target moves
//
//	waiting ──Claim──► taken ──Save──► done
//	   ▲  ▲              │              │
//	   │  └──Release─────┤              │ a list names what was only a link,
//	   └────Save, Retry──┘              │ a page shows what was external
//	   └────────────────────────────────┘
//
// # Order
//
// Everything a snapshot yields is a function of the set of visits saved, not
// of their order or of how they were batched: whatever several pages say of
// one target is merged by rules that do not depend on who came first (least
// address, greatest kind, first row of the first sheet). The contract (§4:
// same inputs, same bytes) rests on that.
//
// # Writers
//
// SQLite has one writer connection and several readers. On PostgreSQL the
// writers of one scan take turns by a lock on the scan's row: every batch
// touches the targets that the site's template shows, so they could not run
// side by side anyway, and so cannot deadlock.
//
// # Workers
//
// One process takes a scan for itself (Frontier), or several share it (Share):
// each under a lease that it renews with all it does, each on hosts of its
// own. Time is the database's, so that clocks need not agree; and should one
// jump, a lease that ended too soon costs a second fetch and no more, because
// what is said of a target that another has taken since is not heard.
package store
