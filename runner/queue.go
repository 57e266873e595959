package runner

import (
	"cmp"
	"slices"
	"sync"

	"github.com/wsspec/wsspec/cases"
)

// queue holds the cases that are carried out side by side. A case joins it when its twin has passed: nobody waits for
// the others then.
type queue struct {
	mu     sync.Mutex
	change sync.Cond
	list   []*entry
	next   int
	busy   int // cases that were taken and are not done with
}

// newQueue has cases that write in many segments begin first: they wait most of their time, and the others meanwhile need
// not.
func newQueue(list []*entry) *queue {
	q := &queue{list: slices.Clone(list)}
	slices.SortStableFunc(q.list, func(a, b *entry) int { return cmp.Compare(pauses(b.c), pauses(a.c)) })
	q.change.L = &q.mu
	return q
}

// take returns the next case. While there is none, but others that are carried out may bring some, it waits. It returns
// nil once nothing is to come, or as soon as enough says so.
func (q *queue) take(enough func() bool) *entry {
	q.mu.Lock()
	defer q.mu.Unlock()
	for !enough() {
		if q.next < len(q.list) {
			q.next++
			q.busy++
			return q.list[q.next-1]
		}
		if q.busy == 0 {
			return nil
		}
		q.change.Wait()
	}
	return nil
}

// done gives a case back that was taken, with those that have become ready by it.
func (q *queue) done(ready []*entry) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.busy--
	q.list = append(q.list, ready...)
	q.change.Broadcast()
}

// pauses is how often a case waits between two segments, if that is often.
func pauses(c *cases.Case) int64 {
	const often = 100
	var count int64
	for _, step := range c.Script {
		if step.Cut.Every == 0 {
			continue
		}
		var size int64
		for _, f := range step.Frames {
			size += f.Payload().Size()
		}
		count += size / int64(step.Cut.Every)
	}
	if count < often {
		return 0
	}
	return count
}
