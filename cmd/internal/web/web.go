package web

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"

	"duwang/cmd/internal/config"
	"duwang/cmd/internal/schedule"
	"duwang/cmd/internal/store"
)

// Options say what the dashboard stands on.
type Options struct {
	Config  *config.Config
	Store   *store.Store
	Version string
	Now     func() time.Time // nil = time.Now
	Log     *slog.Logger     // nil = silent
	// Secure says that people come by HTTPS, so that the session's cookie may
	// ask for it.
	Secure bool
	// Engine keeps the clock and takes wishes for scans; nil where there is
	// none, as in the demo.
	Engine *schedule.Engine
}

// A Desk is the dashboard over one config and store.
type Desk struct {
	Options
	sessions *scs.SessionManager
	table    []route
	taken    *http.ServeMux
	handler  http.Handler
	scores   scores
	tries    limiter // sign-ins, by address
	calls    limiter // requests, by address
	welcome  string  // secret of the link that makes the first account
	first    sync.Mutex
}

// New returns the dashboard. Its error is of a broken program.
func New(o Options) (*Desk, error) {
	if o.Config == nil || o.Store == nil {
		return nil, errors.New("web: no config or no store")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	secret := make([]byte, 24)
	rand.Read(secret) // never fails (crypto/rand)
	d := &Desk{Options: o, welcome: base64.RawURLEncoding.EncodeToString(secret), tries: newLimiter(5, 30), calls: newLimiter(50, 400)}
	d.table = routes()
	d.sessions = scs.New()
	d.sessions.Store = o.Store.Sessions()
	d.sessions.HashTokenInStore = true
	d.sessions.Lifetime = 12 * time.Hour
	d.sessions.IdleTimeout = 2 * time.Hour
	d.sessions.Cookie.Name = "duwang"
	d.sessions.Cookie.HttpOnly = true
	d.sessions.Cookie.SameSite = http.SameSiteLaxMode
	d.sessions.Cookie.Secure = o.Secure
	d.sessions.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) { d.fail(w, r, err) }
	d.handler = d.guard(d.mux())
	return d, nil
}

func (d *Desk) ServeHTTP(w http.ResponseWriter, r *http.Request) { d.handler.ServeHTTP(w, r) }

// Welcome returns the path of the one-time link under which the first account
// is made. It works only as long as there is no account.
func (d *Desk) Welcome() string { return "/welcome/" + d.welcome }

func (d *Desk) welcomes(secret string) bool {
	return subtle.ConstantTimeCompare([]byte(secret), []byte(d.welcome)) == 1
}

// now is the moment in the country's time.
func (d *Desk) now() time.Time { return d.Now().In(config.Zone) }
