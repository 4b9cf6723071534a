package demo

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
)

// Config returns the text of a duwang.yaml for the portal: its address base,
// the store and the evidence in dir. It asks for no pauses, since the portal
// stands on this machine.
func (p *Portal) Config(base, dir string) string {
	var b strings.Builder
	settings(&b, office, dir)
	site(&b, base, siteName, siteCode)
	b.WriteString("units:\n")
	for _, u := range p.world.units {
		fmt.Fprintf(&b, "  - id: %s\n    name: %s\n    kind: %s\n    columns:\n", u.id, u.name, u.kind)
		for _, c := range u.columns {
			limit := ""
			if c.maxAge > 0 {
				limit = fmt.Sprintf(", max_age: %dd", c.maxAge)
			}
			fmt.Fprintf(&b, "      - {id: %s, name: %s, url: %s, type: %s%s}\n", c.id, c.name, quoted(c.at()), c.typ, limit)
		}
	}
	return b.String()
}

// settings writes what a portal on this machine is scanned with.
func settings(b *strings.Builder, office, dir string) {
	fmt.Fprintf(b, "version: 1\noffice:\n  name: %s\n  notice_code: 云政公开整\n  confirm: auto\n", office)
	fmt.Fprintf(b, "store: %s\nevidence: %s\nruleset: national-2019\n", quoted(filepath.Join(dir, "duwang.db")), quoted(filepath.Join(dir, "evidence")))
	b.WriteString("crawl:\n  concurrency: 16\n  per_host: 8\n  rate: 0\n  retries: 2\n  robots: respect\n  allow_private: true\n")
}

func site(b *strings.Builder, base, name, code string) {
	fmt.Fprintf(b, "sites:\n  - {id: %s, name: %s, url: %s, code: %s}\n", siteID, name, quoted(strings.TrimSuffix(base, "/")+"/"), quoted(code))
}

// quoted writes a text as JSON does, which YAML reads in any place.
func quoted(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string always marshals
	}
	return string(b)
}
