// Package evidence keeps what a scan saw: answers as WARC 1.1 records
// (ISO 28500:2017), one gzip member a record, so that any WARC tool reads
// them and any record can be read without the ones before it.
//
// A payload that was kept before is not kept again: a revisit record points
// at the first (profile identical-payload-digest). An index beside the files,
// one line a record, says where each answer stands; it can be rebuilt from
// the files and is only ever appended to.
package evidence
