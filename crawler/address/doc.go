// Package address resolves and normalises the addresses that pages carry.
//
// Two spellings of one page must become one string, because the frontier, the
// link targets and the findings are keyed by it; and an address must stay what
// a visitor's browser would open, because a link is judged broken by it. So
// the package resolves like a browser and then settles what browsers leave
// open: lower-case scheme and host, no default port, no fragment, no dot
// segments, upper-case percent coding with unreserved characters decoded, no
// ;jsessionid=, no empty query.
//
// Most references of a page are plain: they take a short path, which costs less
// than remembering them. Only odd ones (backslashes, inner blanks, Chinese host
// names, user names) pay for a full WHATWG parse.
package address
