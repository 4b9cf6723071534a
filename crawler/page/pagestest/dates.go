package pagestest

import (
	"fmt"

	"duwang/crawler/portal"
)

// day draws a day up to back days before the visit.
func (m *maker) day(back int) portal.Date { return m.today.AddDays(-m.Intn(back)) }

// clock draws a time of day, never one that systems fill in.
func (m *maker) clock() string {
	return fmt.Sprintf("%02d:%02d:%02d", m.between(7, 20), m.between(1, 58), m.between(1, 58))
}

// Precisions of a stamp.
const (
	toDay = iota
	toMinute
	toSecond
)

// stamp cuts a day and a clock to a precision.
func stamp(d portal.Date, clock string, precision int) portal.Stamp {
	switch precision {
	case toMinute:
		return portal.Stamp{Date: d, Clock: clock[:5]}
	case toSecond:
		return portal.Stamp{Date: d, Clock: clock}
	}
	return portal.Stamp{Date: d}
}

// spell writes a stamp in one of the ways of real pages; all of them say the
// same day and clock.
func (m *maker) spell(s portal.Stamp) string {
	y, mo, d := s.Date.Date()
	month := int(mo)
	if s.Clock == "" {
		return m.one(
			s.Date.String(), s.Date.String(), s.Date.String(), s.Date.Chinese(),
			fmt.Sprintf("%d年%02d月%02d日", y, month, d), fmt.Sprintf("%d/%02d/%02d", y, month, d), fmt.Sprintf("%d.%02d.%02d", y, month, d),
			fmt.Sprintf("%d-%d-%d", y, month, d), fmt.Sprintf("( %s)", s.Date), fmt.Sprintf("[%s]", s.Date), s.Date.String()+" 00:00:00", s.Date.String()+" 00:00",
			fmt.Sprintf("%d年 %d月 %d日", y, month, d), wide(s.Date.String()), fmt.Sprintf("%d/%d/%d", y, month, d), s.Date.Chinese()+" "+weekday(s.Date),
		)
	}
	if len(s.Clock) == 5 {
		h, mi := s.Clock[:2], s.Clock[3:]
		return m.one(
			s.Date.String()+" "+s.Clock, s.Date.String()+" "+s.Clock, s.Date.String()+" "+s.Clock, fmt.Sprintf("%d年%02d月%02d日 %s", y, month, d, s.Clock),
			fmt.Sprintf("%s %s∶%s", s.Date, h, mi), fmt.Sprintf("%s　%s：%s", s.Date, h, mi), fmt.Sprintf("%d/%02d/%02d %s", y, month, d, s.Clock),
			fmt.Sprintf("%d.%02d.%02d %s", y, month, d, s.Clock), fmt.Sprintf("%d年%02d月%02d日 %s时%s分", y, month, d, h, mi), fmt.Sprintf("%d年%d月%d日%s", y, month, d, s.Clock),
			fmt.Sprintf("%s&nbsp;&nbsp;%s", s.Date, s.Clock),
		)
	}
	return m.one(
		s.Date.String()+" "+s.Clock, s.Date.String()+" "+s.Clock, fmt.Sprintf("%s %s GMT+08:00", dotted(s.Date), s.Clock), s.Date.String()+"T"+s.Clock,
		fmt.Sprintf("%d年%02d月%02d日 %s", y, month, d, s.Clock), fmt.Sprintf("%d/%02d/%02d %s", y, month, d, s.Clock), s.Date.String()+" "+s.Clock+".0",
	)
}

func dotted(d portal.Date) string {
	y, m, day := d.Date()
	return fmt.Sprintf("%d.%02d.%02d", y, int(m), day)
}

// spellFormed writes a formation date as metadata tables do.
func (m *maker) spellFormed(d portal.Date) string {
	y, mo, day := d.Date()
	return m.one(d.String(), d.Chinese(), d.String(), fmt.Sprintf("%d年%02d月%02d日", y, int(mo), day), dotted(d), numerals(d, "〇"), d.String()+" 00:00:00", fmt.Sprintf("%d/%d/%d", y, int(mo), day))
}

// spellSigned writes the date of a signature.
func (m *maker) spellSigned(d portal.Date) string {
	y, mo, day := d.Date()
	return m.one(d.Chinese(), d.Chinese(), d.Chinese(), numerals(d, "〇"), numerals(d, "○"), numerals(d, "O"), numerals(d, "零"),
		fmt.Sprintf("%d 年 %d 月 %d 日", y, int(mo), day), fmt.Sprintf("%d年%d月%d 日", y, int(mo), day), fmt.Sprintf("%d年%02d月%02d日", y, int(mo), day))
}

var hanDigits = []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}

// numerals writes a date in Chinese numerals with the given zero.
func numerals(d portal.Date, zero string) string {
	y, m, day := d.Date()
	s := ""
	for _, c := range fmt.Sprint(y) {
		if c == '0' {
			s += zero
		} else {
			s += hanDigits[c-'0']
		}
	}
	return s + "年" + upTo99(int(m)) + "月" + upTo99(day) + "日"
}

func upTo99(n int) string {
	switch {
	case n < 10:
		return hanDigits[n]
	case n < 20:
		return "十" + hanDigits[n-10]
	}
	return hanDigits[n/10] + "十" + hanDigits[n%10]
}

// wide writes digits and hyphens in full width.
func wide(s string) string {
	out := ""
	for _, r := range s {
		if r > ' ' && r < 0x7f {
			r += 0xfee0
		}
		out += string(r)
	}
	return out
}

func weekday(d portal.Date) string {
	return "星期" + []string{"日", "一", "二", "三", "四", "五", "六"}[int(d.Time().Weekday())]
}
