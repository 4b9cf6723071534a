// Package demo is an invented county portal, built in memory and the same to
// the last byte every time: twenty units, some seven hundred pages in the looks
// of four real systems (TRS, 大汉 jpage in GBK, 开普 UCAP, 广东集约化), with
// faults planted where Truth says and traps that are no faults where
// NearMisses says. Everything else on it is in order under national-2019 on
// AsOf, so whatever else a scan finds is a false alarm; Compare counts.
//
// It is written in three layers. county.go and prose.go hold what the county
// says: units, columns, subjects, sentences. world.go turns them into columns
// and articles with dates; plant.go and near.go then bend single ones. Last,
// a look (trs.go, jpage.go, ucap.go, guangdong.go) writes each as a page. A
// fault is planted by changing what is said, never by editing HTML.
//
// Nothing in it is real: no person is named, telephones are 0000-…, codes use
// a region that does not exist. It serves on loopback and never reaches out.
//
// Big is a second portal for benchmarks: of any size, generated page by page
// from a page's number and never kept.
package demo
