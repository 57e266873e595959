// Package autobahn renders a run in the report format of Autobahn|Testsuite, for scripts that read that: index.json with
// the verdicts, and a file for each case. The cases are those of Autobahn|Testsuite, by their identifiers; an
// identifier that several cases of wsspec cover takes the worst of their verdicts.
package autobahn

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"slices"
	"strings"

	inventory "github.com/wsspec/wsspec/cases/autobahn"
	"github.com/wsspec/wsspec/runner/results"
)

// Dir is where the files are. *os.Root is one.
type Dir interface {
	ReadFile(name string) ([]byte, error)
	WriteFile(name string, data []byte, mode os.FileMode) error
}

// Index is the name of the file that lists the verdicts of all agents.
const Index = "index.json"

// entry is what the index says of a case.
type entry struct {
	Behavior        string `json:"behavior"`
	BehaviorClose   string `json:"behaviorClose"`
	Duration        int64  `json:"duration"` // milliseconds
	RemoteCloseCode *int   `json:"remoteCloseCode"`
	ReportFile      string `json:"reportfile"`
}

// Agent is the name under which a target is listed that was not given one: what it calls itself, or its host.
func Agent(target *results.Target) string {
	if target.Server != "" {
		return target.Server
	}
	if u, err := url.Parse(target.URL); err == nil && u.Host != "" {
		return u.Host
	}
	return "UnknownServer"
}

// Render writes the report of a run under the name of an agent, Agent's if it is empty. Other agents in an index that is
// there already stay; what it says of this agent is replaced. A run without a case that Autobahn|Testsuite has leaves
// nothing of it.
func Render(dir Dir, run *results.Run, agent string) error {
	agent = strings.ToValidUTF8(cmp.Or(agent, Agent(&run.Header.Target)), "\uFFFD")
	index, err := readIndex(dir)
	if err != nil {
		return err
	}
	delete(index, agent)
	stem, err := fileStem(index, agent)
	if err != nil {
		return err
	}
	entries := map[string]entry{}
	covering := coverings(run)
	for _, c := range asked(run.Header.Config.Selectors) {
		if len(covering[c.ID]) == 0 {
			continue
		}
		record := newRecord(run, c, covering[c.ID], agent)
		name := fmt.Sprintf("%s_case_%s.json", stem, strings.ReplaceAll(c.ID, ".", "_"))
		if err := write(dir, name, record); err != nil {
			return err
		}
		entries[c.ID] = entry{record.Behavior, record.BehaviorClose, record.Duration, record.RemoteCloseCode, name}
	}
	if len(entries) > 0 {
		if index[agent], err = json.Marshal(entries); err != nil {
			return err
		}
	}
	return write(dir, Index, index) // last, so that it names no file that is not there
}

// readIndex reads the index that is there, if there is one.
func readIndex(dir Dir) (map[string]json.RawMessage, error) {
	index := map[string]json.RawMessage{}
	content, err := dir.ReadFile(Index)
	if errors.Is(err, fs.ErrNotExist) {
		return index, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(content, &index); err != nil {
		return nil, fmt.Errorf("%s is there, but it is no index of Autobahn|Testsuite: %w", Index, err)
	}
	if index == nil { // the file says null
		index = map[string]json.RawMessage{}
	}
	return index, nil
}

func write(dir Dir, name string, v any) error {
	content, err := json.MarshalIndent(v, "", "   ")
	if err != nil {
		return err
	}
	return dir.WriteFile(name, append(content, '\n'), 0o666)
}

// fileStem is how the names of an agent's files begin: its letters and digits, and a number if another agent in the
// index has the same.
func fileStem(index map[string]json.RawMessage, agent string) (string, error) {
	const longest = 100
	plain := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, strings.ToLower(agent))
	plain = plain[:min(len(plain), longest)]
	taken := map[string]bool{}
	for _, content := range index {
		var entries map[string]entry
		if err := json.Unmarshal(content, &entries); err != nil {
			return "", fmt.Errorf("%s is there, but it is no index of Autobahn|Testsuite: %w", Index, err)
		}
		for _, e := range entries {
			stem, _, _ := strings.Cut(e.ReportFile, "_case_")
			taken[stem] = true
		}
	}
	stem := plain
	for n := 2; taken[stem]; n++ {
		stem = fmt.Sprintf("%s_%d", plain, n)
	}
	return stem, nil
}

// asked is the cases of Autobahn|Testsuite that a run was asked for: those that the selectors name, or all if a selector
// names cases otherwise. What ran as a twin alone is none of them.
func asked(selectors []string) []*inventory.Case {
	named := map[*inventory.Case]bool{}
	for _, selector := range selectors {
		pattern, ok := strings.CutPrefix(selector, inventory.Prefix)
		if !ok {
			return inventory.All()
		}
		for _, c := range inventory.Matching(pattern) {
			named[c] = true
		}
	}
	if len(selectors) == 0 {
		return inventory.All()
	}
	return slices.DeleteFunc(slices.Clone(inventory.All()), func(c *inventory.Case) bool { return !named[c] })
}

// coverings is the cases of a run by what they cover.
func coverings(run *results.Run) map[string][]*results.Case {
	covering := map[string][]*results.Case{}
	for i := range run.Cases {
		for _, id := range run.Cases[i].Autobahn {
			covering[id] = append(covering[id], &run.Cases[i])
		}
	}
	return covering
}
