// Package rules holds the rulesets (指标体系): which check a rule uses, with
// which arguments, by which clause, what a violation costs, by when it is to be
// put right, and how. Checks measure and know no numbers; rulesets cite and
// know no code; package score does the arithmetic.
//
// A ruleset is a YAML file. The built-in ones stand in rulesets/ and are
// addressed by name; an office adds its own by path. A file that extends
// another states only what differs: an entry with a known id overrides the
// keys it states, drop removes a rule, new entries are added. A digest over
// the bytes of the whole chain stands with every result, because a set that
// was used is never edited: a new year is a new file.
//
// What a rule claims, it has to be able to show:
//   - basis names a document that the set declares, and the clause. Its text
//     is a quotation, word for word, and only where the document is at hand;
//     a test finds every quotation under its clause.
//   - verified says that clause and values were read in the document. Where
//     one could not be, it is false and the note says what is open.
//   - own marks points that no document gives.
//
// Rules of one set must not price one fact twice: two rules of one check look
// at different fields, tags, marks, sections, kinds or column types.
package rules
