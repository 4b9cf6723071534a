package crawler

import "time"

// A result is what a request says of its host's health.
type result string

const (
	resultNone       result = ""           // says nothing: our own doing
	resultGood       result = "good"       // an answer, be it a 404
	resultFailed     result = "failed"     // no answer, or a 5xx
	resultChallenged result = "challenged" // kept out
)

const (
	slotTime    = 10 * time.Second
	slots       = 30 // five minutes of them
	leastFailed = 20 // failures below which a third of them says little
	inARow      = 10 // challenges that stop us
	trialFaults = 5  // failures in a row, straight after a rest, that bring the next one
	lastTrial   = 10 // the same for a host that was given up and gets a last chance
	maxTrips    = 6
	idleTrips   = 3 // rests after none of which the host answered
	leastRest   = 2 * time.Second
	restGaps    = 60 // a rest is as long as so many requests take
	leastGap    = 50 * time.Millisecond
)

// A breaker keeps us from pressing a host that fails or turns us away: when a
// third of five minutes' requests fail or ten challenges come in a row, it
// stops, waits and slows. A rest takes as long as sixty requests, each further
// one twice as long; each halves the rate, down to an eighth. A host that
// does not answer after three rests is given up for the round.
//
//	running ─ third failed, ten challenged ─► rest ─► trial ─ answer ─► running
//	                                           ▲        │ five in a row
//	                                           └────────┤
//	                              given up ◄─ third rest┘   (a retry round: trial once more)
type breaker struct {
	slots     [slots]struct{ asked, failed int }
	epoch     int64 // number of the newest slot
	challenge int   // in a row
	trips     int   // rests so far
	idle      int   // rests since the host last answered
	trial     int   // bad results in a row that it still may give; 0 = running
	last      bool  // given up before: the next trial is the last
	tripped   time.Time
	why       result
	closed    result // why it was given up, "" while it was not
}

// slowed stretches the pause between requests by what the rests ask for.
func (b *breaker) slowed(gap time.Duration) time.Duration {
	if b.trips == 0 {
		return gap
	}
	return max(gap, leastGap) << min(b.trips, 3)
}

// tell books a result and returns how long the host is to rest for it. In a
// retry round failures are what is expected; they count on trial only.
func (b *breaker) tell(started, now time.Time, r result, retry bool, gap time.Duration) time.Duration {
	// What was in the air when the rest began is no news.
	if r == resultNone || started.Before(b.tripped) || b.closed != "" || retry && r == resultFailed && b.trial == 0 {
		return 0
	}
	b.turn(now)
	s := &b.slots[b.epoch%slots]
	s.asked++
	switch r {
	case resultGood:
		b.challenge, b.trial, b.idle, b.last = 0, 0, 0, false
		return 0
	case resultFailed:
		s.failed++
	case resultChallenged:
		b.challenge++
	}
	if b.trial > 0 {
		if b.trial--; b.trial > 0 {
			return 0
		}
		return b.trip(now, r, gap)
	}
	asked, failed := 0, 0
	for i := range b.slots {
		asked += b.slots[i].asked
		failed += b.slots[i].failed
	}
	if b.challenge >= inARow || failed >= leastFailed && failed*3 >= asked {
		return b.trip(now, r, gap)
	}
	return 0
}

func (b *breaker) trip(now time.Time, r result, gap time.Duration) time.Duration {
	b.slots = [slots]struct{ asked, failed int }{}
	b.challenge, b.tripped, b.why = 0, now, r
	if b.last || b.idle >= idleTrips || b.trips >= maxTrips {
		b.closed = r
		return 0
	}
	if b.trips > 0 {
		gap >>= min(b.trips, 3) // the pause before it was slowed
	}
	rest := max(leastRest, restGaps*gap) << b.idle
	b.trips++
	b.idle++
	b.trial = trialFaults
	return rest
}

// turn clears the slots that time has passed over.
func (b *breaker) turn(now time.Time) {
	epoch := now.UnixNano() / int64(slotTime)
	if epoch <= b.epoch {
		return // a clock that was put back counts into the newest slot
	}
	for e := max(b.epoch+1, epoch-slots+1); e <= epoch; e++ {
		b.slots[e%slots].asked, b.slots[e%slots].failed = 0, 0
	}
	b.epoch = epoch
}

// reopen lets a host that was given up be asked again, on trial.
func (b *breaker) reopen() {
	if b.closed != "" {
		b.closed, b.last, b.trial = "", true, lastTrial
	}
}
