package attachment

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/simplifiedchinese"

	"duwang/crawler/sensitive"
)

// zipped reads an OOXML or OFD file, or an archive of files.
func (r *reader) zipped(body []byte, depth int) error {
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return damaged
	}
	has := map[string]*zip.File{}
	for _, f := range z.File {
		has[strings.TrimPrefix(strings.ReplaceAll(f.Name, "\\", "/"), "/")] = f
	}
	p := pack{r, has}
	switch {
	case has["word/document.xml"] != nil:
		return p.word()
	case has["xl/workbook.xml"] != nil:
		return p.workbook()
	case has["ppt/presentation.xml"] != nil:
		return p.slides()
	case has["OFD.xml"] != nil:
		return p.ofd()
	case has["EncryptedPackage"] != nil:
		return encrypted
	}
	if depth >= mostDepth {
		return tooDeep
	}
	return r.archive(z, depth)
}

// archive reads the files of an archive, each as a file of its own.
func (r *reader) archive(z *zip.Reader, depth int) error {
	before := r.prefix
	defer func() { r.prefix = before }()
	for _, f := range z.File {
		if f.FileInfo().IsDir() {
			continue
		}
		if r.entries--; r.entries < 0 {
			return tooBig
		}
		name := entryName(f)
		if e := ext(name); soundless[e] {
			continue
		}
		r.guard(name, func() error {
			body, err := r.unpack(f)
			if err != nil {
				return err
			}
			r.prefix = before + "压缩包内“" + sensitive.Mask(path.Base(name)) + "”"
			return r.file(name, body, depth+1)
		})
		if r.left <= 0 {
			return nil // said already
		}
	}
	return nil
}

// entryName returns an entry's name; those without the UTF-8 flag are GBK, as
// Chinese Windows writes them.
func entryName(f *zip.File) string {
	name := f.Name
	if f.NonUTF8 {
		if s, err := simplifiedchinese.GB18030.NewDecoder().String(name); err == nil {
			name = s
		}
	}
	return strings.ReplaceAll(name, "\\", "/")
}

// open opens an entry within the bounds of unpacking.
func (r *reader) open(f *zip.File) (io.ReadCloser, error) {
	if f.Flags&1 != 0 {
		return nil, encrypted
	}
	if f.UncompressedSize64 > ratioFrom && f.UncompressedSize64/mostRatio > f.CompressedSize64 || f.UncompressedSize64 > uint64(max(r.left, 0)) {
		return nil, tooBig
	}
	rc, err := f.Open()
	if err != nil {
		if errors.Is(err, zip.ErrAlgorithm) {
			return nil, trouble("压缩方法无法打开")
		}
		return nil, damaged
	}
	return &metered{rc, r}, nil
}

// unpack returns an entry's bytes.
func (r *reader) unpack(f *zip.File) ([]byte, error) {
	rc, err := r.open(f)
	if err != nil {
		return nil, err
	}
	defer rc.Close()
	body, err := io.ReadAll(rc)
	return body, asTrouble(err)
}

// metered counts what is unpacked, whatever the entry's head claims.
type metered struct {
	io.ReadCloser
	r *reader
}

func (m *metered) Read(p []byte) (int, error) {
	if m.r.left <= 0 {
		return 0, tooBig
	}
	n, err := m.ReadCloser.Read(p[:min(int64(len(p)), m.r.left)])
	m.r.left -= int64(n)
	return n, err
}

func asTrouble(err error) error {
	var t trouble
	switch {
	case err == nil:
		return nil
	case errors.As(err, &t):
		return t
	}
	return damaged
}

// A pack is a document of XML parts.
type pack struct {
	*reader
	has map[string]*zip.File
}

// parts lists the parts whose names fit a pattern of path.Match, in order of
// their numbers: slide2 before slide10.
func (p pack) parts(pattern string) []string {
	var list []string
	for name := range p.has {
		if ok, err := path.Match(pattern, name); ok && err == nil {
			list = append(list, name)
		}
	}
	slices.SortFunc(list, func(a, b string) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
	return list
}

// A handler hears the elements and texts of a part, names without prefixes.
type handler interface {
	start(name string, attr func(string) string)
	text(s string)
	end(name string)
}

// each walks a part; a part that is not there has nothing to say.
func (p pack) each(name string, h handler) error {
	f := p.has[name]
	if f == nil {
		return nil
	}
	rc, err := p.open(f)
	if err != nil {
		return err
	}
	defer rc.Close()
	d := xml.NewDecoder(rc)
	d.Strict, d.Entity, d.CharsetReader = false, xml.HTMLEntity, charset.NewReaderLabel
	for {
		t, err := d.RawToken()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return asTrouble(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			h.start(t.Name.Local, func(key string) string {
				for i := range t.Attr {
					if t.Attr[i].Name.Local == key {
						return t.Attr[i].Value
					}
				}
				return ""
			})
		case xml.CharData:
			h.text(string(t))
		case xml.EndElement:
			h.end(t.Name.Local)
		}
	}
}
