package crawler

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"

	"duwang/crawler/attachment"
	"duwang/crawler/portal"
)

// lookInside reads the text of an attachment, or says why it was not read; one
// that did not change since it was looked into says what it said then. An
// attachment with something in it that ought not to be there is kept as
// evidence; others are not.
func (w *worker) lookInside(v *Visit) {
	c, f := w.crawl, w.flight
	if !attachment.Readable(f.task.URL) {
		v.Content = attachment.Unfetched(f.task.URL)
		return
	}
	switch f.partial {
	case portal.GapSize:
		v.Content = portal.Content{Looked: true, Gap: portal.GapSize, Detail: fmt.Sprintf("附件超过 %d 字节的上限，内容未检查", c.opt.MaxBody)}
	case portal.GapTimeout:
		v.Content = portal.Content{Looked: true, Gap: portal.GapTimeout, Detail: "附件下载中断，内容未检查"}
	default:
		sum := sha256.Sum256(f.body)
		hash := insidePrefix + hex.EncodeToString(sum[:sumLength/2])
		if f.validator.Hash == hash && f.validator.Content != nil {
			v.Content, v.Unchanged = *f.validator.Content, true
		} else {
			v.Content = attachment.Look(f.body, attachment.Options{Name: f.final, AsOf: c.opt.AsOf})
		}
		if v.Final == "" && f.status == http.StatusOK {
			found := v.Content
			v.Validator = Validator{ETag: f.header.Get("ETag"), LastModified: f.header.Get("Last-Modified"), Hash: hash, Content: &found}
		}
	}
	if c.opt.Keep != nil && len(v.Content.Leaks) > 0 {
		c.opt.Keep(&Exchange{URL: f.task.URL, Status: f.status, Header: f.header, Body: f.body, Taken: f.taken, Role: f.task.Role})
	}
}
