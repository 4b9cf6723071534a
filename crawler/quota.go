package crawler

import "sync"

// A quota counts the pages read of each site against max_pages. A page takes
// a place when it is asked for and gives it back when it turns out to be
// none, so that broken links do not use up what pages may.
type quota struct {
	limit int
	mu    sync.Mutex
	freed sync.Cond
	used  map[string]int
	held  map[string]int // by requests in flight
}

func newQuota(limit int) *quota {
	q := &quota{limit: limit, used: map[string]int{}, held: map[string]int{}}
	q.freed.L = &q.mu
	return q
}

// take holds a place of the site's; it waits while that hangs on requests in
// flight, and returns false when there is none left.
func (q *quota) take(site string) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.used[site]+q.held[site] >= q.limit {
		if q.used[site] >= q.limit {
			return false
		}
		q.freed.Wait()
	}
	q.held[site]++
	return true
}

// settle turns a held place into a used one, or gives it back.
func (q *quota) settle(site string, read bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.held[site]--
	if read {
		q.used[site]++
	}
	q.freed.Broadcast()
}

// A validatorCache holds what servers said last time of the tasks that were
// claimed, until a worker takes it.
type validatorCache struct {
	mu sync.Mutex
	m  map[string]Validator
}

func (c *validatorCache) put(m map[string]Validator) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.m == nil {
		c.m = map[string]Validator{}
	}
	for k, v := range m {
		c.m[k] = v
	}
}

func (c *validatorCache) take(address string) (Validator, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := c.m[address]
	delete(c.m, address)
	return v, ok
}
