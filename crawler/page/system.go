package page

import (
	"bytes"
	"embed"
	"fmt"
	"io"
	"path"
	"regexp"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"
)

//go:embed systems/*.yaml
var systemFiles embed.FS

// A System is one content system (建站系统) as governments use it: by what its
// pages are known and how it serves lists. Each is one file of systems/, read
// once and never changed.
type System struct {
	ID        string   `yaml:"-"` // the file's name
	Name      string   `yaml:"name"`
	Marks     []string `yaml:"marks"`     // texts of the HTML, each of which speaks for the system
	Addresses []string `yaml:"addresses"` // patterns of the addresses it makes
	Pager     struct {
		First  string `yaml:"first"`  // a list's first page
		Second string `yaml:"second"` // and how the address of its second ends or begins
	} `yaml:"pager"`
	Feed *feedShape `yaml:"feed"` // how its lists are asked for by script; nil: not at all

	addresses []*regexp.Regexp
}

// A feedShape says how a system's lists are asked for by script, and how the
// rows of the answer are called.
type feedShape struct {
	Path    string              `yaml:"path"`    // pattern of the request's path
	Methods []string            `yaml:"methods"` // that the system answers
	URL     string              `yaml:"url"`     // of the first request, {names} to be found; "" = as the page's script writes it
	Find    map[string][]string `yaml:"find"`    // where a name's value stands, in the address or a script, the first pattern first
	Page    string              `yaml:"page"`    // parameter that turns the pages
	From    string              `yaml:"from"`    // or the window's
	To      string              `yaml:"to"`
	Answer  string              `yaml:"answer"` // datastore; "" = JSON
	Rows    string              `yaml:"rows"`   // key of the list in a JSON answer; "" = the only list of rows it holds
	Title   []string            `yaml:"title"`  // keys of a row, without case, hyphen and underscore, the first one that is there
	Link    []string            `yaml:"link"`
	Date    []string            `yaml:"date"`

	path *regexp.Regexp
	find map[string][]*regexp.Regexp
}

// genericID is the file that says how rows are called where no system is known.
const genericID = "generic"

var systems = sync.OnceValue(func() []*System {
	list, err := loadSystems()
	if err != nil {
		panic(err) // the files are part of the program
	}
	return list
})

func loadSystems() ([]*System, error) {
	entries, err := systemFiles.ReadDir("systems")
	if err != nil {
		return nil, err
	}
	var list []*System
	for _, e := range entries {
		text, err := systemFiles.ReadFile("systems/" + e.Name())
		if err != nil {
			return nil, err
		}
		s := &System{ID: strings.TrimSuffix(e.Name(), path.Ext(e.Name()))}
		d := yaml.NewDecoder(bytes.NewReader(text))
		d.KnownFields(true)
		if err := d.Decode(s); err != nil && err != io.EOF {
			return nil, fmt.Errorf("system %s: %w", s.ID, err)
		}
		if err := s.compile(); err != nil {
			return nil, fmt.Errorf("system %s: %w", s.ID, err)
		}
		list = append(list, s)
	}
	return list, nil
}

func (s *System) compile() error {
	for _, a := range s.Addresses {
		re, err := regexp.Compile(a)
		if err != nil {
			return err
		}
		s.addresses = append(s.addresses, re)
	}
	f := s.Feed
	if f == nil {
		return nil
	}
	var err error
	if f.path, err = regexp.Compile(f.Path); err != nil {
		return err
	}
	f.find = map[string][]*regexp.Regexp{}
	for name, patterns := range f.Find {
		for _, p := range patterns {
			re, err := regexp.Compile(p)
			if err != nil {
				return err
			}
			f.find[name] = append(f.find[name], re)
		}
	}
	return nil
}

// keys returns what the rows of a system's answers are called, the general
// words where it has none of its own.
func (f *feedShape) keys() (title, link, date []string) {
	g := systemByID(genericID).Feed
	title, link, date = f.Title, f.Link, f.Date
	if len(title) == 0 {
		title = g.Title
	}
	if len(link) == 0 {
		link = g.Link
	}
	if len(date) == 0 {
		date = g.Date
	}
	return title, link, date
}

// systemByID returns a system, nil when there is none of that id.
func systemByID(id string) *System {
	for _, s := range systems() {
		if s.ID == id {
			return s
		}
	}
	return nil
}

// SystemName returns the Chinese name of a system by its id, "" for none.
func SystemName(id string) string {
	if s := systemByID(id); s != nil {
		return s.Name
	}
	return ""
}

// recognise returns the system that made a page, nil when its marks and its
// address speak for none, or for two alike. A mark weighs two, an address one;
// an address alone is enough only for systems that leave no marks.
func recognise(text, address string) *System {
	if i := strings.Index(address, "://"); i >= 0 {
		address = address[i+3:]
		if j := strings.IndexByte(address, '/'); j >= 0 {
			address = address[j:]
		}
	}
	address, _, _ = strings.Cut(address, "?")
	var best *System
	most, tie := 0, false
	for _, s := range systems() {
		n := 0
		for _, m := range s.Marks {
			if strings.Contains(text, m) {
				n += 2
			}
		}
		if n == 0 && len(s.Marks) > 0 {
			continue
		}
		for _, re := range s.addresses {
			if re.MatchString(address) {
				n++
				break
			}
		}
		switch {
		case n > most:
			best, most, tie = s, n, false
		case n == most && n > 0:
			tie = true
		}
	}
	if tie {
		return nil
	}
	return best
}
