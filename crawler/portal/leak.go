package portal

// Kinds of Leak.
const (
	LeakIDNumber   = "id-number"   // a resident identity number (公民身份号码, GB 11643)
	LeakBankCard   = "bank-card"   // a bank card number beside its word
	LeakSecretMark = "secret-mark" // 绝密, 机密 or 秘密 as a marking
	// Of lists of people, with whole names beside them.
	LeakMobile  = "mobile"  // whole mobile numbers
	LeakAddress = "address" // addresses below township
	LeakHealth  = "health"  // illness, disability, the cause of poverty
	LeakPupil   = "pupil"   // school, class or guardian of children
	// A number with stars that hide too little.
	LeakBadMask = "bad-mask"
	// 内部资料 注意保存, 不得外传, 工作秘密 as a marking.
	LeakInternalMark = "internal-mark"
)

// A Leak is something of one kind that a page or a file shows and ought not
// to. It never holds a number: Masked is the first one found with its birth
// date, or a card's middle, hidden. The answer kept as evidence is the page
// itself and does hold it.
type Leak struct {
	Kind   string   `json:"kind"`             // one of the Leak words
	Masked string   `json:"masked,omitempty"` // of numbers: 1101**********002X
	Mark   string   `json:"mark,omitempty"`   // of a secrecy mark: 机密★5年
	Count  int      `json:"count"`            // different numbers, or marks
	Hidden bool     `json:"hidden,omitempty"` // some of it in a hidden sheet, row, column, comment or text
	Places []string `json:"places,omitempty"` // where, for people, the first few: 工作表“名单”（隐藏）
}

// GapUnread says of a file that it opens but that its text could not be read:
// encrypted, damaged, a scan without text, a format without a reader.
const GapUnread = "unread"

// Faults of a file.
const (
	FaultDamaged   = "damaged"   // it breaks off, or its parts do not fit together
	FaultEncrypted = "encrypted" // it opens with a password only
	FaultForm      = "form"      // its first bytes are not what its name says
)

// A Content is what was found inside a file that pages offer.
type Content struct {
	// Looked tells whether the file was opened at all; images, files of other
	// sites and formats that hold no text are not.
	Looked bool   `json:"looked,omitempty"`
	Leaks  []Leak `json:"leaks,omitempty"` // by kind
	// Gap is GapUnread, GapSize or GapTimeout when the file, or some of it,
	// could not be read; Detail says what, in Chinese.
	Gap    string `json:"gap,omitempty"`
	Detail string `json:"detail,omitempty"`
	// Fault is one of the Fault words when the file itself cannot be opened.
	Fault string `json:"fault,omitempty"`
	// Report is the annual report that the file is, nil when it is none.
	Report *Report `json:"report,omitempty"`
}

// IsZero tells whether there is nothing to say of the file.
func (c *Content) IsZero() bool {
	return !c.Looked && len(c.Leaks) == 0 && c.Gap == "" && c.Detail == "" && c.Report == nil && c.Fault == ""
}

// Leak returns the leak of a kind, nil when there is none.
func (c *Content) Leak(kind string) *Leak { return leakOf(c.Leaks, kind) }

// Leak returns the leak of a kind that the page shows, nil when there is none.
func (f *Facts) Leak(kind string) *Leak { return leakOf(f.Leaks, kind) }

func leakOf(list []Leak, kind string) *Leak {
	for i := range list {
		if list[i].Kind == kind {
			return &list[i]
		}
	}
	return nil
}
