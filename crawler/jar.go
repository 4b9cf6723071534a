package crawler

import (
	"net/http"
	"net/http/cookiejar"

	"golang.org/x/net/publicsuffix"
)

// newJar keeps cookies a worker: some portals answer only after they have set
// one. gov.cn is a public suffix, so portals never share theirs.
func newJar() http.CookieJar {
	jar, err := cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List})
	if err != nil {
		return nil
	}
	return jar
}
