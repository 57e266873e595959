package runner

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/runner/results"
)

// Shard is one of several parts of the cases that were asked for, each for a run of its own. Merge joins the runs.
type Shard struct {
	Cases cases.Table // with their twins: what rests upon another case is in the same shard
	info  results.Shard
	place map[string]int // in all shards together
}

// NewShard returns the part with that number, the first 1, out of so many, of a list that has all twins.
func NewShard(list cases.Table, number, of int) (*Shard, error) {
	s := &Shard{place: map[string]int{}, info: results.Shard{Number: number, Of: of, Cases: len(list)}}
	hash := sha256.New()
	for i, c := range list {
		fmt.Fprintln(hash, c.ID)
		s.place[c.ID] = i
	}
	s.info.Digest = hex.EncodeToString(hash.Sum(nil)[:8])
	groups := groupsOf(list)
	if number > len(groups) {
		return nil, fmt.Errorf("shard %d of %d has no case: the cases make %d shards at most", number, of, len(groups))
	}
	var mine cases.Table
	sizes := make([]int, of)
	for _, group := range groups {
		least := slices.Index(sizes, slices.Min(sizes))
		sizes[least] += len(group)
		if least == number-1 {
			mine = append(mine, group...)
		}
	}
	slices.SortFunc(mine, func(a, b *cases.Case) int { return s.place[a.ID] - s.place[b.ID] })
	s.Cases = mine
	return s, nil
}

// groupsOf are the cases that rest upon the same, the largest group first.
func groupsOf(list cases.Table) []cases.Table {
	at := map[string]int{}
	var groups []cases.Table
	for _, c := range list {
		root := root(c, list)
		i, known := at[root]
		if !known {
			i = len(groups)
			at[root] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], c)
	}
	slices.SortStableFunc(groups, func(a, b cases.Table) int { return len(b) - len(a) })
	return groups
}

// root is the ID of the case upon which a case rests in the end: the last of its twins.
func root(c *cases.Case, list cases.Table) string {
	for range list {
		twin := list.Find(c.Twin)
		if c.Twin == "" || twin == nil {
			break
		}
		c = twin
	}
	return c.ID
}

// Observe returns an observer that tells another one of the run, with the places that the cases have in all shards.
func (s *Shard) Observe(to Observer) Observer { return sharded{to, s} }

type sharded struct {
	Observer
	shard *Shard
}

func (s sharded) Started(h results.Header) {
	info := s.shard.info
	h.Config.Shard = &info
	s.Observer.Started(h)
}

func (s sharded) Judged(c results.Case) {
	c.Index = s.shard.place[c.ID]
	s.Observer.Judged(c)
}
