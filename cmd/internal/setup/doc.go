// Package setup makes a config out of a portal's address: it looks at the
// portal's pages with the crawl's manners, has crawler/discover work out the
// column table, and writes that as a commented duwang.yaml or merges it into
// one that people have edited since, which loses nothing of theirs.
package setup
