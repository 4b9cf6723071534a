package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"
)

// Kinds of Link. The words never change: they are stored and hashed.
const (
	LinkEvent    = "event"    // an event of a case; its ref is the event's number
	LinkPaper    = "paper"    // a paper as it went out; its ref names notice or message and file
	LinkEvidence = "evidence" // a WARC file; its ref is the file's name
	LinkDropped  = "dropped"  // a WARC file that was thrown away by policy
)

// A Link is one link of the chain of evidence (证据链). Its hash hangs on
// everything before it, so that nothing can be changed, taken out or put in
// without every later hash changing.
type Link struct {
	Seq    int64 // 1, 2, 3 …
	Kind   string
	Ref    string
	At     time.Time
	Digest string // SHA-256 of the content, hexadecimal
	Hash   string // SHA-256 of the hash before and of this link
	event  int64
}

// after returns the link's hash, given that of the link before.
func (l *Link) after(before string) string {
	sum := sha256.Sum256([]byte(before + "\n" + strconv.FormatInt(l.Seq, 10) + "\n" + l.Kind + "\n" + l.Ref + "\n" + formTime(l.At) + "\n" + l.Digest))
	return hex.EncodeToString(sum[:])
}

// Digest is how content is named in the chain.
func Digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// chainEvents selects what an event's digest hangs on.
const chainEvents = `SELECT e.seq, c.number, e.kind, e.at, e.on_day, e.by_whom, e.why, e.detail
	FROM case_events e JOIN cases c ON c.id = e.case_id WHERE e.seq > $1 ORDER BY e.seq`

// readEventLink reads a row of chainEvents as the link it should have.
func readEventLink(scan scanner) (l Link, err error) {
	var p [7]string
	if err = scan(&l.event, &p[0], &p[1], &p[2], &p[3], &p[4], &p[5], &p[6]); err != nil {
		return l, err
	}
	b, err := json.Marshal(append([]string{strconv.FormatInt(l.event, 10)}, p[:]...))
	if err != nil {
		return l, err
	}
	l.Kind, l.Ref, l.Digest = LinkEvent, strconv.FormatInt(l.event, 10), Digest(b)
	l.At, err = parseTime(p[2])
	return l, err
}

// link appends links to the chain, after those of every event that has none
// yet: events of before there was a chain, and those of this transaction. The
// tables of cases are locked, so the chain has one end.
func (t *tx) link(more ...Link) error {
	last := Link{}
	if err := t.rows(`SELECT seq, hash FROM chain ORDER BY seq DESC LIMIT 1`, func(scan scanner) error { return scan(&last.Seq, &last.Hash) }); err != nil {
		return err
	}
	var chained int64
	if err := t.rows(`SELECT coalesce(max(event), 0) FROM chain WHERE event > 0`, func(scan scanner) error { return scan(&chained) }); err != nil {
		return err
	}
	var list []Link
	if err := t.rows(chainEvents, func(scan scanner) error {
		l, err := readEventLink(scan)
		list = append(list, l)
		return err
	}, chained); err != nil {
		return err
	}
	list = append(list, more...)
	for i := range list {
		list[i].Seq = last.Seq + 1
		list[i].Hash = list[i].after(last.Hash)
		last = list[i]
	}
	return t.execEach(`INSERT INTO chain (seq, kind, ref, event, at, digest, hash) VALUES ($1, $2, $3, $4, $5, $6, $7)`, len(list), func(i int) []any {
		l := &list[i]
		return []any{l.Seq, l.Kind, clean(l.Ref), l.event, formTime(l.At), l.Digest, l.Hash}
	}, nil)
}

// paperLinks are the links of papers that go out under a name.
func paperLinks(of string, files []File, at time.Time) []Link {
	list := make([]Link, len(files))
	for i, f := range files {
		list[i] = Link{Kind: LinkPaper, Ref: of + " " + clean(f.Name), At: seconds(at), Digest: Digest(f.Content)}
	}
	return list
}

// AddLink notes in the chain that something outside the database came or went:
// a WARC file with its digest (LinkEvidence), or that it was thrown away
// (LinkDropped). The same content under the same name is noted once.
func (s *Store) AddLink(ctx context.Context, kind, ref, digest string, at time.Time) (err error) {
	defer wrap(&err, "note %s %s", kind, ref)
	return s.write(ctx, func(t *tx) error {
		if err := s.lockCases(t); err != nil {
			return err
		}
		have := ""
		if err := t.rows(`SELECT digest FROM chain WHERE kind = $1 AND ref = $2 ORDER BY seq DESC LIMIT 1`, func(scan scanner) error { return scan(&have) },
			kind, clean(ref)); err != nil || have == digest {
			return err
		}
		return t.link(Link{Kind: kind, Ref: ref, At: seconds(at), Digest: digest})
	})
}

// A ChainBreak says where the chain no longer holds.
type ChainBreak struct {
	Seq  int64  `json:"seq"`  // of the link; 0 = of none
	Ref  string `json:"ref"`  // what the link is about
	Text string `json:"text"` // what is wrong
}

// A ChainState is what walking the chain came to.
type ChainState struct {
	Length int64
	Head   string // hash of the last link; "" for an empty chain
	Breaks []ChainBreak
	Loose  int    // events that have no link because they are older than the chain
	Files  []Link // evidence and dropped links, for the files to be compared
	// Hashes are those asked for that stand in the chain, with their link.
	Hashes map[string]int64
}

// VerifyChain walks the chain from its first link: every link must follow
// from the one before, every event and paper must be there as it was linked,
// and every event must have a link. find are hashes to look for, such as one
// that was printed on paper. Evidence files are compared by the caller.
func (s *Store) VerifyChain(ctx context.Context, find ...string) (_ *ChainState, err error) {
	defer wrap(&err, "verify chain")
	st := &ChainState{Hashes: map[string]int64{}}
	events := map[int64]string{} // digests of the events as they are now
	if err := s.read(ctx, chainEvents, func(scan scanner) error {
		l, err := readEventLink(scan)
		events[l.event] = l.Digest
		return err
	}, int64(0)); err != nil {
		return nil, err
	}
	papers, err := s.paperDigests(ctx)
	if err != nil {
		return nil, err
	}
	wanted := map[string]bool{}
	for _, h := range find {
		wanted[h] = true
	}
	say := func(l *Link, format string, args ...any) {
		st.Breaks = append(st.Breaks, ChainBreak{l.Seq, l.Kind + " " + l.Ref, fmt.Sprintf(format, args...)})
	}
	last := ""
	err = s.read(ctx, `SELECT seq, kind, ref, event, at, digest, hash FROM chain ORDER BY seq`, func(scan scanner) error {
		var l Link
		var at string
		if err := scan(&l.Seq, &l.Kind, &l.Ref, &l.event, &at, &l.Digest, &l.Hash); err != nil {
			return err
		}
		if t, err := parseTime(at); err == nil {
			l.At = t
		} else {
			say(&l, "时间“%s”被改动", at)
		}
		if l.Seq != st.Length+1 {
			say(&l, "第%d环至第%d环缺失", st.Length+1, l.Seq-1)
		} else if l.after(last) != l.Hash {
			say(&l, "与前一环接不上：本环或者前一环被改动")
		}
		st.Length, st.Head, last = l.Seq, l.Hash, l.Hash
		if wanted[l.Hash] {
			st.Hashes[l.Hash] = l.Seq
		}
		switch l.Kind {
		case LinkEvent:
			switch now, there := events[l.event]; {
			case !there:
				say(&l, "办理记录%d被删除", l.event)
			case now != l.Digest:
				say(&l, "办理记录%d的内容被改动", l.event)
			}
			delete(events, l.event)
		case LinkPaper:
			switch now, there := papers[l.Ref]; {
			case !there:
				say(&l, "下发的文件被删除")
			case now != l.Digest:
				say(&l, "下发的文件被改动")
			}
		case LinkEvidence, LinkDropped:
			st.Files = append(st.Files, l)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if st.Length == 0 {
		st.Loose = len(events)
		return st, nil
	}
	for _, seq := range slices.Sorted(maps.Keys(events)) {
		st.Breaks = append(st.Breaks, ChainBreak{0, LinkEvent + " " + strconv.FormatInt(seq, 10), fmt.Sprintf("办理记录%d不在链上，可能是事后加入的", seq)})
	}
	return st, nil
}

// paperDigests returns the digests of all papers that went out, by ref.
func (s *Store) paperDigests(ctx context.Context) (map[string]string, error) {
	out := map[string]string{}
	for _, q := range []string{
		`SELECT 'notice ' || CAST(n.year AS TEXT) || '-' || CAST(n.number AS TEXT), f.name, f.content FROM notice_files f JOIN notices n ON n.id = f.notice`,
		`SELECT 'message ' || m.kind || ' ' || CAST(m.year AS TEXT) || '-' || CAST(m.number AS TEXT), f.name, f.content FROM message_files f JOIN messages m ON m.id = f.message`,
	} {
		if err := s.read(ctx, q, func(scan scanner) error {
			var of, name string
			var content []byte
			err := scan(&of, &name, &content)
			out[of+" "+name] = Digest(content)
			return err
		}); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// ChainHead returns the hash of the chain's last link, "" for an empty chain.
func (s *Store) ChainHead(ctx context.Context) (head string, err error) {
	defer wrap(&err, "chain")
	err = s.read(ctx, `SELECT hash FROM chain ORDER BY seq DESC LIMIT 1`, func(scan scanner) error { return scan(&head) })
	return head, err
}
