package runner

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/runner/results"
)

// Part is a run of a shard, and where it is from.
type Part struct {
	Name string
	Run  *results.Run
}

// Merge joins the runs of all shards to the run that a single one would have been. The error says in a sentence why they do
// not belong together, which there is twice, and which is missing.
func Merge(parts []Part, table cases.Table) (*results.Run, error) {
	if err := belong(parts); err != nil {
		return nil, err
	}
	first := parts[0].Run
	merged := &results.Run{Header: first.Header, Footer: results.Footer{Kind: first.Footer.Kind}}
	h := &merged.Header
	h.Config.Shard = nil
	h.Target.Notes = slices.Clone(h.Target.Notes)
	var partial, seeds []string
	for _, p := range parts {
		r := p.Run
		merged.Cases = append(merged.Cases, r.Cases...)
		seeds = append(seeds, fmt.Sprint(r.Header.Config.Seed))
		if r.Header.Started.Before(h.Started) {
			h.Started = r.Header.Started
		}
		merged.Footer.Duration = max(merged.Footer.Duration, r.Footer.Duration)
		for _, d := range r.Footer.Deviations {
			if !slices.Contains(merged.Footer.Deviations, d) { // each shard lacks the same capabilities
				merged.Footer.Deviations = append(merged.Footer.Deviations, d)
			}
		}
		if r.Footer.Partial != "" {
			partial = append(partial, fmt.Sprintf("shard %d: %s", r.Header.Config.Shard.Number, r.Footer.Partial))
		}
	}
	if compact := slices.Compact(slices.Clone(seeds)); len(compact) > 1 {
		h.Target.Notes = append(h.Target.Notes, "the seeds of the shards: "+strings.Join(seeds, ", "))
	}
	slices.SortStableFunc(merged.Cases, func(a, b results.Case) int { return a.Index - b.Index })
	for i := 1; i < len(merged.Cases); i++ {
		if merged.Cases[i].ID == merged.Cases[i-1].ID {
			return nil, fmt.Errorf("the case %s is there twice: merge the shards of one run", merged.Cases[i].ID)
		}
	}
	if n, want := len(merged.Cases), first.Header.Config.Shard.Cases; n != want {
		return nil, fmt.Errorf("the shards have %d cases and should have %d: a file lacks lines", n, want)
	}
	foldAll(merged, table)
	h.Cases = len(merged.Cases)
	merged.Footer.Partial = strings.Join(partial, "; ")
	for i := range merged.Cases {
		merged.Footer.Count(&merged.Cases[i])
	}
	return merged, nil
}

// belong tells why runs are not the shards of one, each once.
func belong(parts []Part) error {
	if len(parts) == 0 {
		return errors.New("there is no shard")
	}
	first, have := parts[0], map[int]string{}
	for _, p := range parts {
		a, b := &first.Run.Header, &p.Run.Header
		shard := b.Config.Shard
		if shard == nil {
			return fmt.Errorf("%s is a whole run, no shard of one (wsspec run --shard)", p.Name)
		}
		differs := ""
		switch {
		case a.Tool != b.Tool:
			differs = fmt.Sprintf("were written by %s and %s", a.Tool, b.Tool)
		case withoutPort(a.Target.URL) != withoutPort(b.Target.URL), a.Target.Role != b.Target.Role:
			differs = fmt.Sprintf("are of other targets: %s and %s", a.Target.URL, b.Target.URL)
		case a.Config.Shard.Of != shard.Of:
			differs = fmt.Sprintf("are of %d and of %d shards", a.Config.Shard.Of, shard.Of)
		case a.Config.Shard.Digest != shard.Digest, a.Config.Thorough != b.Config.Thorough, a.Config.Stress != b.Config.Stress:
			differs = "are of runs that were asked for other cases"
		}
		if differs != "" {
			return fmt.Errorf("%s and %s %s", first.Name, p.Name, differs)
		}
		if other, twice := have[shard.Number]; twice {
			return fmt.Errorf("%s and %s are both shard %d/%d: leave one out", other, p.Name, shard.Number, shard.Of)
		}
		have[shard.Number] = p.Name
	}
	var missing []string
	of := first.Run.Header.Config.Shard.Of
	for number := range of {
		if have[number+1] == "" {
			missing = append(missing, fmt.Sprintf("%d/%d", number+1, of))
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("shards are missing: %s", strings.Join(missing, ", "))
	}
	return nil
}

// withoutPort is a URL without its port, which often is another one for each job of a CI system.
func withoutPort(target string) string {
	u, err := url.Parse(target)
	if err != nil {
		return target
	}
	u.Host = u.Hostname()
	return u.String()
}

// foldAll reports every rule that was broken in the bytes of a target in the case that watches for it, as a run does at its
// end.
func foldAll(run *results.Run, table cases.Table) {
	records := map[string]*results.Case{}
	for i := range run.Cases {
		records[run.Cases[i].ID] = &run.Cases[i]
	}
	for _, c := range table {
		home := records[c.ID]
		if home == nil {
			continue
		}
		for _, rule := range c.Watches {
			if first, saw, seen := sightings(run, rule); seen > 0 {
				breach(home, rule, first, saw, seen)
			}
		}
	}
}

// sightings are the cases in which a rule was broken: the first, what was seen there, and how many.
func sightings(run *results.Run, rule *reference.Rule) (first *results.Case, saw string, seen int) {
	for i := range run.Cases {
		for _, b := range run.Cases[i].Breaches {
			if b.Row != rule.Row || b.Rule != rule.Says || b.Case != "" {
				continue
			}
			if seen++; seen == 1 {
				first, saw = &run.Cases[i], b.Saw
			}
		}
	}
	return first, saw, seen
}
