package portal

import (
	"fmt"
	"time"
)

// A Date is a civil day without a clock or zone. Its zero value means that no
// date is known; the others count days, so Dates compare with < and subtract
// to whole days.
type Date int32

const dateLayout = "2006-01-02"

// dayOne is the day before Date 1, so that the zero Date stays "unknown".
var dayOne = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -1)

// NewDate returns the civil day y-m-d, or the zero Date when there is no such
// day (31 February).
func NewDate(y int, m time.Month, d int) Date {
	t := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	if y < 1 || t.Year() != y || t.Month() != m || t.Day() != d {
		return 0
	}
	return DateOf(t)
}

// DateOf returns the civil day that t shows in its own zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix()/86400 - dayOne.Unix()/86400)
}

// ParseDate reads YYYY-MM-DD, the one form in which dates are stored.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(dateLayout, s)
	if err != nil {
		return 0, fmt.Errorf("date %q is not YYYY-MM-DD", s)
	}
	return DateOf(t), nil
}

// MustDate is ParseDate for constants; it panics on anything else.
func MustDate(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// Time returns midnight UTC of the day.
func (d Date) Time() time.Time { return dayOne.AddDate(0, 0, int(d)) }

// Date returns year, month and day.
func (d Date) Date() (int, time.Month, int) { return d.Time().Date() }

// Year returns the calendar year, 0 for the zero Date.
func (d Date) Year() int {
	if d == 0 {
		return 0
	}
	return d.Time().Year()
}

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.Time().Weekday() }

// AddDays returns the day n calendar days later (earlier for n < 0).
func (d Date) AddDays(n int) Date { return d + Date(n) }

// DaysSince returns the calendar days from earlier to d.
func (d Date) DaysSince(earlier Date) int { return int(d - earlier) }

// IsZero tells whether no date is known.
func (d Date) IsZero() bool { return d == 0 }

// String returns YYYY-MM-DD, "" for the zero Date.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return d.Time().Format(dateLayout)
}

// Chinese returns the day as official prose writes it: 2026年8月1日.
func (d Date) Chinese() string {
	if d == 0 {
		return ""
	}
	y, m, day := d.Date()
	return fmt.Sprintf("%d年%d月%d日", y, int(m), day)
}

// Weekdays in Chinese, Sunday first.
var weekdays = [...]string{"星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"}

// ChineseLong returns the day with its weekday: 2025年3月14日（星期五）.
func (d Date) ChineseLong() string {
	if d == 0 {
		return ""
	}
	return d.Chinese() + "（" + weekdays[d.Weekday()] + "）"
}

// MarshalJSON writes "YYYY-MM-DD", null for the zero Date.
func (d Date) MarshalJSON() ([]byte, error) {
	if d == 0 {
		return []byte("null"), nil
	}
	return []byte(`"` + d.String() + `"`), nil
}

// UnmarshalJSON reads what MarshalJSON writes, and "" as the zero Date.
func (d *Date) UnmarshalJSON(b []byte) error {
	if string(b) == "null" || string(b) == `""` {
		*d = 0
		return nil
	}
	if len(b) < 2 || b[0] != '"' {
		return fmt.Errorf("date %s is not a string", b)
	}
	v, err := ParseDate(string(b[1 : len(b)-1]))
	*d = v
	return err
}

// MarshalText and UnmarshalText let a Date stand in YAML and as a map key.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads YYYY-MM-DD or nothing.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = 0
		return nil
	}
	v, err := ParseDate(string(b))
	*d = v
	return err
}

// A Stamp is a moment as a page states it: a day, and the clock when the page
// gives one ("10:02" or "10:02:33", "" when it does not).
type Stamp struct {
	Date  Date
	Clock string
}

// IsZero tells whether the page states nothing.
func (s Stamp) IsZero() bool { return s.Date == 0 }

// String returns "YYYY-MM-DD" or "YYYY-MM-DD HH:MM[:SS]", as precise as the page.
func (s Stamp) String() string {
	if s.Date == 0 || s.Clock == "" {
		return s.Date.String()
	}
	return s.Date.String() + " " + s.Clock
}

// ParseStamp reads what String writes.
func ParseStamp(v string) (Stamp, error) {
	if v == "" {
		return Stamp{}, nil
	}
	day, clock := v, ""
	if len(v) > 10 {
		if v[10] != ' ' {
			return Stamp{}, fmt.Errorf("moment %q is not YYYY-MM-DD HH:MM", v)
		}
		day, clock = v[:10], v[11:]
	}
	d, err := ParseDate(day)
	return Stamp{d, clock}, err
}

// MarshalJSON writes the String form, null when nothing is stated.
func (s Stamp) MarshalJSON() ([]byte, error) {
	if s.Date == 0 {
		return []byte("null"), nil
	}
	return []byte(`"` + s.String() + `"`), nil
}

// UnmarshalJSON reads what MarshalJSON writes.
func (s *Stamp) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*s = Stamp{}
		return nil
	}
	if len(b) < 2 || b[0] != '"' {
		return fmt.Errorf("moment %s is not a string", b)
	}
	v, err := ParseStamp(string(b[1 : len(b)-1]))
	*s = v
	return err
}
