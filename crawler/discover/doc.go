// Package discover works out a portal's column table from pages that were
// looked at: its units, its columns with their types, and for each the reason
// and how sure it is. It fetches nothing and asks no clock: a Survey says what
// it wants to see next, is told what was seen, and proposes.
//
//	Next ─► (somebody looks, with the crawl's manners) ─► Add ─► Next … ─► Propose
//
// What it goes by, strongest first: a page's breadcrumb path and page tags;
// the menus, trees and drop-down lists in which links hang under unit names;
// addresses (a unit's folder, a unit's host); the sources of a few articles.
// It follows what by its words or its place may be a column, never articles
// (but for a few samples), further sheets of lists, other people's sites.
//
// What it proposes is a table for a person to confirm (栏目台账): a wrong type
// or unit turns into wrong accusations later, so whatever rests on one clue
// alone is called unsure and stands first.
package discover
