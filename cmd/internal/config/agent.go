package config

import (
	"fmt"
	"strings"
)

// UserAgent returns the value of the User-Agent header: the file's
// user_agent, or one that names the program, its version, the office and its
// telephone, so that a site's keeper knows whom to ask. It is pure ASCII, as
// HTTP wants it (RFC 9110 §5.5): Chinese is percent-coded.
func (c *Config) UserAgent(version string) string {
	if c.Crawl.UserAgent != "" {
		return ascii(c.Crawl.UserAgent, "")
	}
	agent := "duwang/" + ascii(version, " /()")
	var who []string
	for _, s := range []string{c.Office.Name, c.Office.Phone} {
		if s != "" {
			who = append(who, ascii(s, " ();"))
		}
	}
	if len(who) > 0 {
		agent += " (+" + strings.Join(who, "; ") + ")"
	}
	return agent
}

// ascii percent-codes everything that is not printable ASCII, and the further
// characters given.
func ascii(s, further string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c > '~' || strings.IndexByte(further, c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}
