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
	var shake handshakeError
	switch {
	case errors.Is(err, errLoop):
		return portal.ErrRedirectLoop, "", ""
	case errors.Is(err, errHeld):
		return "", portal.GapError, "主机正在暂停访问"
	case errors.Is(err, errScheme):
		return "", portal.GapError, "跳转到不是 http 或 https 的地址"
	case errors.Is(err, errCoding):
		return "", portal.GapError, "页面的压缩格式无法识别"
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
	case errors.As(err, &shake) && !timedOut(err), errors.As(err, &cert), errors.As(err, &record), errors.As(err, &alert), errors.As(err, &authority),
		strings.Contains(err.Error(), "tls: "), strings.Contains(err.Error(), "x509: "):
		return portal.ErrTLS, "", tlsWords(err)
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		return "", portal.GapError, "网络不可达，可能是本机网络问题"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return portal.ErrReset, "", ""
	case timedOut(err):
		return portal.ErrTimeout, "", ""
	}
	return portal.ErrFetch, "", ""
}

func timedOut(err error) bool {
	var n net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &n) && n.Timeout()
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

// resultOf says what a visit tells of its host's health. A login page or a
// forbidden folder is the portal's own wish, not a wall against us.
func resultOf(v *Visit, block string) result {
	switch {
	case v.Gap == portal.GapBlocked:
		switch v.Status {
		case 0, 403, 412, 429, 521, 999: // 0: a circle that turns on a cookie
			return resultChallenged
		}
		if block == "challenge" || block == "captcha" {
			return resultChallenged
		}
		return resultGood
	case v.Status >= 500:
		return resultFailed
	case v.Status != 0:
		return resultGood
	case v.Error == portal.ErrTimeout, v.Error == portal.ErrRefused, v.Error == portal.ErrReset, v.Error == portal.ErrFetch:
		return resultFailed
	}
	return resultNone
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
