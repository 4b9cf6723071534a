package crawler

import (
	"context"
	"errors"
	"fmt"
	"time"

	"duwang/crawler/portal"
)

const (
	// leastRoom is how many tasks may wait in memory while workers are idle,
	// because the hosts of those tasks are not to be asked yet; as long as
	// looking further finds work for the idle ones it may become mostRoom.
	leastRoom = 4096
	mostRoom  = 65536
)

// dispatch hands tasks to workers, a queue a host, and saves what comes back.
func (c *crawl) dispatch(ctx context.Context, work chan<- *flight, done <-chan Visit) error {
	var batch []Visit
	lastSave := c.now()
	save := func(ctx context.Context) error {
		if len(batch) == 0 {
			return nil
		}
		if err := c.patiently(ctx, func() error { return c.frontier.Save(ctx, batch) }); err != nil {
			return fmt.Errorf("save what was read: %w", err)
		}
		clear(batch)
		batch = batch[:0]
		lastSave = c.now()
		c.report(ctx)
		return nil
	}
	take := func(v Visit) {
		c.busy--
		if name := hostOf(v.Task.URL); name != "" {
			c.hosts.of(name).busy--
		}
		// What a stop cut off in flight says nothing of the portal: the task
		// goes back to the frontier.
		if ctx.Err() != nil && v.Status == 0 && v.Page == nil {
			return
		}
		c.landed(&v)
		batch = append(batch, v)
	}
	stop := func() error {
		for c.busy > 0 {
			v := <-done
			take(v)
		}
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), flushTime)
		defer cancel()
		return errors.Join(save(last), c.frontier.Release(last))
	}
	exhausted := false
	var f *flight // the next to go: booked with its host
	for {
		if ctx.Err() != nil {
			return stop()
		}
		var wait time.Duration
		if f == nil {
			f, wait = c.next()
		}
		if !exhausted && (c.queued < claimSize/2 || f == nil && c.busy < c.opt.Concurrency && c.queued+claimSize <= c.room) {
			var tasks []Task
			err := c.patiently(ctx, func() (err error) {
				tasks, err = c.frontier.Claim(ctx, claimSize)
				return err
			})
			if err != nil && ctx.Err() == nil {
				return errors.Join(fmt.Errorf("take tasks from the frontier: %w", err), stop())
			}
			exhausted = len(tasks) == 0
			if err := c.enqueue(ctx, tasks); err != nil && ctx.Err() == nil {
				return errors.Join(err, stop())
			}
			continue
		}
		if f == nil && c.queued == 0 && c.busy == 0 {
			if len(batch) > 0 {
				if err := save(ctx); err != nil && ctx.Err() == nil {
					return errors.Join(err, stop())
				}
				exhausted = false
				continue
			}
			if exhausted {
				return nil
			}
			continue
		}
		var out chan<- *flight
		if f != nil {
			out = work
		}
		var timer <-chan time.Time
		if f == nil && wait > 0 {
			timer = time.After(wait)
		}
		var idle <-chan time.Time
		if len(batch) > 0 {
			idle = time.After(min(max(saveEvery-c.now().Sub(lastSave), 10*time.Millisecond), saveEvery))
		}
		select {
		case out <- f:
			c.busy++
			c.hosts.of(hostOf(f.task.URL)).busy++
			f = nil
		case v := <-done:
			take(v)
		case <-timer:
		case <-idle:
			if err := save(ctx); err != nil && ctx.Err() == nil {
				return errors.Join(err, stop())
			}
			exhausted = false
		case <-ctx.Done():
		}
		// With nothing left to do the next tasks wait in the batch itself.
		if len(batch) >= saveSize || len(batch) > 0 && c.queued == 0 && exhausted {
			if err := save(ctx); err != nil && ctx.Err() == nil {
				return errors.Join(err, stop())
			}
			exhausted = false
		}
	}
}

// enqueue puts claimed tasks into their hosts' queues.
func (c *crawl) enqueue(ctx context.Context, tasks []Task) error {
	if len(tasks) == 0 {
		return nil
	}
	if r := tasks[0].Round; r > c.round {
		c.round = r
		c.hosts.reopen()
		// A second look straight after the first proves little.
		if sleep(ctx, c.opt.Pause) != nil {
			return nil // stopped: the tasks are released
		}
	}
	var pages []string
	for i := range tasks {
		if (tasks[i].Kind == portal.LinkPage || tasks[i].Kind == portal.LinkAttachment) && tasks[i].Round == 0 {
			pages = append(pages, tasks[i].URL)
		}
	}
	if len(pages) > 0 {
		var known map[string]Validator
		err := c.patiently(ctx, func() (err error) {
			known, err = c.frontier.Validators(ctx, pages)
			return err
		})
		if err != nil {
			return fmt.Errorf("look up validators: %w", err)
		}
		c.validators.put(known)
	}
	idle := false
	for _, t := range tasks {
		h := c.hosts.of(hostOf(t.URL))
		if len(h.queue) == 0 {
			c.order = append(c.order, h)
			idle = idle || h.busy == 0
		}
		h.queue = append(h.queue, t)
		c.queued++
	}
	if idle && c.queued > leastRoom-claimSize {
		c.room = min(c.room+claimSize, mostRoom)
	}
	return nil
}

// next takes the first task of the first host, in turn, that may be asked
// now; when there is none it says how long until there might be.
func (c *crawl) next() (*flight, time.Duration) {
	if c.busy >= c.opt.Concurrency {
		return nil, 0
	}
	now := c.now()
	var soonest time.Duration
	for i := 0; i < len(c.order); i++ {
		k := (c.turn + i) % len(c.order)
		h := c.order[k]
		if h.busy >= c.opt.PerHost {
			continue
		}
		delay := h.crawlDelay()
		// A host that was given up costs no request.
		if h.closed() == "" {
			if wait := h.pay(now); wait > 0 {
				if soonest == 0 || wait < soonest {
					soonest = wait
				}
				continue
			}
		}
		t := h.queue[0]
		h.queue = h.queue[1:]
		c.queued--
		if len(h.queue) == 0 {
			h.queue = nil
			c.order = append(c.order[:k], c.order[k+1:]...)
			c.turn = k
		} else {
			c.turn = k + 1
		}
		return &flight{task: t, paid: true, delay: delay}, 0
	}
	return nil, soonest
}
