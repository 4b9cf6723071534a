// Package attachment reads the text of files that articles offer and finds in
// it what a portal ought not to show: most real leaks stand in lists of people
// (低保, 住房保障, 补贴) published as spreadsheets.
//
// Which reader a file gets is decided by its first bytes, not its name: a .doc
// is as often RTF or HTML. There are readers for docx, xlsx, pptx, OFD, doc,
// xls and ppt with their WPS twins, PDF with a text layer, RTF, HTML, CSV,
// plain text, and ZIP with any of these inside. Hidden sheets, rows, columns
// and slides, comments, deleted and hidden text are read like the rest and
// named as what they are.
//
// Files are hostile: what unpacks to too much, nests too deep or is damaged is
// read as far as it goes and then said to be unread, never silently left out
// and never a panic. Text goes straight to a sensitive.Finder, so that no file
// is held unpacked and no number leaves the package unmasked.
package attachment
