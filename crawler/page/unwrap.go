package page

// unwrap takes the name of head, foot, navigation or side list from an element
// that holds most of the page's content: its end tag is missing, or the name
// meant something else.
func (d *document) unwrap() {
	weight := make([]int, len(d.lines)+1)
	prose := 0
	for i := range d.lines {
		prose += d.lines[i].prose()
	}
	for i := range d.lines {
		l := &d.lines[i]
		w := l.prose()
		// Where there is little text, the dated rows of a list are the content.
		if prose < 300 && w == 0 && l.length >= 8 && l.length < 120 && (l.linked > 0 || l.length <= 14) && mayHit(l.text) && len(findDates(fold(l.text))) > 0 {
			w = l.length
		}
		weight[i+1] = weight[i] + w
	}
	total := weight[len(d.lines)]
	const names = chrome | inPager | isHidden
	wrong := false
	for i := range d.elems {
		el := &d.elems[i]
		if el.own&names == 0 {
			continue
		}
		share := weight[el.lineEnd] - weight[el.line]
		lines := int(el.lineEnd - el.line)
		if share < 30 || share*2 <= total || lines < 3 {
			continue
		}
		if el.own&(inFoot|inSide) != 0 && lines*5 < len(d.lines)*2 {
			continue // a foot with a long address on a page with a short text
		}
		el.own &^= names
		wrong = true
	}
	if !wrong {
		return
	}
	for i := range d.elems {
		el := &d.elems[i]
		el.flags = el.own
		if el.parent >= 0 {
			el.flags |= d.elems[el.parent].flags & inherited
		}
	}
}

// markFoot flags the lines of the page's foot by what only feet say, whatever
// their element is called.
func (d *document) markFoot() {
	for i := len(d.lines) - 1; i >= 0; i-- {
		l := &d.lines[i]
		if l.flags&unread == 0 && l.length < 300 && l.linked*2 <= l.length && footWords.in(l.text) {
			l.flags |= inFoot
			for k := i + 1; k < len(d.lines); k++ {
				d.lines[k].flags |= inFoot
			}
			continue
		}
		if l.prose() > 60 {
			return
		}
	}
}

// markCrumb flags a line that says where the visitor stands, and the links on
// it, whatever their element is called.
func (d *document) markCrumb() {
	for i := range d.lines {
		l := &d.lines[i]
		if l.linked == 0 || l.length > 120 || !hasPrefixAny(l.text, "当前位置", "您的位置", "您现在的位置", "您当前的位置", "你的位置", "现在位置", "所在位置", "当前所在位置", "位置：", "位置:", "您所在的位置", "你现在的位置") {
			continue
		}
		l.flags |= inCrumb
		for r := l.run; r < l.runEnd; r++ {
			if e := d.runs[r].elem; e >= 0 && d.elems[e].flags&inAnchor != 0 {
				d.elems[e].flags |= inCrumb
				for p := d.elems[e].parent; p >= 0 && d.elems[p].flags&inAnchor != 0; p = d.elems[p].parent {
					d.elems[p].flags |= inCrumb
				}
			}
		}
	}
}

var footWords = newWords("版权所有", "网站标识码", "ICP备", "Copyright", "COPYRIGHT", "公网安备", "All Rights Reserved")
