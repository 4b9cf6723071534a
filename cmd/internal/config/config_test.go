package config

import (
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"duwang/crawler/portal"
)

var update = flag.Bool("update", false, "write the messages of the bad files anew")

// file loads a file of testdata so that messages name it without its folder.
func file(t *testing.T, name string) (*Config, error) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return Parse(name, data, filepath.FromSlash("/office"))
}

func TestEveryBadFileNamesFileLineKeyAndFix(t *testing.T) {
	files, err := filepath.Glob("testdata/bad-*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no bad files", err)
	}
	for _, path := range files {
		name := filepath.Base(path)
		t.Run(strings.TrimSuffix(name, ".yaml"), func(t *testing.T) {
			_, err := file(t, name)
			if err == nil {
				t.Fatal("the file was taken for right")
			}
			golden := strings.TrimSuffix(path, ".yaml") + ".txt"
			if *update {
				if err := os.WriteFile(golden, []byte(err.Error()+"\n"), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, e := os.ReadFile(golden)
			if e != nil {
				t.Fatal(e)
			}
			if diff := cmp.Diff(string(want), err.Error()+"\n"); diff != "" {
				t.Errorf("messages differ (-want +got):\n%s", diff)
			}
			for line := range strings.Lines(err.Error()) {
				if !strings.HasPrefix(line, name+":") || !strings.Contains(line, "；应为") {
					t.Errorf("message names no file or no fix: %s", line)
				}
			}
		})
	}
}

func TestEveryMessageOfABadFileStandsAlone(t *testing.T) {
	golden, err := filepath.Glob("testdata/bad-*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range golden {
		if _, err := os.Stat(strings.TrimSuffix(g, ".txt") + ".yaml"); err != nil {
			t.Errorf("%s has no file", g)
		}
	}
}

func TestContractFileReadsWhole(t *testing.T) {
	c, err := file(t, "good-contract.yaml")
	if err != nil {
		t.Fatal(err)
	}
	want := Default()
	want.Office = Office{Name: "示例县人民政府办公室", NoticeCode: "示政公开整", Confirm: ConfirmPerson, DeadlineFrom: DeadlineFromIssue}
	want.Crawl.Night = &Night{From: 22 * time.Hour, To: 6 * time.Hour, Rate: 5}
	if diff := cmp.Diff(want.Crawl, c.Crawl); diff != "" {
		t.Errorf("crawl (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want.Office, c.Office); diff != "" {
		t.Errorf("office (-want +got):\n%s", diff)
	}
	ledger := portal.Ledger{
		Office: "示例县人民政府办公室",
		Sites:  []portal.Site{{ID: "portal", Name: "示例县人民政府", URL: "http://www.example.gov.cn/", Code: "1522000001"}},
		Units:  []portal.Unit{{ID: "edu", Name: "教育局", Kind: "department", Site: "portal"}},
		Columns: []portal.Column{
			{ID: "edu-news", Unit: "edu", Site: "portal", Name: "工作动态", URL: "http://www.example.gov.cn/jyj/gzdt/", Type: "news"},
			{ID: "edu-policy", Unit: "edu", Site: "portal", Name: "政策文件", URL: "http://www.example.gov.cn/jyj/zcwj/", Type: "policy", MaxAge: 180},
		},
	}
	if diff := cmp.Diff(ledger, c.Ledger()); diff != "" {
		t.Errorf("ledger (-want +got):\n%s", diff)
	}
	got := []string{c.Store, c.Evidence, c.Ruleset, c.Since.String(), c.Schedule[0].Cron, c.Schedule[0].Scan, c.Schedule[1].Scan}
	if diff := cmp.Diff([]string{"/office/duwang.db", "/office/evidence", "national-2019", "2026-01-01", "0 2 * * 1", "recent", "full"}, got); diff != "" {
		t.Errorf("rest (-want +got):\n%s", diff)
	}
}

func TestSmallestFileGetsEveryDefault(t *testing.T) {
	c, err := file(t, "good-smallest.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Default().Crawl, c.Crawl); diff != "" {
		t.Errorf("crawl (-want +got):\n%s", diff)
	}
	want := []portal.Site{{ID: "portal", Name: "portal", URL: "http://127.0.0.1:8080/"}}
	if diff := cmp.Diff(want, c.Sites); diff != "" {
		t.Errorf("sites (-want +got):\n%s", diff)
	}
	if c.Postgres() || c.RulesetIsFile() || c.Office.Confirm != ConfirmPerson || len(c.Schedule) != 0 {
		t.Errorf("store %q, ruleset %q, confirm %q, schedule %v", c.Store, c.Ruleset, c.Office.Confirm, c.Schedule)
	}
	if got := c.ArticlesSince(portal.MustDate("2026-11-18")); got != portal.MustDate("2026-01-01") {
		t.Errorf("articles since %s", got)
	}
}

func TestLargeFile(t *testing.T) {
	c, err := file(t, "good-large.yaml")
	if err != nil {
		t.Fatal(err)
	}
	wantCrawl := Crawl{Concurrency: 16, PerHost: 2, Rate: 0.5, Night: &Night{From: 22 * time.Hour, To: 6 * time.Hour}, Timeout: 90 * time.Second,
		MaxPages: 300_000, MaxBody: 1_500_000, Robots: RobotsIgnore, AllowPrivate: true, UserAgent: "检查员/1 (test)"}
	if diff := cmp.Diff(wantCrawl, c.Crawl); diff != "" {
		t.Errorf("crawl (-want +got):\n%s", diff)
	}
	want := portal.Ledger{
		Office: "示例县人民政府办公室",
		Sites: []portal.Site{
			{ID: "portal", Name: "示例县人民政府", URL: "http://www.example.gov.cn/", Code: "0412340001"},
			{ID: "bureau", Name: "bureau", URL: "https://www.example.gov.cn/jyj/index.html", Hosts: []string{"jyj.example.gov.cn", "192.0.2.8:8080"}},
		},
		Units: []portal.Unit{
			{ID: "edu", Name: "edu", Kind: "department", Site: "bureau"},
			{ID: "town", Name: "town", Kind: "township", Site: "portal"},
			{ID: "empty", Name: "没有栏目的单位", Kind: "department", Site: "portal"},
		},
		Columns: []portal.Column{
			{ID: "edu-news", Unit: "edu", Site: "bureau", Name: "动态要闻", URL: "https://www.example.gov.cn/jyj/gzdt/?a=1", Type: "news"},
			{ID: "edu-list", Unit: "edu", Site: "bureau", Name: "其他", URL: "http://jyj.example.gov.cn/list", Type: "other"},
			{ID: "town-news", Unit: "town", Site: "portal", Name: "动态要闻", URL: "http://www.example.gov.cn/xz/gzdt/", Type: "news", MaxAge: 30},
		},
	}
	if diff := cmp.Diff(want, c.Ledger()); diff != "" {
		t.Errorf("ledger (-want +got):\n%s", diff)
	}
	got := []any{c.Store, c.Postgres(), c.Evidence, c.Ruleset, c.RulesetIsFile(), c.Holidays[0], c.ArticlesSince(portal.MustDate("2026-11-18")).String(),
		c.Render("edu-list"), c.Render("edu-news"), c.Office.Confirm, c.Schedule[0].Scan}
	rest := []any{"postgres://inspector@db.example/duwang", true, "/evidence", "/office/rules/local.yaml", true, "/office/rest/2027.yaml", "2025-07-01",
		true, false, "auto", "recent"}
	if diff := cmp.Diff(rest, got); diff != "" {
		t.Errorf("rest (-want +got):\n%s", diff)
	}
}

func TestExampleStatesTheDefaults(t *testing.T) {
	c, err := Parse("example.yaml", []byte(Example()), "/office")
	if err != nil {
		t.Fatal(err)
	}
	want := Default()
	night := defaultNight()
	want.Crawl.Night = &night
	if diff := cmp.Diff(want.Crawl, c.Crawl); diff != "" {
		t.Errorf("crawl (-default +example):\n%s", diff)
	}
	if c.Office.Confirm != want.Office.Confirm || c.Ruleset != want.Ruleset || c.Store != "/office/"+want.Store || c.Evidence != "/office/"+want.Evidence {
		t.Errorf("office %+v, ruleset %q, store %q, evidence %q", c.Office, c.Ruleset, c.Store, c.Evidence)
	}
	for _, l := range levels() {
		for _, f := range l.fields {
			if !strings.Contains(Example(), f.key+":") {
				t.Errorf("the example does not show %s", join(l.at, f.key))
			}
		}
	}
	for _, n := range portal.ColumnTypes {
		if !strings.Contains(Example(), n.Type+" "+n.Chinese) {
			t.Errorf("the example does not explain the type %s", n.Type)
		}
	}
}

func TestLoadFindsTheFolderOfTheFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "duwang.yaml")
	if err := os.WriteFile(path, []byte("\ufeff"+Example()), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if c.Path != path || c.Dir != dir || c.Store != filepath.Join(dir, "duwang.db") {
		t.Errorf("path %q, dir %q, store %q", c.Path, c.Dir, c.Store)
	}
}

func TestLoadSaysThatTheFileIsNotThere(t *testing.T) {
	_, err := Load(filepath.Join(t.TempDir(), "none.yaml"))
	var e *Error
	if !errors.As(err, &e) || !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "没有这个文件") {
		t.Errorf("got %v", err)
	}
	if _, err := Load(t.TempDir()); !errors.As(err, &e) || errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder: got %v", err)
	}
}

func TestProblemOfACallerHasItsLine(t *testing.T) {
	c, err := file(t, "good-contract.yaml")
	if err != nil {
		t.Fatal(err)
	}
	got := c.Problem("ruleset", "没有名为“national-2018”的指标体系", "内置的指标体系之一", "national-2019").Error()
	want := "good-contract.yaml:7: ruleset: 没有名为“national-2018”的指标体系；应为内置的指标体系之一；最接近的写法是 national-2019"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestRateFollowsTheNight(t *testing.T) {
	over := Crawl{Rate: 1, Night: &Night{From: 22 * time.Hour, To: 6 * time.Hour, Rate: 5}}
	within := Crawl{Rate: 2, Night: &Night{From: time.Hour, To: 5*time.Hour + 30*time.Minute, Rate: 0}}
	for _, row := range []struct {
		name  string
		crawl Crawl
		utc   string
		want  float64
	}{
		{"21:59:59 in Shanghai is day", over, "13:59:59", 1},
		{"22:00 is night", over, "14:00:00", 5},
		{"midnight is night", over, "16:00:00", 5},
		{"05:59:59 is night", over, "21:59:59", 5},
		{"06:00 is day", over, "22:00:00", 1},
		{"noon is day", over, "04:00:00", 1},
		{"before a window within one day", within, "16:59:59", 2},
		{"in it", within, "17:00:00", 0},
		{"at its end", within, "21:30:00", 2},
		{"without a night", Crawl{Rate: 3}, "16:00:00", 3},
	} {
		t.Run(row.name, func(t *testing.T) {
			at, err := time.Parse("2006-01-02 15:04:05", "2026-03-04 "+row.utc)
			if err != nil {
				t.Fatal(err)
			}
			if got := row.crawl.RateAt(at); got != row.want {
				t.Errorf("got %v, want %v", got, row.want)
			}
		})
	}
}

func TestScheduleIsReadInShanghai(t *testing.T) {
	c, err := file(t, "good-contract.yaml")
	if err != nil {
		t.Fatal(err)
	}
	// Sunday 17:59 UTC is already Monday 01:59 in Shanghai.
	after := time.Date(2026, 11, 15, 17, 59, 0, 0, time.UTC)
	if got, want := c.Schedule[0].Next(after), time.Date(2026, 11, 15, 18, 0, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("weekly: got %s, want %s", got, want)
	}
	if got, want := c.Schedule[1].Next(after), time.Date(2026, 12, 1, 2, 0, 0, 0, Zone); !got.Equal(want) {
		t.Errorf("monthly: got %s, want %s", got, want)
	}
}

func TestUserAgentIsASCIIAndNamesTheOffice(t *testing.T) {
	for _, row := range []struct {
		name, want string
		c          Config
	}{
		{"program and version", "duwang/1.2", Config{}},
		{"office", "duwang/1.2 (+%E7%A4%BA%E4%BE%8B%E5%8E%BF)", Config{Office: Office{Name: "示例县"}}},
		{"office and phone", "duwang/1.2 (+%E7%A4%BA; 0000-1234567)", Config{Office: Office{Name: "示", Phone: "0000-1234567"}}},
		{"brackets cannot end the remark", "duwang/1.2 (+a%29%20b)", Config{Office: Office{Name: "a) b"}}},
		{"the file's own", "%E6%A3%80/1 (x y)", Config{Crawl: Crawl{UserAgent: "检/1 (x y)"}}},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := row.c.UserAgent("1.2"); got != row.want {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range append(files, "example.yaml") {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Parse("f.yaml", data, "/office")
		if (c == nil) == (err == nil) {
			t.Fatalf("config %v and error %v", c, err)
		}
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || len(e.Problems) == 0 {
				t.Fatalf("an error without a problem: %v", err)
			}
			return
		}
		// What was taken for right can be worked with.
		l := c.Ledger()
		if len(l.Sites) == 0 {
			t.Fatal("no site")
		}
		for _, col := range l.Columns {
			if col.Site == "" || col.URL == "" || col.Type == "" || !strings.HasPrefix(col.URL, "http") {
				t.Fatalf("half a column: %+v", col)
			}
		}
		for _, s := range c.Schedule {
			if s.Next(time.Unix(0, 0)).IsZero() {
				t.Fatalf("a schedule that never comes: %q", s.Cron)
			}
		}
		for i := 0; i < len(c.UserAgent("1")); i++ {
			if b := c.UserAgent("1")[i]; b < ' ' || b > '~' {
				t.Fatalf("user agent %q", c.UserAgent("1"))
			}
		}
	})
}
