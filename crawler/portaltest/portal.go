package portaltest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
	"go.yaml.in/yaml/v3"

	"duwang/crawler/portal"
)

// A Portal is a small world of sites: a ledger, a day, and what each address
// answers. It is an http.RoundTripper and may be used by many goroutines.
type Portal struct {
	Intent string // the sentence on top of the archive
	AsOf   portal.Date
	Since  portal.Date // articles_since; zero = 1 January of AsOf's year
	Kind   string      // portal.ScanRecent or portal.ScanFull
	Ledger portal.Ledger
	// Silence names checks that the world is not about and would trip over;
	// a perfect world names none.
	Silence []string
	// Ruleset is the built-in set by which the world is judged, "" = the national one.
	Ruleset string
	// Probes are looks at home pages before AsOf.
	Probes []portal.Probe
	// Rules, when there are any, are the rules of that set by which the world is
	// judged besides the national ones; its others are left out.
	Rules []string
	// Files are the pages by address, as UTF-8, after their templates were
	// filled in; only the archive's own, in its order.
	Files []File

	wanted  []wanted
	bodies  map[string][]byte
	answers map[string]Answers
	hosts   map[string]bool

	mu       sync.Mutex
	asked    map[string]int
	requests []Request
}

// A File is one file of the archive under the address that it answers.
type File struct {
	Name string // in the archive
	URL  string
	Text string
}

// siteYAML is site.yaml.
type siteYAML struct {
	AsOf    portal.Date `yaml:"as_of"`
	Since   portal.Date `yaml:"since"`
	Kind    string      `yaml:"kind"`
	Office  string      `yaml:"office"`
	Site    *oneSite    `yaml:"site"`  // the only site, or
	Sites   []oneSite   `yaml:"sites"` // all of them
	Units   []oneUnit   `yaml:"units"`
	Silence []string    `yaml:"silence"`
	Ruleset string      `yaml:"ruleset"`
	Probes  []oneWatch  `yaml:"probes"`
	Rules   []string    `yaml:"rules"`
}

// A oneWatch is some days of equally spread looks at a site's home page.
type oneWatch struct {
	Site   string      `yaml:"site"`
	From   portal.Date `yaml:"from"`
	Days   int         `yaml:"days"`
	PerDay int         `yaml:"per_day"`
	Failed int         `yaml:"failed"` // the first so many of them
	Own    int         `yaml:"own"`    // and after them so many with our own network down
	Millis int         `yaml:"millis"`
}

type oneSite struct {
	ID    string   `yaml:"id"`
	Name  string   `yaml:"name"`
	URL   string   `yaml:"url"`
	Code  string   `yaml:"code"`
	Hosts []string `yaml:"hosts"`
}

type oneUnit struct {
	ID      string      `yaml:"id"`
	Name    string      `yaml:"name"`
	Kind    string      `yaml:"kind"`
	Site    string      `yaml:"site"`
	Columns []oneColumn `yaml:"columns"`
}

type oneColumn struct {
	ID       string `yaml:"id"`
	Name     string `yaml:"name"`
	URL      string `yaml:"url"`
	Type     string `yaml:"type"`
	MaxAge   int    `yaml:"max_age"` // days
	Template string `yaml:"template"`
}

// ParseFile is Parse of a file.
func ParseFile(name string) (*Portal, error) {
	a, err := txtar.ParseFile(name)
	if err != nil {
		return nil, err
	}
	p, err := Parse(a)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path.Base(name), err)
	}
	return p, nil
}

// Parse makes a portal of an archive: see the package comment for its form.
// Unknown keys, addresses of no site and answers for nothing are errors.
func Parse(a *txtar.Archive) (*Portal, error) {
	p := &Portal{
		Intent: strings.TrimSpace(string(a.Comment)), bodies: map[string][]byte{}, answers: map[string]Answers{},
		hosts: map[string]bool{}, asked: map[string]int{},
	}
	for _, f := range a.Files {
		if f.Name == "site.yaml" {
			if err := p.readSite(f.Data); err != nil {
				return nil, fmt.Errorf("site.yaml: %w", err)
			}
		}
	}
	if len(p.Ledger.Sites) == 0 {
		return nil, errors.New("site.yaml names no site")
	}
	for _, f := range a.Files {
		switch f.Name {
		case "site.yaml":
		case "answers.yaml":
			if err := p.readAnswers(f.Data); err != nil {
				return nil, fmt.Errorf("answers.yaml: %w", err)
			}
		default:
			if err := p.readFile(f.Name, f.Data); err != nil {
				return nil, fmt.Errorf("%s: %w", f.Name, err)
			}
		}
	}
	return p, p.furnish()
}

func strict(data []byte, into any) error {
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	if err := d.Decode(into); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

func (p *Portal) readSite(data []byte) error {
	var y siteYAML
	if err := strict(data, &y); err != nil {
		return err
	}
	if y.Site != nil {
		y.Sites = append(y.Sites, *y.Site)
	}
	if y.AsOf == 0 {
		return errors.New("as_of is missing")
	}
	p.AsOf, p.Since, p.Kind, p.Silence, p.Ruleset, p.Rules = y.AsOf, y.Since, y.Kind, y.Silence, y.Ruleset, y.Rules
	if p.Since == 0 {
		p.Since = portal.NewDate(y.AsOf.Year(), 1, 1)
	}
	switch p.Kind {
	case "":
		p.Kind = portal.ScanRecent
	case portal.ScanRecent, portal.ScanFull:
	default:
		return fmt.Errorf("kind %q is neither recent nor full", p.Kind)
	}
	p.Ledger.Office = y.Office
	for _, s := range y.Sites {
		u, err := url.Parse(s.URL)
		if err != nil || u.Host == "" {
			return fmt.Errorf("site %s: address %q", s.ID, s.URL)
		}
		if u.Path == "" {
			u.Path = "/"
		}
		if s.Code == "" {
			s.Code = "1522990001"
		}
		p.Ledger.Sites = append(p.Ledger.Sites, portal.Site{ID: s.ID, Name: s.Name, URL: u.String(), Code: s.Code, Hosts: s.Hosts})
		for _, h := range append(s.Hosts, u.Host) {
			p.hosts[h] = true
		}
	}
	for _, w := range y.Probes {
		for i := range w.Days * w.PerDay {
			at := w.From.Time().AddDate(0, 0, i/w.PerDay).Add(time.Duration(i%w.PerDay) * 30 * time.Minute)
			b := portal.Probe{Site: w.Site, At: at, OK: i >= w.Failed+w.Own, Own: i >= w.Failed && i < w.Failed+w.Own, Millis: w.Millis}
			if b.OK {
				b.Status = 200
			}
			p.Probes = append(p.Probes, b)
		}
	}
	for _, u := range y.Units {
		if err := p.readUnit(u); err != nil {
			return fmt.Errorf("unit %s: %w", u.ID, err)
		}
	}
	return nil
}

func (p *Portal) readUnit(u oneUnit) error {
	if u.Site == "" && len(p.Ledger.Sites) > 0 {
		u.Site = p.Ledger.Sites[0].ID
	}
	site := slices.IndexFunc(p.Ledger.Sites, func(s portal.Site) bool { return s.ID == u.Site })
	if site < 0 {
		return fmt.Errorf("no site %q", u.Site)
	}
	if u.Kind == "" {
		u.Kind = portal.UnitDepartment
	}
	p.Ledger.Units = append(p.Ledger.Units, portal.Unit{ID: u.ID, Name: u.Name, Kind: u.Kind, Site: u.Site})
	base, err := url.Parse(p.Ledger.Sites[site].URL)
	if err != nil {
		return err
	}
	for _, c := range u.Columns {
		if portal.TypeChinese(c.Type) == c.Type {
			return fmt.Errorf("column %s: type %q", c.ID, c.Type)
		}
		at, err := base.Parse(c.URL)
		if err != nil {
			return fmt.Errorf("column %s: %w", c.ID, err)
		}
		p.Ledger.Columns = append(p.Ledger.Columns, portal.Column{ID: c.ID, Unit: u.ID, Site: u.Site, Name: c.Name, URL: at.String(), Type: c.Type, MaxAge: c.MaxAge, Template: c.Template})
	}
	return nil
}

// address resolves a name of the archive against the first site.
func (p *Portal) address(name string) (string, error) {
	base, err := url.Parse(p.Ledger.Sites[0].URL)
	if err != nil {
		return "", err
	}
	base.Path, base.RawQuery = "/", ""
	u, err := base.Parse(name)
	if err != nil {
		return "", err
	}
	return u.String(), nil
}

func (p *Portal) readFile(name string, data []byte) error {
	at, err := p.address(name)
	if err != nil {
		return err
	}
	if u, err := url.Parse(at); err == nil {
		p.hosts[u.Host] = true
	}
	// index.html is known by its folder, as columns and links name it.
	if folder, ok := strings.CutSuffix(at, "/index.html"); ok {
		at = folder + "/"
	}
	if _, twice := p.bodies[at]; twice {
		return fmt.Errorf("%s answers twice", at)
	}
	text, err := p.fill(at, string(data))
	if err != nil {
		return err
	}
	p.bodies[at] = []byte(text)
	p.Files = append(p.Files, File{Name: name, URL: at, Text: text})
	return nil
}

// Resolve returns the address of a reference on the page at base.
func (p *Portal) Resolve(base, ref string) (string, error) {
	b, err := url.Parse(base)
	if err != nil {
		return "", err
	}
	u, err := b.Parse(ref)
	if err != nil {
		return "", err
	}
	return u.String(), nil
}

// SiteOf returns the site to which an address belongs, by its host; nil when
// it is none's.
func (p *Portal) SiteOf(address string) *portal.Site {
	u, err := url.Parse(address)
	if err != nil {
		return nil
	}
	for i := range p.Ledger.Sites {
		s := &p.Ledger.Sites[i]
		home, err := url.Parse(s.URL)
		if err == nil && home.Host == u.Host || slices.Contains(s.Hosts, u.Host) {
			return s
		}
	}
	return nil
}
