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
