// Package sensitive finds in a text what a portal ought not to show: resident
// identity numbers (GB 11643—1999), bank card numbers beside their word
// (ISO/IEC 7812-1), and secrecy marks written as a marking (GB/T 9704—2012
// 7.2.2: 密级和保密期限 at the top left of the first page).
//
// A wrong accusation costs more than a missed number, so what merely looks
// like one is left alone: unified social credit codes (GB 32100—2015), index,
// order and file numbers by their label, numbers in addresses, digits inside
// longer ones, masked numbers, 商业秘密 and 保守国家秘密 in prose.
//
// Nothing that leaves this package holds a number: a leak carries the first
// one masked, and how many different ones there are. What is kept as evidence
// elsewhere is the page as it was, which does hold it.
//
// A Finder reads line by line, in one pass over the bytes; it remembers the
// end of the line before, for labels, and the head of a table, whose cells
// stand between tabs. Memory does not grow with the text but with the number
// of different numbers, up to a bound.
package sensitive
