// Package pagestest makes pages of government portals together with what a
// careful person would write down of them.
//
// A page is put together from parts that real content systems mix freely: a
// look (names of classes, frames of div or table, addresses), a head with or
// without the standard tags, navigation, the day of the visit, side lists,
// rankings, tools, a foot; a table of document fields in one of many spellings
// and layouts; a line of date and source; a text with its number, signature,
// note and annexes; or a list of rows in one of many shapes. Each part is drawn
// on its own, so pages arise that nobody had in mind, and each draw writes its
// share of the truth.
//
// The same seed gives the same bytes. All names, numbers and addresses are
// invented.
package pagestest
