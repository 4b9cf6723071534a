package portal

import (
	"strconv"
	"strings"
)

// A Feed is the request by which a page's own script fills its list. The crawl
// makes it in the script's place and reads the rows off the answer.
type Feed struct {
	System string // id of the content system that answers, "" for a request that only the page itself describes
	Method string // GET or POST
	URL    string // absolute, on the page's own host; with its query
	Form   string // of a POST: the body, as application/x-www-form-urlencoded
	// Page is the parameter that turns the pages, in the query or the form; ""
	// when one answer holds the whole list.
	Page string
	// From and To are the parameters of a window of records that moves on
	// instead (startrecord and endrecord of 大汉); "" where there is none.
	From, To string
}

// String writes the request for people: GET http://…, POST http://…（page=1）.
func (f *Feed) String() string {
	if f.Form != "" {
		return f.Method + " " + f.URL + "（" + f.Form + "）"
	}
	return f.Method + " " + f.URL
}

// parts returns the query or form, as it stands.
func (f *Feed) parts() (head, query string) {
	if f.Method == "POST" && !hasParam(f.URL, f.Page) && !hasParam(f.URL, f.From) {
		return "", f.Form
	}
	head, query, _ = strings.Cut(f.URL, "?")
	return head, query
}

func hasParam(u, name string) bool {
	_, query, _ := strings.Cut(u, "?")
	return name != "" && strings.Contains("&"+query, "&"+name+"=")
}

// Names returns the parameters of query and form, in their order.
func (f *Feed) Names() []string {
	_, query, _ := strings.Cut(f.URL, "?")
	var names []string
	for p := range strings.SplitSeq(query+"&"+f.Form, "&") {
		if name, _, ok := strings.Cut(p, "="); ok {
			names = append(names, name)
		}
	}
	return names
}

// Value returns what a parameter is set to, "" when it is not there.
func (f *Feed) Value(name string) string {
	_, query, _ := strings.Cut(f.URL, "?")
	for p := range strings.SplitSeq(query+"&"+f.Form, "&") {
		if n, v, ok := strings.Cut(p, "="); ok && n == name {
			return v
		}
	}
	return ""
}

// Next returns the request for what follows after have rows; ok is false when
// the request has no parameter to turn.
func (f Feed) Next(have int) (next Feed, ok bool) {
	switch {
	case f.From != "":
		from, err1 := strconv.Atoi(f.Value(f.From))
		to, err2 := strconv.Atoi(f.Value(f.To))
		if err1 != nil || err2 != nil || to < from {
			return f, false
		}
		f.set(f.From, from+have)
		f.set(f.To, to+have)
		return f, true
	case f.Page != "":
		n, err := strconv.Atoi(f.Value(f.Page))
		if err != nil {
			return f, false
		}
		f.set(f.Page, n+1)
		return f, true
	}
	return f, false
}

func (f *Feed) set(name string, value int) {
	head, query := f.parts()
	list := strings.Split(query, "&")
	for i, p := range list {
		if n, _, ok := strings.Cut(p, "="); ok && n == name {
			list[i] = n + "=" + strconv.Itoa(value)
		}
	}
	if head == "" {
		f.Form = strings.Join(list, "&")
		return
	}
	f.URL = head + "?" + strings.Join(list, "&")
}
