package config

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// A wrong is why a value cannot be read; near is what may have been meant.
type wrong struct{ want, near string }

var number = regexp.MustCompile(`^\s*(\d+(?:\.\d+)?)\s*(.*?)\s*$`)

const maxDays = 36_500

// duration reads 15s, 1m30s, 12h, 180d.
func duration(s string) (time.Duration, *wrong) {
	if days, ok := strings.CutSuffix(s, "d"); ok {
		if n, err := strconv.Atoi(days); err == nil && n >= 0 && n <= maxDays {
			return time.Duration(n) * 24 * time.Hour, nil
		}
	}
	if d, err := time.ParseDuration(s); err == nil && d >= 0 && !strings.HasPrefix(s, "+") && !strings.HasPrefix(s, "-") {
		return d, nil
	}
	w := &wrong{want: "数字加单位，如 15s、2m、12h、180d"}
	if m := number.FindStringSubmatch(s); m != nil {
		if u := unitOf(m[2], durationUnits, "s"); u != "" {
			w.near = m[1] + u
		}
	}
	return 0, w
}

var durationUnits = []unit{
	{"ms", "毫秒 msec millisecond milliseconds"}, {"s", "秒 秒钟 sec secs second seconds"}, {"m", "分 分钟 min mins minute minutes"},
	{"h", "时 小时 hr hrs hour hours"}, {"d", "天 日 day days"},
}

type unit struct{ right, others string }

// unitOf returns the right spelling of a unit, otherwise when there is none,
// "" when it is not known.
func unitOf(s string, units []unit, otherwise string) string {
	if s == "" {
		return otherwise
	}
	for _, u := range units {
		if strings.EqualFold(s, u.right) {
			return u.right
		}
		for _, o := range strings.Fields(u.others) {
			if strings.EqualFold(s, o) {
				return u.right
			}
		}
	}
	return ""
}

// days reads 180d.
func days(s string) (int, *wrong) {
	w := &wrong{want: "天数，如 180d"}
	if text, ok := strings.CutSuffix(s, "d"); ok {
		if n, err := strconv.Atoi(text); err == nil && n > 0 && n <= maxDays {
			return n, nil
		}
	}
	if m := number.FindStringSubmatch(s); m != nil {
		whole, _, _ := strings.Cut(m[1], ".")
		n, err := strconv.Atoi(whole)
		switch unitOf(m[2], []unit{{"d", "天 日 day days"}, {"w", "周 星期 week weeks"}, {"y", "年 year years"}, {"M", "月 个月 month months mo"}}, "d") {
		case "":
			n = 0
		case "w":
			n *= 7
		case "M":
			n *= 30
		case "y":
			n *= 365
		}
		if err == nil && n > 0 && n <= maxDays {
			w.near = strconv.Itoa(n) + "d"
		}
	}
	return 0, w
}

var sizeUnits = []struct {
	suffix string
	bytes  int64
}{{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"KB", 1000}, {"MB", 1000_000}, {"GB", 1000_000_000}, {"B", 1}}

// size reads 10MiB, 512KiB, 10MB, and a bare number of bytes.
func size(s string) (int64, *wrong) {
	digits, factor := s, int64(1)
	for _, u := range sizeUnits {
		if text, ok := strings.CutSuffix(s, u.suffix); ok {
			digits, factor = text, u.bytes
			break
		}
	}
	if n, err := strconv.ParseInt(digits, 10, 64); err == nil && n > 0 && n <= (1<<40)/factor {
		return n * factor, nil
	}
	w := &wrong{want: "大于零的字节数或数字加单位，如 10MiB、512KiB"}
	if m := number.FindStringSubmatch(s); m != nil && strings.Trim(m[1], "0.") != "" {
		if u := unitOf(m[2], []unit{{"KiB", "k kb kib"}, {"MiB", "m mb mib 兆"}, {"GiB", "g gb gib"}}, "MiB"); u != "" {
			whole, _, _ := strings.Cut(m[1], ".")
			w.near = whole + u
		}
	}
	return 0, w
}

var clockText = regexp.MustCompile(`^([01]\d|2[0-3]):([0-5]\d)$`)
var clockLike = regexp.MustCompile(`^\s*(\d{1,2})\s*(?:[:：点时.]\s*(\d{1,2})?)?`)

// clock reads 22:00 as the time since midnight.
func clock(s string) (time.Duration, *wrong) {
	if m := clockText.FindStringSubmatch(s); m != nil {
		h, _ := strconv.Atoi(m[1])
		min, _ := strconv.Atoi(m[2])
		return time.Duration(h)*time.Hour + time.Duration(min)*time.Minute, nil
	}
	w := &wrong{want: "加引号的时刻，如 \"22:00\""}
	if m := clockLike.FindStringSubmatch(s); m != nil {
		h, _ := strconv.Atoi(m[1])
		min, _ := strconv.Atoi(m[2])
		if h == 24 {
			h = 0
		}
		if h < 24 && min < 60 {
			w.near = fmt.Sprintf(`"%02d:%02d"`, h, min)
		}
	}
	return 0, w
}

var cronParser = cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow)

// longAgo is where a cron expression is asked for its first moment, to refuse
// those that have none (30 February).
var longAgo = time.Date(2024, 1, 1, 0, 0, 0, 0, Zone)

var cronNames = map[string]string{
	"@hourly": "0 * * * *", "@daily": "0 2 * * *", "@midnight": "0 0 * * *", "@weekly": "0 2 * * 1",
	"@monthly": "0 2 1 * *", "@yearly": "0 2 1 1 *", "@annually": "0 2 1 1 *",
}

// cronTimes reads a cron expression of five fields.
func cronTimes(s string) (cron.Schedule, *wrong) {
	w := &wrong{want: "五个字段的 cron 表达式：分 时 日 月 星期，如 \"0 2 * * 1\"（每周一 2 时）"}
	fields := strings.Fields(s)
	if len(fields) != 5 {
		if near := cronNames[strings.ToLower(strings.TrimSpace(s))]; near != "" {
			w.near = strconv.Quote(near)
		} else if len(fields) == 6 {
			w.near = strconv.Quote(strings.Join(fields[1:], " "))
			if _, e := cronTimes(strings.Join(fields[1:], " ")); e != nil {
				w.near = ""
			}
		}
		return nil, w
	}
	// A zone before the fields would make two meanings of one file.
	if strings.Contains(s, "=") || strings.HasPrefix(s, "@") {
		return nil, w
	}
	at, err := cronParser.Parse(strings.Join(fields, " "))
	if err != nil {
		return nil, w
	}
	if at.Next(longAgo).IsZero() {
		w.want = "会到来的时间（这个表达式所指的日子不存在）"
		return nil, w
	}
	return at, nil
}

var idText = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*$`)
var notID = regexp.MustCompile(`[^a-z0-9]+`)

// identifier refuses what cannot stand in a file name and an address.
func identifier(s string) (string, *wrong) {
	if idText.MatchString(s) {
		return s, nil
	}
	near := strings.Trim(notID.ReplaceAllString(strings.ToLower(s), "-"), "-")
	return "", &wrong{want: "小写字母、数字和连字符，以字母或数字开头，如 edu-news", near: near}
}
