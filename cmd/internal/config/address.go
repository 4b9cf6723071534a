package config

import (
	"net/url"
	"regexp"
	"strings"

	"duwang/crawler/address"
)

const (
	addressWant = "以 http:// 或 https:// 开头的网址，如 http://www.example.gov.cn/"
	columnWant  = "以 / 开头的路径（相对于站点网址），或" + addressWant
)

// siteAddress reads the absolute address of a home page.
func siteAddress(s string) (string, *wrong) {
	if full, ok := absolute(s); ok {
		return full, nil
	}
	w := &wrong{want: addressWant}
	guess := strings.TrimLeft(strings.TrimSpace(strings.ReplaceAll(s, "：", ":")), "/")
	if _, rest, ok := strings.Cut(guess, "://"); ok {
		guess = rest
	}
	if full, ok := absolute("http://" + guess); ok && strings.Contains(address.Host(full), ".") {
		w.near = full
	}
	return "", w
}

// columnAddress reads the address of a column, relative to its site's.
func columnAddress(site, s string) (string, *wrong) {
	base, err := address.NewBase(site, "")
	if err == nil {
		if full, ok := base.Resolve(s); ok && plainAuthority(full) {
			return full + catalogueOf(full, s), nil
		}
	}
	return "", &wrong{want: columnWant}
}

// catalogueColumn is the part of a gkmlpt address that names its column.
var catalogueColumn = regexp.MustCompile(`#\d+$`)

// catalogueOf keeps what stands behind the # of a catalogue's address: there one
// page holds many columns, and nothing else tells them apart.
func catalogueOf(full, s string) string {
	if !strings.Contains(full, "/gkmlpt/") {
		return ""
	}
	return catalogueColumn.FindString(strings.TrimSpace(s))
}

// absolute returns the normalised form of an address that a portal can have:
// http or https, and no password in it.
func absolute(s string) (string, bool) {
	full, err := address.Normalise(s)
	if err != nil || !plainAuthority(full) {
		return "", false
	}
	_, authority, _ := strings.Cut(s, "//")
	if i := strings.IndexAny(authority, "/?#"); i >= 0 {
		authority = authority[:i]
	}
	return full, !strings.ContainsAny(authority, "@ ")
}

// plainAuthority refuses hosts that cannot be asked.
func plainAuthority(full string) bool { return hostText.MatchString(address.Host(full)) }

var hostText = regexp.MustCompile(`^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*|\[[0-9a-f:.]+\])(?::\d{1,5})?$`)

// hostOnly reads host or host:port; a port that its scheme has anyway is
// dropped, as it is from addresses.
func hostOnly(s string) (string, *wrong) {
	h := strings.ToLower(s)
	if hostText.MatchString(h) {
		return strings.TrimSuffix(strings.TrimSuffix(h, ":80"), ":443"), nil
	}
	w := &wrong{want: "主机名，可带端口，如 jyj.example.gov.cn、192.0.2.8:8080"}
	if u, err := url.Parse(strings.TrimSpace(h)); err == nil && hostText.MatchString(u.Host) {
		w.near = u.Host
	} else if host, _, ok := strings.Cut(strings.TrimSpace(h), "/"); ok && hostText.MatchString(host) {
		w.near = host
	}
	return "", w
}
