package demo

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"duwang/crawler/portal"
)

// A piece is text that many pages share, deflated once. Pieces end on a byte,
// so pages are put together from them without compressing them again.
type piece struct {
	raw      []byte
	deflated []byte
}

func newPiece(raw []byte) piece {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err == nil {
		_, err = w.Write(raw)
	}
	if err == nil {
		err = w.Flush()
	}
	if err != nil {
		panic(err) // into memory: cannot fail
	}
	return piece{raw, b.Bytes()}
}

// prepare makes what the pages share.
func (b *BigPortal) prepare() {
	for c := range b.columns {
		b.units = append(b.units, fmt.Sprintf("云溪县第%d局", c/8+1))
		b.names = append(b.names, fmt.Sprintf("工作动态%d", c+1))
	}
	for d := range bigDays {
		day := AsOf.AddDays(-1 - d)
		compact := digits(day)
		b.days = append(b.days, bigDay{day.String(), "/" + compact[:6] + "/t" + compact + "_"})
	}
	var top bytes.Buffer
	top.WriteString("<link rel=\"stylesheet\" href=\"/assets/portal.css\">\n</head>\n<body>\n<div class=\"header\"><a href=\"/\">" + siteName + "</a></div>\n<ul class=\"nav\">\n")
	for c := range min(b.columns, 60) {
		fmt.Fprintf(&top, "<li class=\"nav-item\"><a href=\"%s\" target=\"_self\" title=\"%s%s\">%s</a></li>\n", bigColumn(c, 0), b.units[c], b.names[c], b.names[c])
	}
	top.WriteString("</ul>\n<script>\n")
	for i := range 40 {
		fmt.Fprintf(&top, "window.menu%d = function (e) { var t = e.target || e.srcElement; t.className = t.className === 'on' ? '' : 'on'; return false; };\n", i)
	}
	top.WriteString("</script>\n")
	b.head = newPiece(top.Bytes())
	b.tail = newPiece([]byte("<div class=\"footer\"><p>主办单位：" + office + "　联系电话：" + phone + "　<a href=\"/\">联系我们</a>　<a href=\"/\">网站地图</a></p>\n<p>政府网站标识码：" +
		siteCode + "　示ICP备00000001号-1　示公网安备 00000002000001号　<a href=\"/\">我为政府网站找错</a></p><script src=\"/js/dcs.conac.cn/33.js\"></script></div>\n</body>\n</html>\n"))
	for i := range 16 {
		var text strings.Builder
		for j := range 56 {
			list := [][]string{openings, middles, middles, closings}[j%4]
			text.WriteString("<p>　　" + fillIn(list[(i+j)%len(list)], &unit{unitSpec: unitSpecs[(i+j)%len(unitSpecs)]}, townWork[(i*7+j)%len(townWork)], i, j) + "</p>\n")
		}
		b.prose = append(b.prose, newPiece([]byte(text.String())))
	}
}

// A press is what one answer needs while it is written.
type press struct {
	raw, packed []byte
	sink        bytes.Buffer
	deflate     *flate.Writer
}

var presses = sync.Pool{New: func() any {
	w, err := flate.NewWriter(nil, flate.BestSpeed)
	if err != nil {
		panic(err) // the level is right
	}
	return &press{deflate: w}
}}

// storedBelow is the size under which a part is not worth a code of its own.
const storedBelow = 1024

// pack deflates what is of one page alone and appends it.
func (p *press) pack(raw []byte) {
	if len(raw) < storedBelow {
		p.packed = binary.LittleEndian.AppendUint16(append(p.packed, 0), uint16(len(raw)))
		p.packed = append(binary.LittleEndian.AppendUint16(p.packed, ^uint16(len(raw))), raw...)
		return
	}
	p.sink.Reset()
	p.deflate.Reset(&p.sink)
	_, err := p.deflate.Write(raw)
	if err == nil {
		err = p.deflate.Flush()
	}
	if err != nil {
		panic(err) // into memory: cannot fail
	}
	p.packed = append(p.packed, p.sink.Bytes()...)
}

var (
	gzipHead = []byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff}
	gzipEnd  = []byte{1, 0, 0, 0xff, 0xff} // a last, empty, stored block
)

// send answers with a page: its own part, written by own, between the shared
// ones. Own leaves a zero byte where the piece of prose with the number text
// (from 1, 0 for none) goes, and one where the shared head goes.
func (b *BigPortal) send(w http.ResponseWriter, r *http.Request, tag string, own func([]byte) []byte, text int) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Vary", "Accept-Encoding")
	tag = `W/"big-` + tag + `"`
	h.Set("ETag", tag)
	h.Set("Last-Modified", "Tue, 17 Nov 2026 00:00:00 GMT")
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	p := presses.Get().(*press)
	defer presses.Put(p)
	p.raw = own(p.raw[:0])
	shared := []piece{b.head, b.tail}
	if text > 0 {
		shared = []piece{b.head, b.prose[text-1], b.tail}
	}
	p.packed = p.packed[:0]
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		p.gzip(shared)
	} else {
		rest := p.raw
		for _, s := range shared {
			mine, after, _ := bytes.Cut(rest, []byte{0})
			p.packed = append(append(p.packed, mine...), s.raw...)
			rest = after
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(p.packed)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(p.packed) // the client may have gone
	}
}

// gzip packs the page as one gzip member of deflate blocks.
func (p *press) gzip(shared []piece) {
	p.packed = append(p.packed, gzipHead...)
	sum, length := uint32(0), 0
	rest := p.raw
	for _, s := range shared {
		mine, after, _ := bytes.Cut(rest, []byte{0})
		p.pack(mine)
		p.packed = append(p.packed, s.deflated...)
		sum = crc32.Update(crc32.Update(sum, crc32.IEEETable, mine), crc32.IEEETable, s.raw)
		length += len(mine) + len(s.raw)
		rest = after
	}
	p.packed = append(p.packed, gzipEnd...)
	p.packed = binary.LittleEndian.AppendUint32(p.packed, sum)
	p.packed = binary.LittleEndian.AppendUint32(p.packed, uint32(length))
}

func appendTag(dst []byte, name, value string) []byte {
	return append(append(append(append(append(dst, `<meta name="`...), name...), `" content="`...), value...), "\">\n"...)
}

// appendTop writes the head of a page up to where the shared part begins.
func (b *BigPortal) appendTop(dst []byte, title string, c int) []byte {
	dst = append(append(append(dst, "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n<title>"...), title...), "</title>\n"...)
	dst = appendTag(appendTag(appendTag(dst, "SiteName", siteName), "SiteDomain", siteHost), "SiteIDCode", siteCode)
	if c >= 0 {
		dst = appendTag(appendTag(dst, "ColumnName", b.names[c]), "ColumnDescription", b.units[c]+b.names[c])
		dst = appendTag(appendTag(dst, "ColumnKeywords", b.names[c]), "ColumnType", portal.TypeChinese(portal.TypeNews))
	}
	return dst
}

func (b *BigPortal) appendTitle(dst []byte, k int) []byte {
	dst = append(append(append(dst, b.units[k%b.columns]...), "扎实推进"...), townWork[k%len(townWork)]...)
	return append(strconv.AppendInt(append(dst, "（第"...), int64(k+1), 10), "期）"...)
}

func (b *BigPortal) appendRow(dst []byte, k int, dated bool) []byte {
	dst = append(dst, `<li><a href="`...)
	dst = b.appendArticle(dst, k)
	dst = append(b.appendTitle(append(dst, `">`...), k), "</a>"...)
	if dated {
		dst = append(append(append(dst, `<span class="date">`...), b.day(k).iso...), "</span>"...)
	}
	return append(dst, "</li>\n"...)
}

func (b *BigPortal) appendHome(dst []byte) []byte {
	dst = b.appendTop(dst, siteName, -1)
	dst = append(dst, 0)
	dst = append(dst, "<div class=\"block\"><h2>最新信息</h2><ul>\n"...)
	for k := range min(20, b.articles) {
		dst = b.appendRow(dst, k, true)
	}
	dst = append(dst, "</ul></div>\n<div class=\"links\"><h2>栏目</h2>\n"...)
	for c := range b.columns {
		dst = fmt.Appendf(dst, "<a href=\"%s\">%s</a>\n", bigColumn(c, 0), b.names[c])
	}
	return append(dst, "</div>\n"...)
}

func (b *BigPortal) appendList(dst []byte, c, sheet int) []byte {
	dst = b.appendTop(dst, b.names[c]+"_"+b.units[c], c)
	dst = append(dst, 0)
	dst = append(append(append(dst, "<div class=\"list\"><h2>"...), b.names[c]...), "</h2>\n<ul>\n"...)
	for j := sheet * bigRows; j < min((sheet+1)*bigRows, b.in(c)); j++ {
		dst = b.appendRow(dst, j*b.columns+c, true)
	}
	dst = append(dst, "</ul>\n<div class=\"page\">"...)
	for s := max(0, sheet-5); s < min(sheet+6, b.sheets(c)); s++ {
		if s == sheet {
			dst = fmt.Appendf(dst, "<span class=\"current\">%d</span> ", s+1)
		} else {
			dst = fmt.Appendf(dst, "<a href=\"%s\">%d</a> ", bigColumn(c, s), s+1)
		}
	}
	if sheet+1 < b.sheets(c) {
		dst = fmt.Appendf(dst, "<a href=\"%s\">下一页</a>", bigColumn(c, sheet+1))
	}
	return append(dst, "</div></div>\n"...)
}

func (b *BigPortal) appendBody(dst []byte, k int) []byte {
	c, title := k%b.columns, string(b.appendTitle(nil, k))
	stamp := b.day(k).iso + " 09:30"
	dst = b.appendTop(dst, title+"_"+siteName, c)
	dst = appendTag(appendTag(appendTag(dst, "ArticleTitle", title), "PubDate", stamp), "ContentSource", b.units[c])
	dst = append(dst, 0)
	dst = fmt.Appendf(dst, "<div class=\"position\">当前位置：<a href=\"/\">首页</a> &gt; <a href=\"%s\">%s</a></div>\n<div class=\"article\">\n<h1>%s</h1>\n", bigColumn(c, 0), b.names[c], title)
	dst = fmt.Appendf(dst, "<div class=\"info\"><span>发布时间：%s</span> <span>来源：%s</span></div>\n<div class=\"view TRS_UEDITOR\">\n", stamp, b.units[c])
	dst = append(dst, 0)
	dst = append(dst, "</div>\n<div class=\"related\"><h3>相关信息</h3><ul>\n"...)
	for i := range 64 {
		dst = b.appendRow(dst, (k+1+i*i*37+i*b.columns)%b.articles, false)
	}
	if k%bigGone == 7 {
		dst = fmt.Appendf(dst, "<li><a href=\"/c%03d/gone_%d.html\">旧闻链接</a></li>\n", c, k)
	}
	if k%bigSoft == 11 {
		dst = fmt.Appendf(dst, "<li><a href=\"/c%03d/soft_%d.html\">往期专题</a></li>\n", c, k)
	}
	return append(dst, "</ul></div>\n</div>\n"...)
}
