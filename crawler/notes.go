package crawler

import (
	"cmp"
	"slices"
	"sync"
)

// notes collects what the summary says besides completeness, one sentence for
// each kind and subject: of several the first in order, so that the same
// portal gives the same words whatever the order of workers.
type notes struct {
	mu  sync.Mutex
	all map[noteKey]string
}

type noteKey struct{ kind, subject string }

// mostNotes is how many sentences a summary carries.
const mostNotes = 200

func (n *notes) add(kind, subject, words string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	k := noteKey{kind, subject}
	if had, ok := n.all[k]; ok {
		n.all[k] = min(had, words)
		return
	}
	if n.all == nil {
		n.all = map[noteKey]string{}
	}
	if len(n.all) < mostNotes {
		n.all[k] = words
	}
}

func (n *notes) list() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	keys := make([]noteKey, 0, len(n.all))
	for k := range n.all {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b noteKey) int { return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.subject, b.subject)) })
	var list []string
	for _, k := range keys {
		list = append(list, n.all[k])
	}
	return list
}
