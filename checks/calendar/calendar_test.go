package calendar

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"duwang/crawler/portal"
)

func day(s string) portal.Date { return portal.MustDate(s) }

// The vectors of rules.md §4 and the ends of terms around the make-up days of
// the early years.
func TestAddWorkdaysFollowsTheNotices(t *testing.T) {
	for _, c := range []struct {
		name string
		from string
		n    int
		want string
	}{
		{"春节在内", "2026-01-30", 20, "2026-03-05"},
		{"春节前一周", "2026-02-13", 20, "2026-03-19"},
		{"国庆在内", "2026-09-18", 20, "2026-10-22"},
		{"中秋国庆在内", "2024-09-13", 20, "2024-10-17"},
		{"跨年", "2021-12-22", 20, "2022-01-20"},
		{"2020年春节延长", "2020-01-20", 20, "2020-02-25"},
		{"周六成文", "2025-12-20", 20, "2026-01-19"},
		{"期满日是调休上班的周六", "2026-04-29", 5, "2026-05-09"},
		{"越过调休上班的周六", "2026-04-29", 7, "2026-05-12"},
		{"国庆后的调休上班", "2026-09-30", 3, "2026-10-10"},
		{"春节两头调休", "2023-01-16", 15, "2023-02-09"},
		{"下一个工作日", "2026-03-02", 1, "2026-03-03"},
		{"周五之后一个工作日", "2026-03-06", 1, "2026-03-09"},
		{"元旦前的调休上班属下一年通知", "2018-12-28", 1, "2018-12-29"},
		{"2007年元旦前后", "2006-12-31", 1, "2007-01-04"},
		{"2015年抗战胜利纪念日", "2015-09-02", 1, "2015-09-06"},
		{"2013年国庆", "2013-09-30", 1, "2013-10-08"},
	} {
		t.Run(c.name, func(t *testing.T) {
			cal := MustDefault()
			got, known := cal.AddWorkdays(day(c.from), c.n)
			if got.String() != c.want || !known {
				t.Errorf("AddWorkdays(%s, %d) = %s, known %v; want %s", c.from, c.n, got, known, c.want)
			}
			count := cal.Count(day(c.from), day(c.want))
			if count.Workdays != c.n || !count.Known {
				t.Errorf("Count(%s, %s) = %d, known %v; want %d", c.from, c.want, count.Workdays, count.Known, c.n)
			}
		})
	}
}

// The number of working days of each year, as data/SOURCE.md lists them.
func TestYearsHaveTheirNumberOfWorkdays(t *testing.T) {
	want := map[int]int{
		2007: 249, 2008: 251, 2009: 250, 2010: 250, 2011: 250, 2012: 249, 2013: 250, 2014: 250, 2015: 249, 2016: 250,
		2017: 249, 2018: 250, 2019: 250, 2020: 249, 2021: 250, 2022: 249, 2023: 249, 2024: 251, 2025: 248, 2026: 248,
	}
	got := map[int]int{}
	cal := MustDefault()
	for y := 2000; y <= 2035; y++ {
		n, known := cal.Workdays(portal.NewDate(y-1, time.December, 31), portal.NewDate(y, time.December, 31))
		if known != cal.Known(y) {
			t.Errorf("%d: the count says known %v, the calendar %v", y, known, cal.Known(y))
		}
		if known {
			got[y] = n
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestUnknownYearsAreSaidToBeUnknown(t *testing.T) {
	cal := MustDefault()
	for _, c := range []struct {
		day            string
		working, known bool
	}{
		{"2026-12-31", true, true},
		{"2027-01-01", true, false}, // the notice of 2027 is not out: the plain week, and unknown
		{"2027-01-02", false, false},
		{"2006-12-29", true, false},
		{"2006-12-30", true, false}, // a Saturday that the notice of 2007 makes a working day
		{"1999-10-01", true, false},
		{"2100-06-05", false, false},
	} {
		working, known := cal.Workday(day(c.day))
		if working != c.working || known != c.known {
			t.Errorf("Workday(%s) = %v, %v; want %v, %v", c.day, working, known, c.working, c.known)
		}
	}
	if d, known := cal.AddWorkdays(day("2026-12-25"), 20); known || d.Year() != 2027 {
		t.Errorf("a term that ends in 2027 came out as %s, known %v", d, known)
	}
	if d, known := cal.AddWorkdays(day("2026-12-25"), 4); !known || d.String() != "2026-12-31" {
		t.Errorf("a term that ends in 2026 came out as %s, known %v", d, known)
	}
	if c := cal.Count(day("2026-12-30"), day("2027-01-05")); c.Known || c.Workdays != 4 || len(c.Days) != 6 {
		t.Errorf("a count into 2027: %+v", c)
	}
}

func TestZeroDatesAndTurnedSpans(t *testing.T) {
	cal := MustDefault()
	if w, k := cal.Workday(0); w || k {
		t.Error("the zero date is a working day, or known")
	}
	if d, k := cal.AddWorkdays(0, 3); d != 0 || k {
		t.Errorf("a term from no date ends on %s", d)
	}
	if d, k := cal.AddWorkdays(day("2026-03-07"), 0); d != day("2026-03-07") || !k {
		t.Errorf("no working days after a Saturday is %s", d)
	}
	for _, c := range []Count{cal.Count(0, day("2026-01-01")), cal.Count(day("2026-01-01"), 0)} {
		if c.Known || c.Workdays != 0 || len(c.Days) != 0 {
			t.Errorf("a count without both dates: %+v", c)
		}
	}
	if c := cal.Count(day("2026-03-05"), day("2026-03-02")); c.Workdays != 0 || len(c.Days) != 0 || !c.Known {
		t.Errorf("a count backwards: %+v", c)
	}
	if cal.Reason(0) != "" {
		t.Error("the zero date has a reason")
	}
}

func TestCountExplainsEveryDay(t *testing.T) {
	got := []string{}
	for _, d := range MustDefault().Count(day("2026-09-30"), day("2026-10-13")).Days {
		got = append(got, fmt.Sprintf("%s %v %s", d.Date, d.Working, d.Reason))
	}
	want := []string{
		"2026-10-01 false 国庆节放假", "2026-10-02 false 国庆节放假", "2026-10-03 false 国庆节放假", "2026-10-04 false 国庆节放假",
		"2026-10-05 false 国庆节放假", "2026-10-06 false 国庆节放假", "2026-10-07 false 国庆节放假", "2026-10-08 true ",
		"2026-10-09 true ", "2026-10-10 true 国庆节调休上班", "2026-10-11 false 周日", "2026-10-12 true ", "2026-10-13 true ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestVersionIsTheDateOfTheData(t *testing.T) {
	if v := MustDefault().Version(); v != "2026-08-07" {
		t.Errorf("version %q", v)
	}
}

const next = `{"year": 2027, "papers": ["x"], "days": [
	{"name": "元旦", "date": "2027-01-01", "isOffDay": true},
	{"name": "元旦", "date": "2026-12-27", "isOffDay": false}]}`

func TestFurtherFilesMakeAYearKnown(t *testing.T) {
	base := MustDefault()
	cal, err := Load(base, []byte(next))
	if err != nil {
		t.Fatal(err)
	}
	if !cal.Known(2027) || base.Known(2027) {
		t.Error("2027 should be known in the new calendar only")
	}
	if w, k := cal.Workday(day("2027-01-01")); w || !k {
		t.Error("1 January 2027 should be a known day off")
	}
	if w, k := cal.Workday(day("2026-12-27")); !w || !k || cal.Reason(day("2026-12-27")) != "元旦调休上班" {
		t.Error("27 December 2026 should be a make-up day")
	}
	if w, _ := base.Workday(day("2026-12-27")); w {
		t.Error("the base calendar changed")
	}
	// What the base knew stays.
	for d := day("2007-01-01"); d < day("2026-12-27"); d++ {
		a, b := base.Count(d-1, d), cal.Count(d-1, d)
		if diff := cmp.Diff(a, b); diff != "" {
			t.Fatalf("%s changed:\n%s", d, diff)
		}
	}
	again, err := Load(nil, []byte(next))
	if err != nil || again.Version() != cal.Version() {
		t.Errorf("the same files give %q and %q (%v)", cal.Version(), again.Version(), err)
	}
	if !strings.HasPrefix(cal.Version(), "2026-08-07+") || len(cal.Version()) != len("2026-08-07+01234567") {
		t.Errorf("version %q", cal.Version())
	}
	other, err := Load(cal, []byte(`{"year": 2026, "days": [{"name": "县庆", "date": "2026-08-03", "isOffDay": true}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if w, _ := other.Workday(day("2026-08-03")); w || other.Reason(day("2026-08-03")) != "县庆放假" || !other.Known(2027) {
		t.Error("a local day off over two layers was lost")
	}
	if other.Version() == cal.Version() || len(other.Version()) != len(cal.Version()) {
		t.Errorf("version %q after %q", other.Version(), cal.Version())
	}
	if same, err := Load(base); err != nil || same != base {
		t.Error("no further files should give the base itself")
	}
	stub, err := Load(base, []byte(`{"year": 2027, "papers": [], "days": []}`))
	if err != nil || stub.Known(2027) {
		t.Errorf("an empty year became known (%v)", err)
	}
	far, err := Load(base, []byte(`{"year": 2030, "days": [{"name": "元旦", "date": "2030-01-01", "isOffDay": true}]}`))
	if err != nil || !far.Known(2030) || far.Known(2028) {
		t.Errorf("a year apart: %v", err)
	}
	if _, known := far.Workdays(day("2026-12-01"), day("2030-02-01")); known {
		t.Error("a span over unknown years is said to be known")
	}
}

func TestBadHolidayFilesSayWhatIsWrong(t *testing.T) {
	for _, c := range []struct{ name, file, want string }{
		{"不是JSON", `year: 2027`, "第2个节假日文件：不是节假日数据"},
		{"没有年份", `{"days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}]}`, "year 为 0"},
		{"拼错isOffDay", `{"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01", "isOff": true}]}`, "没有 isOffDay"},
		{"没有日期", `{"year": 2027, "days": [{"name": "元旦", "isOffDay": true}]}`, "2027年第1条没有 date"},
		{"日期写法", `{"year": 2027, "days": [{"name": "元旦", "date": "2027-1-1", "isOffDay": true}]}`, "2027-1-1"},
		{"没有名称", `{"year": 2027, "days": [{"date": "2027-01-01", "isOffDay": true}]}`, "没有 name"},
		{"重复", `{"year": 2027, "days": [{"name": "a", "date": "2027-01-01", "isOffDay": true},{"name": "a", "date": "2027-01-01", "isOffDay": false}]}`, "2027年第2条（2027-01-01）重复"},
		{"年份不符", `{"year": 2027, "days": [{"name": "元旦", "date": "2207-01-01", "isOffDay": true}]}`, "不在2027年前后"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Load(nil, []byte(next), []byte(c.file))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q in it", err, c.want)
			}
		})
	}
}

// AddWorkdays and Count undo one another, and Workdays is Count without days.
func TestAddAndCountAreInverse(t *testing.T) {
	cal := MustDefault()
	rapid.Check(t, func(t *rapid.T) {
		from := day("2003-01-01") + portal.Date(rapid.IntRange(0, 10_000).Draw(t, "from"))
		n := rapid.IntRange(1, 400).Draw(t, "n")
		to, known := cal.AddWorkdays(from, n)
		count := cal.Count(from, to)
		if count.Workdays != n || count.Known != known {
			t.Fatalf("%s + %d = %s (known %v), but the count is %d (known %v)", from, n, to, known, count.Workdays, count.Known)
		}
		if w, _ := cal.Workday(to); !w {
			t.Fatalf("the term ends on %s, a day off", to)
		}
		if earlier, _ := cal.Workdays(from, to-1); earlier != n-1 {
			t.Fatalf("a day before the end %d working days have passed, not %d", earlier, n-1)
		}
		sum := 0
		for i, d := range count.Days {
			if d.Date != from+portal.Date(i)+1 {
				t.Fatalf("day %d of the derivation is %s", i, d.Date)
			}
			if d.Working {
				sum++
			} else if d.Reason == "" {
				t.Fatalf("%s is not counted and nobody says why", d.Date)
			}
			if weekday := d.Date.Weekday(); d.Working && (weekday == time.Saturday || weekday == time.Sunday) && d.Reason == "" {
				t.Fatalf("%s, a weekend, is counted and nobody says why", d.Date)
			}
		}
		if sum != n || len(count.Days) != to.DaysSince(from) {
			t.Fatalf("the derivation counts %d days of %d", sum, len(count.Days))
		}
	})
}

// Counting in two parts is counting in one.
func TestCountsAddUp(t *testing.T) {
	cal := MustDefault()
	rapid.Check(t, func(t *rapid.T) {
		a := day("2005-06-01") + portal.Date(rapid.IntRange(0, 9_000).Draw(t, "a"))
		b := a + portal.Date(rapid.IntRange(0, 900).Draw(t, "b"))
		c := b + portal.Date(rapid.IntRange(0, 900).Draw(t, "c"))
		ab, k1 := cal.Workdays(a, b)
		bc, k2 := cal.Workdays(b, c)
		ac, k3 := cal.Workdays(a, c)
		if ab+bc != ac || (k1 && k2) != k3 {
			t.Fatalf("%s…%s…%s: %d + %d ≠ %d, known %v %v %v", a, b, c, ab, bc, ac, k1, k2, k3)
		}
	})
}

func FuzzLoad(f *testing.F) {
	f.Add([]byte(next))
	f.Add([]byte(`{"year": 2027, "days": [{"date": null}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		cal, err := Load(nil, raw)
		if err == nil && !cal.Known(2026) {
			t.Error("a further file made a known year unknown")
		}
	})
}

func BenchmarkWorkday(b *testing.B) {
	cal, d := MustDefault(), day("2026-10-10")
	b.ReportAllocs()
	for b.Loop() {
		if w, _ := cal.Workday(d); !w {
			b.Fatal("a make-up day is off")
		}
	}
}

func BenchmarkAddWorkdays(b *testing.B) {
	cal, d := MustDefault(), day("2026-09-18")
	b.ReportAllocs()
	for b.Loop() {
		cal.AddWorkdays(d, 20)
	}
}

func BenchmarkWorkdaysTenYears(b *testing.B) {
	cal, from, to := MustDefault(), day("2012-01-01"), day("2022-01-01")
	b.ReportAllocs()
	for b.Loop() {
		cal.Workdays(from, to)
	}
}

func BenchmarkCountMonth(b *testing.B) {
	cal, from, to := MustDefault(), day("2026-09-18"), day("2026-10-22")
	b.ReportAllocs()
	for b.Loop() {
		cal.Count(from, to)
	}
}
