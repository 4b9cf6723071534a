package page

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A call is one request that a script of the page makes, as far as it is
// written out: an address or a parameter that the script only works out while
// it runs leaves the call unknown.
type call struct {
	method string
	url    string     // as written, with its query
	data   url.Values // parameters beside the address
	order  []string   // their names as written
}

// callHead begins a call that asks a server: jQuery, axios, fetch,
// XMLHttpRequest, AngularJS.
var callHead = regexp.MustCompile(`(?:(?:\$|jQuery|axios|\$http)\s*\.\s*(ajax|get|post|getJSON|request)|\b(fetch|axios)|\.\s*(open)|\$(http))\s*\(`)

const (
	mostCalls  = 40
	scriptPart = 200_000 // of one script that is looked at
	callPart   = 6_000   // of one call
)

// calls returns the requests that the page's scripts write out, each once, in
// the order of the page.
func (r *reader) calls() []call {
	var list []call
	for i := range r.scripts {
		t := r.scripts[i].text
		if len(t) > scriptPart {
			t = t[:scriptPart]
		}
		if t == "" || strings.Contains(t, "<record>") {
			continue
		}
		for _, m := range callHead.FindAllStringSubmatchIndex(t, mostCalls) {
			name := ""
			for g := 2; g < len(m); g += 2 {
				if m[g] >= 0 {
					name = t[m[g]:m[g+1]]
				}
			}
			rest := t[m[1]:]
			if len(rest) > callPart {
				rest = rest[:callPart]
			}
			c, ok := readCall(name, splitTop(rest), t)
			if ok && !slices.ContainsFunc(list, func(o call) bool { return o.same(&c) }) {
				list = append(list, c)
			}
		}
	}
	return list
}

func (c *call) same(o *call) bool {
	return c.method == o.method && c.url == o.url && c.data.Encode() == o.data.Encode()
}

// readCall reads the arguments of one call; ok is false when something of the
// request is not written out.
func readCall(name string, args []string, script string) (c call, ok bool) {
	if len(args) == 0 {
		return c, false
	}
	c.method, c.data = "GET", url.Values{}
	switch name {
	case "open":
		if len(args) < 2 {
			return c, false
		}
		method, known := evaluate(args[0], script)
		if c.url, ok = evaluate(args[1], script); !known || !ok {
			return c, false
		}
		c.method = strings.ToUpper(method)
		return c, c.method == "GET" // what a POST sends stands elsewhere
	case "post":
		c.method = "POST"
	}
	if o, is := object(args[0]); is {
		return c, c.options(o, script) && c.url != ""
	}
	if c.url, ok = evaluate(args[0], script); !ok {
		return c, false
	}
	if len(args) < 2 {
		return c, true
	}
	o, is := object(args[1])
	if !is {
		if v, ok := evaluate(args[1], script); ok && strings.Contains(v, "=") {
			return c, c.query(v)
		}
		return c, strings.Contains(args[1], "function") || strings.Contains(args[1], "=>")
	}
	switch name {
	case "ajax", "fetch":
		return c, c.options(o, script)
	case "get", "post", "getJSON":
		if _, nested := o.value("params"); nested {
			return c, c.options(o, script)
		}
		return c, c.params(o, script)
	}
	return c, c.options(o, script)
}

// options reads an object of settings: url, method or type, data or params.
func (c *call) options(o settings, script string) bool {
	for _, f := range o {
		switch f.name {
		case "url":
			v, ok := evaluate(f.value, script)
			if !ok {
				return false
			}
			c.url = v
		case "type", "method":
			v, ok := evaluate(f.value, script)
			if !ok {
				return false
			}
			c.method = strings.ToUpper(v)
		case "data", "params", "body":
			if data, is := object(f.value); is {
				if !c.params(data, script) {
					return false
				}
				continue
			}
			v, ok := evaluate(f.value, script)
			if !ok || !c.query(v) {
				return false
			}
		}
	}
	return c.method == "GET" || c.method == "POST"
}

func (c *call) params(o settings, script string) bool {
	for _, f := range o {
		v, ok := evaluate(f.value, script)
		if !ok {
			return false
		}
		c.data.Set(f.name, v)
		c.order = append(c.order, f.name)
	}
	return true
}

func (c *call) query(s string) bool {
	for part := range strings.SplitSeq(strings.Trim(s, "?&"), "&") {
		name, value, ok := strings.Cut(part, "=")
		if !ok {
			return s == ""
		}
		if v, err := url.QueryUnescape(value); err == nil {
			value = v
		}
		c.data.Set(name, value)
		c.order = append(c.order, name)
	}
	return true
}

// A setting is one name of an object literal with the words of its value.
type setting struct{ name, value string }

type settings []setting

func (o settings) value(name string) (string, bool) {
	for _, f := range o {
		if f.name == name {
			return f.value, true
		}
	}
	return "", false
}

// object reads an object literal.
func object(s string) (settings, bool) {
	s = strings.TrimSpace(s)
	if len(s) < 2 || s[0] != '{' || s[len(s)-1] != '}' {
		return nil, false
	}
	var o settings
	for _, part := range splitTop(s[1:]) {
		if part == "" {
			continue
		}
		name, value, ok := strings.Cut(part, ":")
		name = strings.Trim(strings.TrimSpace(name), `"'`)
		if !ok {
			value = name // {page} is {page: page}; success() {…} has no value of interest
			if !plainName(name) {
				continue
			}
		}
		if !plainName(name) {
			continue
		}
		o = append(o, setting{name, strings.TrimSpace(value)})
	}
	return o, true
}

func plainName(s string) bool {
	for i := 0; i < len(s); i++ {
		if !wordByte(s[i]) || s[i] == '.' {
			return false
		}
	}
	return s != ""
}

// splitTop splits what stands before the bracket that closes s at its own
// commas: strings, brackets and comments are kept whole.
func splitTop(s string) []string {
	var list []string
	depth, from := 0, 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '"', '\'', '`':
			j := i + 1
			for j < len(s) && s[j] != c {
				if s[j] == '\\' {
					j++
				}
				j++
			}
			i = j
		case '/':
			if i+1 < len(s) && s[i+1] == '/' {
				if j := strings.IndexByte(s[i:], '\n'); j >= 0 {
					i += j
				}
			}
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth == 0 {
				return append(list, strings.TrimSpace(s[from:min(i, len(s))]))
			}
			depth--
		case ',':
			if depth == 0 {
				list = append(list, strings.TrimSpace(s[from:i]))
				from = i + 1
			}
		}
	}
	return append(list, strings.TrimSpace(s[min(from, len(s)):]))
}

var templatePart = regexp.MustCompile(`\$\{\s*([\w$.]+)\s*\}`)

// evaluate works out strings, numbers, names that the script gives a plain
// value to, and sums of them.
func evaluate(expr, script string) (string, bool) {
	var out strings.Builder
	expr = strings.TrimSpace(expr)
	for first := true; expr != ""; first = false {
		if !first {
			rest, ok := strings.CutPrefix(expr, "+")
			if !ok {
				return "", false
			}
			expr = strings.TrimSpace(rest)
		}
		switch c := expr[0:min(1, len(expr))]; {
		case c == "":
			return "", false
		case c == `"` || c == "'" || c == "`":
			text, end := quoted(expr, 0)
			if end >= len(expr) {
				return "", false
			}
			if c == "`" {
				known := true
				text = templatePart.ReplaceAllStringFunc(text, func(m string) string {
					v, ok := valueOf(templatePart.FindStringSubmatch(m)[1], script)
					known = known && ok
					return v
				})
				if !known || strings.Contains(text, "${") {
					return "", false
				}
			}
			out.WriteString(text)
			expr = strings.TrimSpace(expr[end+1:])
		default:
			n := 0
			for n < len(expr) && wordByte(expr[n]) {
				n++
			}
			if n == 0 {
				return "", false
			}
			v, ok := valueOf(expr[:n], script)
			if !ok {
				return "", false
			}
			out.WriteString(v)
			expr = strings.TrimSpace(expr[n:])
		}
	}
	return out.String(), out.Len() > 0
}

// valueOf returns what a script gives to a name when it is first set, or hands
// to the function whose parameter it is.
func valueOf(name, script string) (string, bool) {
	if name == "" || strings.HasSuffix(name, ".") {
		return "", false
	}
	if n, ok := variable(script, name); ok {
		if digitCount(name) == len(name) {
			return name, true
		}
		return strconv.Itoa(n), true
	}
	if digitCount(name) == len(name) || strings.Contains(name, ".") {
		return "", false
	}
	q := regexp.QuoteMeta(name)
	if m := regexp.MustCompile(`(?:^|[^\w.$])` + q + `\s*=\s*(?:'([^'\n]*)'|"([^"\n]*)")\s*(?:[;,\n}]|$)`).FindStringSubmatch(script); m != nil {
		return m[1] + m[2], true
	}
	m := regexp.MustCompile(`(?:function\s+(\w+)|(\w+)\s*[:=]\s*(?:async\s+)?function\s*\w*)\s*\(\s*` + q + `\s*[,)=]`).FindStringSubmatch(script)
	if m == nil {
		return "", false
	}
	handed := regexp.MustCompile(`(?:^|[^\w$])` + m[1] + m[2] + `\s*\(\s*['"]?(\d{1,6})['"]?\s*[,)]`).FindStringSubmatch(script)
	if handed == nil {
		return "", false
	}
	return handed[1], true
}
