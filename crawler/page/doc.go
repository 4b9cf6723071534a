// Package page reads a page's bytes into portal.Facts.
//
// Every verdict stands on what is read here, so an invented value is worse
// than a missing one. Three habits follow from that. Candidates are kept with
// the place where each was found and chosen openly, by a fixed order of trust;
// Options.Trace shows winners and losers. A date needs a reason to be a
// publication date: a label, the place right below the headline, or a page tag
// made for it; formation, modification and generation dates never become one.
// And what only resembles a field (prose, navigation, sidebars, templates that
// a script would fill) is kept apart by region before anything is read.
//
// A page is decoded once and parsed once. One walk over the tree leaves flat
// tables: elements in document order with the ranges of text runs, lines and
// links below each, metas, and scripts. All readers work on those tables, one
// file a thing read: title.go, published.go, formed.go, list.go and so on.
// A document too deep for the parser is read from its tokens into a shallow
// tree, so the same readers see it.
package page
