// Package evidence keeps what a scan saw: answers as WARC 1.1 records
// (ISO 28500:2017), one gzip member a record, so that any WARC tool reads
// them and any record can be read without the ones before it.
//
// A payload that was kept before is not kept again: a revisit record points
// at the first (profile identical-payload-digest). An index beside the files,
// one line a record, says where each answer stands.
//
// A folder does not grow without bounds: Prune gives up what nobody cites,
// the oldest first. A writer that was killed leaves at most half a record,
// which the next one on the same file takes away.
package evidence
