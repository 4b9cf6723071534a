package crawler

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestFetchFollowsRedirectsAndKeepsTheBytes(t *testing.T) {
	var agents []string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		agents = append(agents, r.UserAgent())
		if r.Header.Get(flightHeader) != "" {
			t.Errorf("the flight's number reached the wire")
		}
		switch r.URL.Path {
		case "/a":
			http.Redirect(w, r, "/b", http.StatusFound)
		case "/b":
			w.Header().Set("Content-Type", "text/html; charset=gbk")
			w.Write([]byte("\xd6\xd0\xce\xc4"))
		case "/gone":
			http.Error(w, "no", http.StatusNotFound)
		case "/circle":
			http.Redirect(w, r, "/circle", http.StatusFound)
		case "/drip":
			w.WriteHeader(200)
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		}
	}))
	defer srv.Close()
	opt := Options{Timeout: 2 * time.Second, AllowPrivate: true, UserAgent: "duwang/test", MaxBody: 1 << 20}
	ex, err := Fetch(context.Background(), srv.URL+"/a", opt)
	if err != nil {
		t.Fatal(err)
	}
	if ex.URL != srv.URL+"/b" || string(ex.Body) != "\xd6\xd0\xce\xc4" || ex.Header.Get("Content-Type") != "text/html; charset=gbk" {
		t.Errorf("got %s %q %v", ex.URL, ex.Body, ex.Header)
	}
	for _, a := range agents {
		if a != "duwang/test" {
			t.Errorf("user agent %q", a)
		}
	}
	if ex, err = Fetch(context.Background(), srv.URL+"/gone", opt); err != nil || ex.Status != 404 {
		t.Errorf("404: %v %v", ex, err)
	}
	if _, err = Fetch(context.Background(), srv.URL+"/circle", opt); err == nil || !strings.Contains(err.Error(), "反复跳转") {
		t.Errorf("circle: %v", err)
	}
	if _, err = Fetch(context.Background(), srv.URL+"/drip", opt); err == nil || !strings.Contains(err.Error(), "超时") {
		t.Errorf("drip: %v", err)
	}
	opt.AllowPrivate = false
	if _, err = Fetch(context.Background(), srv.URL+"/b", opt); err == nil || !strings.Contains(err.Error(), "内网") {
		t.Errorf("private: %v", err)
	}
}
