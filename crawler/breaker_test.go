package crawler

import (
	"testing"
	"time"
)

// A bench feeds one host with results at its own pace.
type bench struct {
	h   *host
	now time.Time
}

func newBench(rate float64) *bench {
	hs := newHosts(func(time.Time) float64 { return rate })
	return &bench{hs.of("a.example"), time.Date(2026, 11, 21, 2, 0, 0, 0, time.UTC)}
}

// give waits for the host's turn, makes a request and books its result; it
// returns how long the host rests for it.
func (b *bench) give(r result, retry bool) time.Duration {
	for {
		wait := b.h.pay(b.now)
		if wait == 0 {
			break
		}
		b.now = b.now.Add(wait)
	}
	began := b.now
	b.now = b.now.Add(50 * time.Millisecond)
	return b.h.tell(began, b.now, r, retry)
}

func TestBreakerTripsAtAThirdOfFiveMinutes(t *testing.T) {
	b := newBench(1)
	for i := range 3 * leastFailed {
		r := resultGood
		if i%3 == 2 {
			r = resultFailed
		}
		rest := b.give(r, false)
		if last := i == 3*leastFailed-1; (rest > 0) != last {
			t.Fatalf("after %d results a rest of %v", i+1, rest)
		} else if last && rest != time.Minute {
			t.Errorf("rests for %v, want a minute", rest)
		}
	}
	if w := b.h.pay(b.now); w != time.Minute {
		t.Errorf("asked again after %v", w)
	}
	// Slower afterwards: half the rate.
	b.give(resultGood, false)
	if w := b.h.pay(b.now); w < 1900*time.Millisecond {
		t.Errorf("next request after %v, want about two seconds", w)
	}
}

func TestBreakerForgetsAfterFiveMinutes(t *testing.T) {
	b := newBench(1)
	for range leastFailed - 1 {
		b.give(resultFailed, false)
	}
	b.now = b.now.Add(slots * slotTime)
	if rest := b.give(resultFailed, false); rest != 0 {
		t.Errorf("failures of long ago count: rest %v", rest)
	}
	few := newBench(1)
	for range 1000 {
		few.give(resultGood, false)
		few.give(resultGood, false)
		few.give(resultGood, false)
		if rest := few.give(resultFailed, false); rest != 0 {
			t.Fatalf("a quarter of failures rests for %v", rest)
		}
	}
}

func TestTenChallengesInARow(t *testing.T) {
	b := newBench(0)
	for range inARow - 1 {
		b.give(resultChallenged, false)
	}
	b.give(resultGood, false)
	for i := range inARow {
		if rest := b.give(resultChallenged, false); (rest > 0) != (i == inARow-1) {
			t.Fatalf("challenge %d: rest %v", i+1, rest)
		}
	}
}

func TestAHostThatStaysDownIsGivenUpAndGetsALastChance(t *testing.T) {
	b := newBench(1)
	var rests []time.Duration
	asked := 0
	for b.h.closed() == "" {
		if asked++; asked > 200 {
			t.Fatal("never given up")
		}
		if rest := b.give(resultFailed, false); rest > 0 {
			rests = append(rests, rest)
		}
	}
	if len(rests) != 3 || rests[0] != time.Minute || rests[1] != 2*time.Minute || rests[2] != 4*time.Minute {
		t.Errorf("rests %v", rests)
	}
	if want := leastFailed + 3*trialFaults; asked != want {
		t.Errorf("asked %d times, want %d", asked, want)
	}
	b.h.breaker.reopen()
	for i := range lastTrial {
		if b.h.closed() != "" {
			t.Fatalf("closed after %d of its last chance", i)
		}
		b.give(resultFailed, true)
	}
	if b.h.closed() == "" {
		t.Error("goes on for ever")
	}
	b.h.breaker.reopen()
	b.give(resultGood, true)
	for range 50 {
		b.give(resultFailed, true) // a retry round expects failures
	}
	if b.h.closed() != "" {
		t.Error("a host that answers is closed by the failures of a retry round")
	}
}

func TestWhatWasInTheAirIsNoNews(t *testing.T) {
	b := newBench(1)
	began := b.now
	for range leastFailed {
		b.give(resultFailed, false)
	}
	for range 50 {
		b.h.tell(began, b.now, resultFailed, false)
	}
	if b.h.closed() != "" || b.h.breaker.trips != 1 {
		t.Errorf("%d rests, closed %q", b.h.breaker.trips, b.h.closed())
	}
}

func TestNightRateCrawlDelayAndRetryAfter(t *testing.T) {
	night := time.Date(2026, 11, 21, 14, 0, 0, 0, time.UTC) // 22:00 in Shanghai
	hs := newHosts(func(now time.Time) float64 {
		if now.Before(night) {
			return 1
		}
		return 5
	})
	h := hs.of("a.example")
	now := night.Add(-3 * time.Second)
	var gaps []time.Duration
	for range 6 {
		if w := h.pay(now); w != 0 {
			t.Fatalf("to wait %v", w)
		}
		w := h.pay(now)
		gaps = append(gaps, w)
		now = now.Add(w)
	}
	for i, want := range []time.Duration{time.Second, time.Second, time.Second, 200 * time.Millisecond, 200 * time.Millisecond, 200 * time.Millisecond} {
		if gaps[i] != want {
			t.Errorf("gap %d is %v, want %v", i, gaps[i], want)
		}
	}
	h.setDelay(3 * time.Second)
	h.setDelay(time.Second)
	h.pay(now)
	if w := h.pay(now); w != 3*time.Second {
		t.Errorf("a Crawl-delay of 3 s gives %v", w)
	}
	h.hold(now, 2*time.Minute)
	if w := h.pay(now); w != 2*time.Minute {
		t.Errorf("Retry-After of 2 min gives %v", w)
	}
	total := time.Duration(0)
	for range 100 {
		w := h.pay(now)
		total += w
		now = now.Add(w)
		h.hold(now, 5*time.Minute)
	}
	if total > maxHeld+100*3*time.Second {
		t.Errorf("Retry-After without end held us for %v", total)
	}
	if d := retryAfter("120", now); d != 2*time.Minute {
		t.Errorf("Retry-After: 120 read as %v", d)
	}
	if d := retryAfter(now.Add(90*time.Second).UTC().Format("Mon, 02 Jan 2006 15:04:05 GMT"), now); d < 89*time.Second || d > 90*time.Second {
		t.Errorf("Retry-After as a date read as %v", d)
	}
	for _, odd := range []string{"", "-5", "soon", "99999999999999999999", "Mon, 01 Jan 1990 00:00:00 GMT"} {
		if d := retryAfter(odd, now); d != 0 {
			t.Errorf("Retry-After: %s read as %v", odd, d)
		}
	}
	if d := retryAfter("86400", now); d != 5*time.Minute {
		t.Errorf("a day of Retry-After read as %v", d)
	}
}
