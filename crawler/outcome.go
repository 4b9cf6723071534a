package crawler

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"strconv"
	"strings"
	"syscall"

	"duwang/crawler/portal"
)

// Shorter names for the words of portal that the wire uses.
const (
	linkExternal = portal.LinkExternal
	gapRobots    = portal.GapRobots
)

// blockedStatus are answers that keep us out without saying that the page is
// not there (contract §4: blocked is not broken).
var blockedStatus = map[int]bool{401: true, 403: true, 405: true, 407: true, 412: true, 429: true, 451: true, 521: true, 999: true}

// judgeError turns an error of the wire into one of portal's words: an error
// (the target fails), or a gap (we cannot tell).
func judgeError(err error) (word, gap, detail string) {
	var dns *net.DNSError
	var cert *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	var authority x509.UnknownAuthorityError
	var netErr net.Error
	switch {
	case errors.Is(err, errLoop):
		return portal.ErrRedirectLoop, "", ""
	case errors.Is(err, errPrivate):
		return "", portal.GapPrivate, "地址在内网或本机，未获准访问"
	case errors.Is(err, errRobots):
		return "", portal.GapRobots, "robots.txt 不允许访问"
	case errors.Is(err, context.DeadlineExceeded):
		return portal.ErrTimeout, "", ""
	case errors.As(err, &dns):
		if dns.IsNotFound {
			return portal.ErrNoHost, "", ""
		}
		if dns.IsTimeout {
			return portal.ErrTimeout, "", "域名解析超时"
		}
		return "", portal.GapError, "域名解析失败，可能是本机网络问题"
	case errors.Is(err, syscall.ECONNREFUSED):
		return portal.ErrRefused, "", ""
	case errors.As(err, &cert), errors.As(err, &record), errors.As(err, &alert), errors.As(err, &authority),
		strings.Contains(err.Error(), "tls: "), strings.Contains(err.Error(), "x509: "):
		return portal.ErrTLS, "", ""
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		return "", portal.GapError, "网络不可达，可能是本机网络问题"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return portal.ErrReset, "", ""
	case errors.As(err, &netErr) && netErr.Timeout():
		return portal.ErrTimeout, "", ""
	}
	return portal.ErrFetch, "", ""
}

// judgeStatus says whether a status keeps us out, and in which words.
func judgeStatus(status int) (gap, detail string) {
	if blockedStatus[status] {
		return portal.GapBlocked, strconv.Itoa(status)
	}
	if status >= 400 && status != 404 && status != 410 && status < 500 || status >= 300 && status < 400 && status != 304 || status < 200 {
		return portal.GapError, strconv.Itoa(status)
	}
	return "", ""
}

var blockWords = map[string]string{
	"challenge": "脚本质询", "captcha": "验证码", "login": "登录页", "maintenance": "维护公告", "empty": "空壳页面",
}

func blockDetail(status int, block string) string {
	word := blockWords[block]
	if word == "" {
		word = "拦截页面"
	}
	return strconv.Itoa(status) + " " + word
}
