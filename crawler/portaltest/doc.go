// Package portaltest makes small portals out of txtar archives and keeps what
// a crawl reads of them in memory, so that crawler, checks and store can be
// tried on whole worlds without a socket or a database.
//
// # Portals
//
// An archive is one world: a sentence of intent on top, site.yaml with the
// ledger and the day, answers.yaml for what is not a plain 200, and pages.
//
//	放假前更新过，之后未再更新。
//
//	-- site.yaml --
//	as_of: 2025-10-20
//	kind: recent
//	site: {id: portal, name: 示例县人民政府, url: http://www.example.gov.cn/}
//	units:
//	  - id: edu
//	    name: 教育局
//	    kind: department
//	    columns: [{id: edu-news, name: 工作动态, type: news, url: /gzdt/}]
//	-- answers.yaml --
//	/old.html: {status: 404}
//	/slow.html: [{fail: timeout}, {status: 200}]
//	/gbk.html: {charset: gbk, type: text/html}
//	-- index.html --
//	…
//	-- http://jyj.example.gov.cn/index.html --
//	…
//
// A file's name is its path on the first site's host, or a whole address;
// index.html also answers for its folder. Files that use [[ … ]] are made
// with the page templates of this package: see template.go.
//
// # Memory
//
// Memory is a crawler.Frontier and a portal.Snapshot that keeps every edge
// and works everything out when asked. It is slow and plain: what a store has
// to agree with.
package portaltest
