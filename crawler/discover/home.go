package discover

import (
	"regexp"
	"strings"

	"duwang/crawler/page"
	"duwang/crawler/portal"
)

var (
	governmentName = regexp.MustCompile(`[\p{Han}]{2,12}?(?:省|市|县|区|旗|州|盟|镇|乡)人民政府`)
	placeName      = regexp.MustCompile(`^([\p{Han}]{2,12}?(?:县|市|区|旗|州|盟|省))(?:人民政府|政府)`)
)

// readHome reads the site's name, code and area off its home page.
func (s *Survey) readHome(f *portal.Facts, o *page.Outline) {
	code, _ := f.Tag("SiteIDCode")
	if code = strings.TrimSpace(code); code == "" || !codeText.MatchString(code) {
		code = f.Mark(portal.MarkCode)
	}
	s.site.Code = code
	name, _ := f.Tag("SiteName")
	sponsor := f.Mark(portal.MarkSponsor)
	for _, t := range []string{name, o.Title, f.Title, sponsor} {
		if g := governmentName.FindString(t); g != "" {
			s.site.Name = g
			break
		}
	}
	if s.site.Name == "" {
		for _, t := range []string{name, o.Title, f.Title, sponsor} {
			if t = strings.TrimSpace(t); t != "" && t != "null" {
				s.site.Name = trimUnit(firstPiece(t))
				break
			}
		}
	}
	if m := placeName.FindStringSubmatch(s.site.Name); m != nil {
		s.place = m[1]
	}
}

var codeText = regexp.MustCompile(`^(?i:bm\d{8}|\d{10})$`)

// firstPiece returns what stands before the first separator of a page's title.
func firstPiece(t string) string {
	if i := strings.IndexAny(t, "_|｜-—–"); i > 0 {
		t = t[:i]
	}
	return strings.TrimSpace(t)
}

// pieces parts a page's title: 工作动态_教育局_云溪县人民政府.
func pieces(t string) []string {
	var list []string
	for _, p := range strings.FieldsFunc(t, func(r rune) bool { return strings.ContainsRune("_|｜-—–>》»·,，", r) }) {
		if p = strings.TrimSpace(p); p != "" {
			list = append(list, p)
		}
	}
	return list
}
