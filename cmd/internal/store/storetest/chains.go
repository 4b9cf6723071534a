package storetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"duwang/cmd/internal/store"
	"duwang/crawler/portal"
	"duwang/reports/rectify"
	"duwang/reports/remind"
)

const issuerEnv = "DUWANG_STORETEST_ISSUER"

// issuer issues notices of one case each, and a message to a unit of its own
// for each, until none is left, when the process was started for that.
func issuer() {
	name, dsn, ok := strings.Cut(os.Getenv(issuerEnv), " ")
	if !ok {
		return
	}
	err := func() error {
		ctx := context.Background()
		s, err := store.Open(ctx, dsn)
		if err != nil {
			return err
		}
		fmt.Println("ready")
		if _, err := io.ReadAll(os.Stdin); err != nil { // both start at once
			return err
		}
		for i := 0; ; i++ {
			if _, err := issueFirst(ctx, s, 1); errors.Is(err, store.ErrNothing) {
				return s.Close()
			} else if err != nil {
				return err
			}
			if _, _, err := s.IssueMessage(ctx, message(fmt.Sprintf("%s-%d", name, i)), paperOf); err != nil {
				return err
			}
		}
	}()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// message is a chaser to a unit on the day after the notices.
func message(unit string) store.Message {
	return store.Message{Kind: remind.Chase, Unit: unit, UnitName: "教育局", On: caseDay.AddDays(1), At: caseHour.AddDate(0, 0, 1), By: "经办甲", Marks: []string{"case 1", "case 2"}}
}

func paperOf(number int) ([]store.File, error) {
	return []store.File{{Name: fmt.Sprintf("催办单-%d.docx", number), Content: []byte{1, byte(number)}}}, nil
}

var messages = []promise{
	{"ComesBackAsItWentOut", func(t *testing.T, fresh Fresh) {
		dsn := fresh(t)
		m, files, err := Open(t, dsn).IssueMessage(t.Context(), message("edu"), paperOf)
		must(t, err)
		again := value(Open(t, dsn).Messages(t.Context(), 0))(t)
		same(t, "messages", text(again), text([]store.Message{*m}))
		same(t, "number", fmt.Sprintf("%s %d-%d", m.Kind, m.Year, m.Number), "chase 2026-1")
		same(t, "papers", value(Open(t, dsn).MessageFiles(t.Context(), &again[0]))(t), files)
		same(t, "later ones", len(value(Open(t, dsn).Messages(t.Context(), caseDay.AddDays(2)))(t)), 0)
	}},
	{"AUnitIsWrittenToOnceADay", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		_, _, err := s.IssueMessage(t.Context(), message("edu"), paperOf)
		must(t, err)
		other := message("edu")
		other.Kind = remind.Remind
		_, _, err = s.IssueMessage(t.Context(), other, paperOf)
		want(t, err, store.ErrConflict)
		other.On = other.On.AddDays(1)
		m, _, err := s.IssueMessage(t.Context(), other, paperOf)
		must(t, err)
		same(t, "number", m.Number, 1)
		// A notice is a message too.
		confirmed(t, s, 1)
		n := value(issueFirst(t.Context(), s, 1))(t)
		other.On = n.IssuedOn
		_, _, err = s.IssueMessage(t.Context(), other, paperOf)
		want(t, err, store.ErrConflict)
	}},
	{"AFailedPaperUsesNoNumber", func(t *testing.T, fresh Fresh) {
		s := Open(t, fresh(t))
		broken := errors.New("no paper")
		_, _, err := s.IssueMessage(t.Context(), message("edu"), func(int) ([]store.File, error) { return nil, broken })
		want(t, err, broken)
		m, _, err := s.IssueMessage(t.Context(), message("edu"), paperOf)
		must(t, err)
		same(t, "number", m.Number, 1)
	}},
	{"TwoProcessesIssueWithoutGapsOrDoubles", func(t *testing.T, fresh Fresh) {
		dsn := fresh(t)
		s := Open(t, dsn)
		confirmed(t, s, 24)
		exe, err := os.Executable()
		must(t, err)
		var children []*exec.Cmd
		var gates []io.Closer
		for _, name := range []string{"a", "b"} {
			c := exec.CommandContext(t.Context(), exe)
			c.Env = append(os.Environ(), issuerEnv+"="+name+" "+dsn)
			c.Stderr = os.Stderr
			in, err := c.StdinPipe()
			must(t, err)
			out, err := c.StdoutPipe()
			must(t, err)
			must(t, c.Start())
			_, err = io.ReadFull(out, make([]byte, len("ready\n")))
			must(t, err)
			children, gates = append(children, c), append(gates, in)
		}
		for _, g := range gates {
			must(t, g.Close())
		}
		for _, c := range children {
			must(t, c.Wait())
		}
		var notices, chasers []int
		for _, n := range value(s.Notices(t.Context(), 2026))(t) {
			notices = append(notices, n.Number)
		}
		for _, m := range value(s.Messages(t.Context(), 0))(t) {
			chasers = append(chasers, m.Number)
		}
		var all []int
		for i := range 24 {
			all = append(all, i+1)
		}
		same(t, "numbers of notices", notices, all)
		same(t, "numbers of chasers", chasers, all)
		state := value(s.VerifyChain(t.Context()))(t)
		same(t, "breaks", state.Breaks, []store.ChainBreak(nil))
		same(t, "links", state.Length, int64(24*3+24*2)) // seen, confirmed, issued; two papers
	}},
}

// chained has two cases, one issued, and a message.
func chained(t *testing.T, dsn string) *store.Store {
	t.Helper()
	s := Open(t, dsn)
	confirmed(t, s, 2)
	value(issueFirst(t.Context(), s, 1))(t)
	_, _, err := s.IssueMessage(t.Context(), message("edu"), paperOf)
	must(t, err)
	must(t, s.AddLink(t.Context(), store.LinkEvidence, "scan-0.warc.gz", "aa", caseHour))
	return s
}

var chains = []promise{
	{"HoldsOverEventsPapersAndEvidence", func(t *testing.T, fresh Fresh) {
		s := chained(t, fresh(t))
		must(t, s.AddLink(t.Context(), store.LinkEvidence, "scan-0.warc.gz", "aa", caseHour)) // noted already
		st := value(s.VerifyChain(t.Context()))(t)
		same(t, "breaks", st.Breaks, []store.ChainBreak(nil))
		same(t, "links", st.Length, int64(5+1+1+1)) // events, notice, message, evidence
		same(t, "files", len(st.Files), 1)
		// A hash that was noted before is found again after more has come.
		must(t, each(t.Context(), s, store.CaseQuery{Numbers: []string{"2026-00002"}}, act(rectify.Dismiss, "经办甲", rectify.Detail{})))
		later := value(s.VerifyChain(t.Context(), st.Head, "nosuch"))(t)
		same(t, "found", later.Hashes, map[string]int64{st.Head: st.Length})
		if later.Head == st.Head || later.Length != st.Length+1 {
			t.Errorf("after one more event: %d links, head %s", later.Length, later.Head)
		}
	}},
	{"EveryTamperingIsNamed", func(t *testing.T, fresh Fresh) {
		for _, c := range []struct{ name, sql, says string }{
			{"reason", `UPDATE case_events SET why = '另一个理由' WHERE seq = (SELECT min(seq) + 2 FROM case_events)`, "的内容被改动"},
			{"detail", `UPDATE case_events SET detail = replace(detail, 'column-stale', 'column-blank') WHERE kind = 'seen'`, "的内容被改动"},
			{"deleted event", `DELETE FROM case_events WHERE kind = 'issue'`, "被删除"},
			{"added event", `INSERT INTO case_events (case_id, kind, at, on_day, by_whom, why, detail) SELECT case_id, kind, at, on_day, by_whom, why, detail FROM case_events WHERE kind = 'issue'`, "事后加入"},
			{"paper", `UPDATE notice_files SET content = message_files.content FROM message_files`, "文件被改动"},
			{"deleted paper", `DELETE FROM message_files`, "文件被删除"},
			{"deleted link", `DELETE FROM chain WHERE seq = 3`, "第3环至第3环缺失"},
			{"changed link", `UPDATE chain SET digest = 'bb' WHERE kind = 'evidence'`, "接不上"},
			{"moved link", `UPDATE chain SET at = '2026-01-01T00:00:00.000000000Z' WHERE seq = 2`, "接不上"},
		} {
			dsn := fresh(t)
			s := chained(t, dsn)
			_, err := raw(t, dsn).ExecContext(t.Context(), c.sql)
			must(t, err)
			st := value(s.VerifyChain(t.Context()))(t)
			var all []string
			for _, b := range st.Breaks {
				all = append(all, b.Text)
			}
			if !strings.Contains(strings.Join(all, "\n"), c.says) {
				t.Errorf("%s: breaks %q", c.name, all)
			}
		}
	}},
	{"OlderEventsAreLinkedWithTheNextOne", func(t *testing.T, fresh Fresh) {
		dsn := fresh(t)
		s := Open(t, dsn)
		confirmed(t, s, 2)
		_, err := raw(t, dsn).ExecContext(t.Context(), `DELETE FROM chain`) // as a store of before the chain is
		must(t, err)
		st := value(s.VerifyChain(t.Context()))(t)
		same(t, "before", fmt.Sprint(st.Length, st.Loose, st.Breaks), "0 4 []")
		must(t, each(t.Context(), s, store.CaseQuery{Numbers: []string{"2026-00002"}}, act(rectify.Dismiss, "经办甲", rectify.Detail{})))
		st = value(s.VerifyChain(t.Context()))(t)
		same(t, "after", fmt.Sprint(st.Length, st.Loose, st.Breaks), "5 0 []")
	}},
	{"ReceiptIsKept", func(t *testing.T, fresh Fresh) {
		dsn := fresh(t)
		s := Open(t, dsn)
		confirmed(t, s, 2)
		n := value(issueFirst(t.Context(), s, 2))(t)
		same(t, "before", n.ReceivedOn, portal.Date(0))
		on := caseDay.AddDays(3)
		got := value(s.ReceiveNotice(t.Context(), n, on, caseHour.AddDate(0, 0, 3), "教育局 联络员", func(c rectify.Case) portal.Date { return c.Deadline.AddDays(3) }))(t)
		same(t, "receipt", fmt.Sprint(got.ReceivedOn, got.ReceivedBy), fmt.Sprint(on, "教育局 联络员"))
		c, events, err := Open(t, dsn).Case(t.Context(), "2026-00001")
		must(t, err)
		same(t, "case", fmt.Sprint(c.Phase, c.ReceivedOn, c.Deadline), fmt.Sprint(rectify.Issued, on, caseDay.AddDays(10)))
		same(t, "last event", events[len(events)-1].Kind, rectify.Receive)
		_, err = s.ReceiveNotice(t.Context(), n, on, caseHour.AddDate(0, 0, 3), "教育局", nil)
		want(t, err, store.ErrConflict)
		same(t, "in order", value(s.CasesInOrder(t.Context()))(t), []string(nil))
	}},
}
