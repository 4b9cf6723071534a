package attachment

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"crypto/rc4"
	"crypto/sha256"
	"crypto/sha512"
)

// A pdfCrypt undoes the standard security handler (ISO 32000-1, 7.6, and
// 32000-2 for AES-256) of files that open without a password: most encrypted
// files of offices only forbid printing or copying.
type pdfCrypt struct {
	key     []byte
	aes     bool // else RC4
	object  bool // each object has a key of its own
	nothing bool // streams are not encrypted after all
}

// pdfPad fills up a password; the empty one is the pad itself.
var pdfPad = []byte("\x28\xBF\x4E\x5E\x4E\x75\x8A\x41\x64\x00\x4E\x56\xFF\xFA\x01\x08\x2E\x2E\x00\xB6\xD0\x68\x3E\x80\x2F\x0C\xA9\xFE\x64\x53\x69\x7A")

// unlock makes the key of the empty user password; it returns encrypted when
// the file wants another, or a handler that is not the standard one.
func (f *pdfFile) unlock(trailer pdfDict) error {
	d, ok := f.get(trailer["Encrypt"]).(pdfDict)
	if !ok || f.get(d["Filter"]) != pdfName("Standard") {
		return encrypted
	}
	number := func(key pdfName) int {
		v, _ := f.get(d[key]).(float64)
		return int(v)
	}
	text := func(key pdfName) []byte {
		s, _ := f.get(d[key]).(pdfStr)
		return s
	}
	c := &pdfCrypt{object: true}
	version, revision := number("V"), number("R")
	size := 5
	if n := number("Length"); version >= 2 && n >= 40 && n <= 128 {
		size = n / 8
	}
	if version >= 4 {
		filters, _ := f.get(d["CF"]).(pdfDict)
		name, _ := f.get(d["StmF"]).(pdfName)
		filter, _ := f.get(filters[name]).(pdfDict)
		switch f.get(filter["CFM"]) {
		case pdfName("V2"):
		case pdfName("AESV2"):
			c.aes = true
		case pdfName("AESV3"):
			c.aes, c.object = true, false
		default:
			c.nothing = true
		}
		size = 16
	}
	var id []byte
	if list, ok := f.get(trailer["ID"]).([]any); ok && len(list) > 0 {
		s, _ := f.get(list[0]).(pdfStr)
		id = s
	}
	if revision >= 5 {
		c.key = aes256Key(text("U"), text("UE"), revision)
	} else {
		p := uint32(int32(number("P")))
		h := md5.New()
		h.Write(pdfPad)
		h.Write(text("O"))
		h.Write([]byte{byte(p), byte(p >> 8), byte(p >> 16), byte(p >> 24)})
		h.Write(id)
		if meta, ok := f.get(d["EncryptMetadata"]).(bool); ok && !meta && revision >= 4 {
			h.Write([]byte{0xff, 0xff, 0xff, 0xff})
		}
		key := h.Sum(nil)
		if revision >= 3 {
			for range 50 {
				s := md5.Sum(key[:size])
				key = s[:]
			}
		}
		if key = key[:size]; opens(key, text("U"), id, revision) {
			c.key = key
		}
	}
	if c.key == nil && !c.nothing {
		return encrypted
	}
	f.crypt = c
	return nil
}

// opens tells whether a key is that of the file (algorithms 4 and 5).
func opens(key, user, id []byte, revision int) bool {
	if revision == 2 {
		return bytes.Equal(rc4ed(key, pdfPad), user)
	}
	h := md5.New()
	h.Write(pdfPad)
	h.Write(id)
	sum := h.Sum(nil)
	for i := range 20 {
		k := bytes.Clone(key)
		for j := range k {
			k[j] ^= byte(i)
		}
		sum = rc4ed(k, sum)
	}
	return len(user) >= 16 && bytes.Equal(sum, user[:16])
}

func rc4ed(key, b []byte) []byte {
	c, err := rc4.NewCipher(key)
	if err != nil {
		return nil
	}
	out := make([]byte, len(b))
	c.XORKeyStream(out, b)
	return out
}

// aes256Key is algorithm 2.A for the empty password, nil when it does not fit.
func aes256Key(user, wrapped []byte, revision int) []byte {
	if len(user) < 48 || len(wrapped) < 32 {
		return nil
	}
	hash := func(salt []byte) []byte {
		if revision == 5 {
			s := sha256.Sum256(salt)
			return s[:]
		}
		return hash2B(salt)
	}
	if !bytes.Equal(hash(user[32:40]), user[:32]) {
		return nil
	}
	block, err := aes.NewCipher(hash(user[40:48]))
	if err != nil {
		return nil
	}
	key := make([]byte, 32)
	cipher.NewCBCDecrypter(block, make([]byte, 16)).CryptBlocks(key, wrapped[:32])
	return key
}

// hash2B is the hash of algorithm 2.B for the empty password.
func hash2B(salt []byte) []byte {
	s := sha256.Sum256(salt)
	k := s[:]
	for round := 0; ; round++ {
		e := bytes.Repeat(k, 64)
		block, err := aes.NewCipher(k[:16])
		if err != nil {
			return nil
		}
		cipher.NewCBCEncrypter(block, k[16:32]).CryptBlocks(e, e)
		sum := 0
		for _, c := range e[:16] {
			sum += int(c)
		}
		switch sum % 3 {
		case 0:
			h := sha256.Sum256(e)
			k = h[:]
		case 1:
			h := sha512.Sum384(e)
			k = h[:]
		default:
			h := sha512.Sum512(e)
			k = h[:]
		}
		if round >= 63 && int(e[len(e)-1]) <= round-32 {
			return k[:32]
		}
	}
}

// undo decrypts a string or stream of an object.
func (c *pdfCrypt) undo(number, generation int, b []byte) []byte {
	if c == nil || c.nothing {
		return b
	}
	key := c.key
	if c.object {
		k := append(bytes.Clone(key), byte(number), byte(number>>8), byte(number>>16), byte(generation), byte(generation>>8))
		if c.aes {
			k = append(k, "sAlT"...)
		}
		s := md5.Sum(k)
		key = s[:min(len(key)+5, 16)]
	}
	if !c.aes {
		return rc4ed(key, b)
	}
	block, err := aes.NewCipher(key)
	if n := len(b) - len(b)%16; err == nil && n >= 32 {
		out := make([]byte, n-16)
		cipher.NewCBCDecrypter(block, b[:16]).CryptBlocks(out, b[16:n])
		if pad := int(out[len(out)-1]); pad >= 1 && pad <= 16 {
			out = out[:len(out)-pad]
		}
		return out
	}
	return nil
}

// undoAll decrypts every string of a value.
func (c *pdfCrypt) undoAll(number, generation int, v any) any {
	switch v := v.(type) {
	case pdfStr:
		return pdfStr(c.undo(number, generation, v))
	case []any:
		for i := range v {
			v[i] = c.undoAll(number, generation, v[i])
		}
	case pdfDict:
		for k := range v {
			v[k] = c.undoAll(number, generation, v[k])
		}
	}
	return v
}
