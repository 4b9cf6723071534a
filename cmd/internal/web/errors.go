package web

import (
	"bytes"
	"errors"
	"net/http"

	"duwang/cmd/internal/store"
)

// A refusal is an answer other than the page that was asked for, in words for
// the person who asked.
type refusal struct {
	status int
	text   string
}

func (e *refusal) Error() string { return e.text }

var (
	errMissing   = &refusal{http.StatusNotFound, "没有这个页面或这条记录，可能已经移走。请从左侧菜单进入。"}
	errForbidden = &refusal{http.StatusForbidden, "您的账号不能办理这件事。需要的话请联系管理员调整角色。"}
	errTooMany   = &refusal{http.StatusTooManyRequests, "请求过于频繁，请稍候再试。"}
)

// invalid refuses what a person typed in.
func invalid(text string) error { return &refusal{http.StatusUnprocessableEntity, text} }

// fail answers a request with what went wrong: its own words for a refusal,
// else a plain sentence, with the cause in the log.
func (d *Desk) fail(w http.ResponseWriter, r *http.Request, err error) {
	var no *refusal
	var big *http.MaxBytesError
	switch {
	case errors.As(err, &no):
	case errors.Is(err, store.ErrNotFound):
		no = errMissing
	case errors.As(err, &big):
		no = &refusal{http.StatusRequestEntityTooLarge, "提交的内容过大，没有保存。"}
	case errors.Is(err, store.ErrFull), errors.Is(err, store.ErrBusy), errors.Is(err, store.ErrReadOnly):
		no = &refusal{http.StatusServiceUnavailable, "没有保存：" + kindOf(err)}
	default:
		no = &refusal{http.StatusInternalServerError, "程序出错，没有办成。请稍后再试；仍不行时请管理员查看运行日志。"}
	}
	if no.status >= 500 {
		d.Log.Error("request failed", "method", r.Method, "path", r.URL.Path, "error", err)
	}
	var b bytes.Buffer
	if e := d.render(&b, r, "error", "未能办理", no.text); e != nil {
		d.Log.Error("error page", "error", e)
		http.Error(w, no.text, no.status)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(no.status)
	_, _ = w.Write(b.Bytes()) // nobody is left to tell
}

func kindOf(err error) string {
	for _, kind := range []error{store.ErrFull, store.ErrBusy, store.ErrReadOnly} {
		if errors.Is(err, kind) {
			return kind.Error()
		}
	}
	return err.Error()
}
