package attachment

import (
	"bytes"
	"fmt"
	"net/url"
	"path"
	"strings"

	"duwang/crawler/portal"
	"duwang/crawler/sensitive"
)

// Bounds of one file with all that is packed in it.
const (
	mostUnpacked = 64 << 20 // bytes after decompression
	mostEntries  = 2000     // of archives
	mostDepth    = 3        // archives in archives
	mostRatio    = 400      // unpacked to packed, of what is larger than ratioFrom
	ratioFrom    = 8 << 20
	troublesKept = 3
)

// readable are the extensions of files with a reader; unread those that hold
// text and have none, with the words that say so.
var (
	readable = words("doc docx docm dot dotx wps wpt rtf xls xlsx xlsm xlt et ett csv ppt pptx dps pdf ofd txt zip htm html mht xml")
	unread   = map[string]string{
		"rar": "RAR压缩包无法打开", "7z": "7z压缩包无法打开", "gz": "GZ压缩包无法打开", "tar": "TAR压缩包无法打开",
		"ceb": "CEB版式文件无法读取", "cebx": "CEBX版式文件无法读取",
	}
	soundless = words("mp3 mp4 wmv flv avi mov swf apk exe dwg jpg jpeg png gif bmp webp svg ico tif tiff")
)

func words(list string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		m[w] = true
	}
	return m
}

// Readable tells by its address whether a file's text is worth fetching the
// whole file. A download script without a name in its address is: what it
// sends is known only then.
func Readable(address string) bool {
	e := extension(address)
	return readable[e] || e == "" || !soundless[e] && unread[e] == ""
}

// Unfetched is what can be said of a file that Readable refuses: nothing of
// pictures and sound, and of archives without a reader that they were not read.
func Unfetched(address string) portal.Content {
	if why, ok := unread[extension(address)]; ok {
		return portal.Content{Looked: true, Gap: portal.GapUnread, Detail: why}
	}
	return portal.Content{}
}

// extension returns the lower-case extension in an address: of its path, or of
// a file name in its query; "" when it carries none.
func extension(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	e := ext(u.Path)
	if known(e) {
		return e
	}
	for pair := range strings.SplitSeq(u.RawQuery, "&") {
		_, v, _ := strings.Cut(pair, "=")
		if q := ext(v); known(q) {
			return q
		}
	}
	return ""
}

func known(e string) bool {
	return readable[e] && e != "html" && e != "htm" || unread[e] != "" || soundless[e]
}

func ext(name string) string {
	return strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))
}

// Options are what Look knows of a file besides its bytes.
type Options struct {
	// Name is the file's address or name; its extension decides only between
	// kinds of plain text.
	Name string
	AsOf portal.Date // no birth after it is believed
}

// Look reads a file and returns what it ought not to hold. Whatever the bytes
// are, it returns: what could not be read is said in Gap and Detail.
func Look(body []byte, opt Options) portal.Content {
	r := &reader{find: listener{Finder: sensitive.Finder{AsOf: opt.AsOf}}, left: mostUnpacked, entries: mostEntries}
	r.guard("", func() error {
		err := r.file(opt.Name, body, 0)
		if err == damaged && bare(body) {
			// Nothing is packed in it: its bytes are all that it says.
			r.part("", false)
			r.lines(string(bytes.ToValidUTF8(body, []byte(" "))))
			r.fault = portal.FaultDamaged
			return nil
		}
		return err
	})
	c := portal.Content{Looked: true, Leaks: r.find.Leaks(), Report: r.find.report()}
	if c.Fault = r.fault; c.Fault == "" && !sameForm(opt.Name, body) {
		c.Fault = portal.FaultForm
	}
	if len(r.troubles) > 0 {
		c.Gap, c.Detail = portal.GapUnread, strings.Join(r.troubles, "；")
		if r.oversize {
			c.Gap = portal.GapSize
		}
	}
	return c
}

// bare tells a broken file in which nothing can be hidden: a PDF without any
// stream, or too little for a container with a number in it.
func bare(body []byte) bool {
	const least = 256
	return len(body) < least || bytes.HasPrefix(body, magicPDF) && !bytes.Contains(body, []byte("stream"))
}

// A reader is one look at one file.
type reader struct {
	find     listener
	prefix   string // names the archive's entry being read
	left     int64  // bytes that may still be unpacked
	entries  int    // of archives that may still be opened
	troubles []string
	oversize bool
	fault    string // of the file itself, not of what is packed in it
}

// A trouble is why a file could not be read, in words for people.
type trouble string

func (t trouble) Error() string { return string(t) }

const (
	damaged   trouble = "文件已损坏或格式不符"
	encrypted trouble = "文件已加密"
	tooBig    trouble = "解压后过大，未能读完"
	tooDeep   trouble = "压缩包层数过多"
	noText    trouble = "是扫描件，没有文字层"
	foreign   trouble = "格式不能识别"
)

// guard runs one reader. A broken file may break a decoder in ways that no
// check foresees; that is the file's trouble, not the scan's.
func (r *reader) guard(name string, read func() error) {
	defer func() {
		if p := recover(); p != nil {
			r.note(name, damaged)
		}
	}()
	if err := read(); err != nil {
		r.note(name, err)
	}
}

// note keeps why something could not be read.
func (r *reader) note(name string, err error) {
	t, ok := err.(trouble)
	if !ok {
		t = damaged
	}
	r.oversize = r.oversize || t == tooBig
	if name == "" && r.fault == "" {
		switch t {
		case damaged:
			r.fault = portal.FaultDamaged
		case encrypted:
			r.fault = portal.FaultEncrypted
		}
	}
	text := string(t)
	if name != "" {
		text = fmt.Sprintf("压缩包内“%s”：%s", sensitive.Mask(name), text)
	}
	if len(r.troubles) < troublesKept {
		r.troubles = append(r.troubles, text)
	}
}

// part begins a part of the file: see sensitive.Finder.
func (r *reader) part(place string, hidden bool) { r.find.Part(r.prefix+place, hidden) }

// where renames the part being read.
func (r *reader) where(place string, hidden bool) { r.find.Where(r.prefix+place, hidden) }

var (
	magicZip = []byte("PK\x03\x04")
	magicOLE = []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	magicRTF = []byte("{\\rtf")
	magicPDF = []byte("%PDF-")
)

// file reads a file by what its first bytes say it is.
func (r *reader) file(name string, body []byte, depth int) error {
	switch head := body[:min(len(body), 1024)]; {
	case bytes.HasPrefix(body, magicZip), bytes.HasPrefix(body, []byte("PK\x05\x06")):
		return r.zipped(body, depth)
	case bytes.HasPrefix(body, magicOLE):
		return r.compound(body)
	case bytes.HasPrefix(bytes.TrimLeft(head, " \t\r\n\xef\xbb\xbf"), magicRTF):
		return r.rtf(body)
	case bytes.Contains(head, magicPDF):
		r.find.loose = true
		return r.pdf(body)
	case bytes.HasPrefix(body, []byte("Rar!")), bytes.HasPrefix(body, []byte("7z\xbc\xaf\x27\x1c")), bytes.HasPrefix(body, []byte("\x1f\x8b")):
		return trouble("压缩格式无法打开")
	}
	return r.plain(name, body)
}

// sameForm tells whether a file's first bytes can be what its name says. An
// office file may be of any office's form, RTF or HTML: programs open it by
// its content.
func sameForm(name string, body []byte) bool {
	head := body[:min(len(body), 1024)]
	packed := bytes.HasPrefix(body, []byte("PK")) || bytes.HasPrefix(body, magicOLE)
	switch extension(name) {
	case "pdf":
		return bytes.Contains(head, magicPDF)
	case "zip":
		return packed
	case "docx", "xlsx", "pptx", "doc", "xls", "ppt":
		return packed || bytes.Contains(head, magicRTF) || bytes.Contains(head, magicPDF) || bytes.ContainsAny(head, "<\t,") || bytes.HasPrefix(body, []byte("\x09\x08"))
	}
	return true
}
