// Package config reads duwang.yaml: one file that names the office, its
// sites, units and columns, and how the crawl behaves.
//
// The file is read node by node rather than unmarshalled, for two reasons: a
// wrong file is reported whole (every problem with its line, its key, what
// was expected and the nearest right spelling, in the words of the office),
// and a code such as 0412340001 stays the text that was written. A key that
// the program does not know is an error; a key that is left out has the
// default that Default states, and no default stands anywhere else.
package config
