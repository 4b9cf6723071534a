package attachment

import (
	"path"
	"strings"
)

// slides reads a pptx: slides, hidden ones too, notes and comments.
func (p pack) slides() error {
	for _, part := range []struct {
		pattern, place string
		hidden         bool
	}{
		{"ppt/slides/*.xml", "幻灯片", false}, {"ppt/notesSlides/*.xml", "备注", true}, {"ppt/comments/*.xml", "批注", true},
	} {
		for _, name := range p.parts(part.pattern) {
			place := part.place
			if n := strings.TrimSuffix(strings.TrimPrefix(path.Base(name), "slide"), ".xml"); part.place == "幻灯片" && n != "" {
				place = "第" + n + "张幻灯片"
			}
			p.part(place, part.hidden)
			h := &slideXML{looseXML: looseXML{reader: p.reader, texts: "t text"}, place: place}
			err := p.each(name, h)
			h.flush()
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// slideXML reads one slide: a paragraph or a table's row a line.
type slideXML struct {
	looseXML
	place string
	cells int
}

func (s *slideXML) start(name string, attr func(string) string) {
	switch name {
	case "sld":
		if v := attr("show"); v == "0" || v == "false" {
			s.where(s.place+"（隐藏）", true)
		}
	case "tc":
		s.cells++
	}
	s.looseXML.start(name, attr)
}

func (s *slideXML) end(name string) {
	switch name {
	case "tc":
		s.cells--
	case "tr":
		s.flush()
	case "p", "cm":
		if s.cells > 0 {
			s.line.WriteByte(' ')
		} else {
			s.flush()
		}
	}
	s.looseXML.end(name)
}

// ofd reads the text of an OFD (GB/T 33190—2016): each TextCode of each page.
func (p pack) ofd() error {
	found := false
	for name := range p.has {
		if strings.HasSuffix(name, "Content.xml") {
			found = true
		}
	}
	if !found {
		return noText
	}
	texts := 0
	for _, pattern := range []string{"*/Pages/*/Content.xml", "*/Tpls/*/Content.xml", "*/Temps/*/Content.xml", "*/Annots/*/*.xml"} {
		for _, name := range p.parts(pattern) {
			p.part("", false)
			h := &ofdXML{looseXML: looseXML{reader: p.reader, texts: "TextCode", ends: "TextObject"}}
			err := p.each(name, h)
			h.flush()
			texts += h.count
			if err != nil {
				return err
			}
		}
	}
	if texts == 0 {
		return noText
	}
	return nil
}

type ofdXML struct {
	looseXML
	count int // texts heard
}

func (o *ofdXML) text(s string) {
	if o.in {
		o.count++
	}
	o.looseXML.text(s)
}
