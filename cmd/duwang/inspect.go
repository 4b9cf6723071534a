package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"duwang/cmd/internal/config"
	"duwang/crawler"
	"duwang/crawler/page"
	"duwang/crawler/portal"
)

// inspection is what `inspect --json` prints (contract §5): null where the
// page does not say.
type inspection struct {
	URL            string              `json:"url"`
	Kind           portal.Kind         `json:"kind"`
	Status         int                 `json:"status"`
	Charset        string              `json:"charset"`
	Title          *string             `json:"title"`
	PublishedAt    portal.Stamp        `json:"published_at"`
	Source         *string             `json:"source"`
	FormedOn       portal.Date         `json:"formed_on"`
	FormedFrom     *string             `json:"formed_from"`
	IndexNumber    *string             `json:"index_number"`
	DocumentNumber *string             `json:"document_number"`
	Issuer         *string             `json:"issuer"`
	Disclosure     *string             `json:"disclosure"`
	Note           *string             `json:"note"`
	BodyChars      int                 `json:"body_chars"`
	Tags           map[string]string   `json:"tags"`
	Marks          map[string]string   `json:"marks"`
	Items          []portal.Row        `json:"items"`
	More           []string            `json:"more"`
	Script         *string             `json:"script"`
	System         string              `json:"system,omitempty"` // of the built-in content systems, by its id
	Attachments    []portal.Attachment `json:"attachments"`
	Links          int                 `json:"links"`
	Unverified     *string             `json:"unverified"`
	From           map[string]string   `json:"from"`
}

func newInspect() *cobra.Command {
	var base string
	var asJSON bool
	c := &cobra.Command{
		Use: "inspect 网址或文件", Short: "逐项显示程序从一个页面上读到了什么、在哪里读到的",
		Example: "  duwang inspect http://www.example.gov.cn/zwgk/t20260901_1.html\n  duwang inspect 页面.html --base http://www.example.gov.cn/zwgk/t20260901_1.html --json",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("请给出一个网址或一个文件；运行“duwang inspect --help”查看用法")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			answer, err := open(cmd.Context(), args[0], base)
			if err != nil {
				return err
			}
			opt := answer.options
			facts, trace, err := page.Inspect(answer.body, opt)
			if err != nil && !errors.Is(err, page.ErrAddress) {
				return &exit{exitFailed, fmt.Errorf("页面无法解析：%w", err)}
			}
			if asJSON {
				e := json.NewEncoder(cmd.OutOrStdout())
				e.SetEscapeHTML(false)
				e.SetIndent("", " ")
				return e.Encode(newInspection(opt.URL, opt.Status, facts))
			}
			printFacts(cmd.OutOrStdout(), opt.URL, opt.Status, facts, trace)
			return nil
		},
	}
	c.Flags().StringVar(&base, "base", "", "文件原来的`网址`，用来补全相对链接")
	c.Flags().BoolVar(&asJSON, "json", false, "输出 JSON")
	return c
}

type answered struct {
	body    []byte
	options page.Options
}

// open reads a page from the web or from a file.
func open(ctx context.Context, name, base string) (*answered, error) {
	today := portal.DateOf(time.Now().In(config.Zone))
	if u, err := url.Parse(name); err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" {
		cfg := config.Default()
		ex, err := crawler.Fetch(ctx, name, crawler.Options{
			Timeout: cfg.Crawl.Timeout, MaxBody: cfg.Crawl.MaxBody, AllowPrivate: true, UserAgent: cfg.UserAgent(version),
		})
		if err != nil {
			return nil, &exit{exitFailed, fmt.Errorf("未能读取 %s：%w", name, err)}
		}
		home := strings.Trim(u.Path, "/") == "" && u.RawQuery == ""
		return &answered{ex.Body, page.Options{URL: ex.URL, ContentType: ex.Header.Get("Content-Type"), Status: ex.Status, Home: home, AsOf: today}}, nil
	}
	body, err := os.ReadFile(name)
	if err != nil {
		return nil, usage("读不到文件 %s：%v", name, err)
	}
	opt := page.Options{URL: base, Status: 200, AsOf: today}
	if u, err := url.Parse(base); base != "" && err == nil {
		opt.Home = strings.Trim(u.Path, "/") == "" && u.RawQuery == ""
	}
	return &answered{body, opt}, nil
}

func newInspection(address string, status int, f *portal.Facts) *inspection {
	say := func(s string) *string {
		if s == "" {
			return nil
		}
		return &s
	}
	in := &inspection{
		URL: address, Kind: f.Kind, Status: status, Charset: f.Charset, Title: say(f.Title), PublishedAt: f.PublishedAt,
		Source: say(f.Source), FormedOn: f.FormedOn, FormedFrom: say(f.FormedFrom), IndexNumber: say(f.IndexNumber),
		DocumentNumber: say(f.DocumentNumber), Issuer: say(f.Issuer), Disclosure: say(f.Disclosure), Note: say(f.Note),
		BodyChars: f.BodyChars, Tags: map[string]string{}, Marks: map[string]string{}, Items: f.Items, More: f.More,
		Script: say(f.Script), System: f.System, Attachments: f.Attachments, Links: f.LinkCount, From: map[string]string{},
	}
	if f.DatesApart() {
		// Stated dates this far apart are no publication date (contract §4).
		in.Unverified = say(portal.GapDates)
	}
	for _, t := range f.Tags {
		in.Tags[t.Name] = t.Value
	}
	for _, m := range f.Marks {
		in.Marks[m.Name] = m.Value
	}
	for _, w := range provenance(f) {
		if w.where != "" {
			in.From[w.key] = w.where
		}
	}
	if in.Items == nil {
		in.Items = []portal.Row{}
	}
	if in.More == nil {
		in.More = []string{}
	}
	if in.Attachments == nil {
		in.Attachments = []portal.Attachment{}
	}
	return in
}

// A witness is one field with its value and where it stood.
type witness struct{ key, word, value, where string }

func provenance(f *portal.Facts) []witness {
	return []witness{
		{"title", "标题", f.Title, f.From.Title},
		{"published_at", "发布日期", f.PublishedAt.String(), f.From.PublishedAt},
		{"source", "来源", f.Source, f.From.Source},
		{"formed_on", "成文日期", f.FormedOn.String(), f.From.FormedOn},
		{"index_number", "索引号", f.IndexNumber, f.From.IndexNumber},
		{"document_number", "发文字号", f.DocumentNumber, f.From.DocumentNumber},
		{"issuer", "发布机构", f.Issuer, f.From.Issuer},
		{"disclosure", "公开方式", f.Disclosure, f.From.Disclosure},
		{"items", "列表", "", f.From.Items},
	}
}

var kindWords = map[portal.Kind]string{
	portal.KindHome: "首页", portal.KindColumn: "栏目列表页", portal.KindArticle: "信息页", portal.KindError: "“页面不存在”提示页",
	portal.KindBlocked: "拦截页（质询、验证码或登录）", portal.KindOther: "其他页面", portal.KindData: "列表数据",
}
