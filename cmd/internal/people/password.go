package people

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Costs of argon2id (RFC 9106) as the OWASP cheat sheet on password storage
// recommends them: 19 MiB, two passes, one lane.
const (
	argonMemory = 19 * 1024 // KiB
	argonPasses = 2
	argonLanes  = 1
	saltBytes   = 16
	keyBytes    = 32
)

// hashing bounds how many passwords are hashed at once, so that a flood of
// sign-ins costs no more than 76 MiB.
var hashing = make(chan struct{}, 4)

// ErrWeak says that a password cannot be taken.
var ErrWeak = errors.New("密码至少 10 个字符，不能全是同一个字符，也不能与用户名相同")

// CheckPassword refuses a password that is too easy to guess: length counts
// more than signs (NIST SP 800-63B 5.1.1.2).
func CheckPassword(name, password string) error {
	r := []rune(password)
	if len(r) < 10 || len(password) > 1024 || strings.EqualFold(name, password) || strings.Count(password, string(r[0])) == len(r) {
		return ErrWeak
	}
	return nil
}

// Hash returns the argon2id hash of a password with a salt of its own, in the
// usual notation: $argon2id$v=19$m=…,t=…,p=…$salt$key. The error is ctx's.
func Hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltBytes)
	rand.Read(salt) // never fails (crypto/rand)
	key, err := derive(ctx, password, salt, argonMemory, argonPasses, argonLanes, keyBytes)
	if err != nil {
		return "", err
	}
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonPasses, argonLanes,
		b.EncodeToString(salt), b.EncodeToString(key)), nil
}

// Matches tells whether a password is the one that a hash was made of. A hash
// that cannot be read matches none. The error is ctx's.
func Matches(ctx context.Context, hash, password string) (bool, error) {
	var version, memory, passes uint32
	var lanes uint8
	part := strings.Split(hash, "$")
	if len(part) != 6 || part[1] != "argon2id" {
		return false, nil
	}
	if _, err := fmt.Sscanf(part[2], "v=%d", &version); err != nil || version != argon2.Version {
		return false, nil
	}
	if _, err := fmt.Sscanf(part[3], "m=%d,t=%d,p=%d", &memory, &passes, &lanes); err != nil || memory > 1<<20 || passes > 64 || lanes == 0 {
		return false, nil
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(part[4])
	want, err2 := base64.RawStdEncoding.DecodeString(part[5])
	if err1 != nil || err2 != nil || len(want) == 0 {
		return false, nil
	}
	key, err := derive(ctx, password, salt, memory, passes, lanes, uint32(len(want)))
	return err == nil && subtle.ConstantTimeCompare(key, want) == 1, err
}

func derive(ctx context.Context, password string, salt []byte, memory, passes uint32, lanes uint8, n uint32) ([]byte, error) {
	select {
	case hashing <- struct{}{}:
		defer func() { <-hashing }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey([]byte(password), salt, passes, memory, lanes, n), nil
}
