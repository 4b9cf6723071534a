// Package reportstest invents one county and the result of one scan of it, so
// that every paper can be tried on something that looks like real work: three
// classes of unit, every check of the program, suspects, vetoes, caps, units
// of which little was read, titles that attack spreadsheets and web pages, and
// addresses and titles of uncomfortable length. Names and numbers are made up.
package reportstest
