package peers_test

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"

	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/runner/results"
)

// keep writes what was found in a peer into NAME.jsonl, in the folder that WSSPEC_KEEP_PEERS names, if it names one.
func keep(name string, run *results.Run) {
	folder := os.Getenv("WSSPEC_KEEP_PEERS")
	if folder == "" {
		return
	}
	Expect(os.MkdirAll(folder, 0o777)).To(Succeed())
	file, err := os.Create(filepath.Join(folder, name+".jsonl"))
	Expect(err).NotTo(HaveOccurred())
	defer file.Close()
	w := results.NewWriter(file)
	w.Started(run.Header)
	for _, c := range run.Cases {
		w.Judged(c)
	}
	w.Finished(run.Footer)
	Expect(w.Err()).NotTo(HaveOccurred())
}

// add puts a case that was carried out on a process of its own beside the others.
func add(run, alone *results.Run, id string) {
	i := slices.IndexFunc(alone.Cases, func(c results.Case) bool { return c.ID == id })
	if i < 0 {
		return // the process died before
	}
	run.Cases = append(run.Cases, alone.Cases[i])
	slices.SortFunc(run.Cases, func(a, b results.Case) int { return cmp.Compare(place(a.ID), place(b.ID)) })
	for i := range run.Cases {
		run.Cases[i].Index = i
	}
	run.Header.Cases++
	run.Footer.Count(&alone.Cases[i])
}
