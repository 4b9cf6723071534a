// Package portal holds what is known of a government portal: its ledger of
// sites (站点), units (责任单位) and columns (栏目), and the facts a crawl read
// off its pages. It is data only and imports nothing but the standard library,
// so crawler, checks and reports can all speak of the same things without
// knowing of one another.
//
// A crawl leaves a Snapshot (快照): pages, list items, one row a link target,
// and gaps (未取得: wanted, not got, with the reason). Checks judge a Snapshot
// and nothing else.
package portal
