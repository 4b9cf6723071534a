package web

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"duwang/cmd/internal/people"
	"duwang/cmd/internal/store"
)

// A visitor is who is signed in.
type visitor struct {
	store.User
	Role people.Role
}

type visitorKey struct{}

// who returns the visitor of a request, nil when nobody is signed in.
func who(r *http.Request) *visitor {
	v, _ := r.Context().Value(visitorKey{}).(*visitor)
	return v
}

// visit finds out who is signed in. An account that was disabled or changed
// its password since signed in no more.
func (d *Desk) visit(r *http.Request) (*visitor, error) {
	name := d.sessions.GetString(r.Context(), "user")
	if name == "" {
		return nil, nil
	}
	u, err := d.Store.User(r.Context(), name)
	if errors.Is(err, store.ErrNotFound) || err == nil && (u.Disabled || u.Password != d.sessions.GetString(r.Context(), "password")) {
		return nil, d.sessions.Destroy(r.Context())
	}
	if err != nil {
		return nil, err
	}
	return &visitor{u, people.Role(u.Role)}, nil
}

// signIn begins a session for a user.
func (d *Desk) signIn(ctx context.Context, u *store.User) error {
	if err := d.sessions.RenewToken(ctx); err != nil {
		return err
	}
	d.sessions.Put(ctx, "user", u.Name)
	// The hash, so that a new password ends every other session.
	d.sessions.Put(ctx, "password", u.Password)
	return nil
}

// sees tells whether a visitor may see what belongs to a unit.
func (v *visitor) sees(unit string) bool { return v.Unit == "" || v.Unit == unit }

// scope returns the units that the visitor may see, nil for all.
func (v *visitor) scope() []string {
	if v.Unit == "" {
		return nil
	}
	return []string{v.Unit}
}

// can tells whether the visitor has one of the roles.
func (v *visitor) can(roles ...people.Role) bool { return slices.Contains(roles, v.Role) }

func withVisitor(r *http.Request, v *visitor) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), visitorKey{}, v))
}
