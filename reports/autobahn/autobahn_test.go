package autobahn_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/autobahn"
	"github.com/wsspec/wsspec/reports/internal/fixture"
	"github.com/wsspec/wsspec/runner/results"
)

var _ = Describe("The report", func() {
	It("reads as it should", func() {
		run := fixture.Run()
		for i := range run.Cases {
			covers := map[string]string{
				"rfc6455/5.5/ping-payload-126": "2.5", "rfc6455/5.5/close-payload-126": "7.3.6", "rfc6455/5.5/header-only-126": "2.4",
				"rfc6455/5.5/whole": "10.1.1", "rfc6455/10.2/origin": "12.1.1", "rfc6455/5.5/disputed": "5.1",
			}
			if id, ok := covers[run.Cases[i].ID]; ok {
				run.Cases[i].Autobahn = []string{id}
			}
		}
		dir := render(run, "")
		for name, golden := range map[string]string{autobahn.Index: "index.json", "ducks_1_0_case_2_5.json": "ducks_1_0_case_2_5.json"} {
			Expect(dir).To(HaveKey(name))
			want, err := fixture.Golden(golden, []byte(dir[name]))
			Expect(err).NotTo(HaveOccurred())
			Expect(dir[name]).To(Equal(want))
		}
	})

	It("names a file for each case, which says the same", func() {
		dir := render(runOf(judged("1.1.1", cases.Pass), judged("12.3.18", cases.Fail), judged("2.5", cases.Warn, onWire(received(closing(1003)), fin)...)), "Ducks")
		entries := dir.index()["Ducks"]
		Expect(entries).To(HaveLen(3))
		Expect(dir).To(HaveLen(4), "the index and a file for each case")
		for id, entry := range entries {
			Expect(entry["reportfile"]).To(Equal("ducks_case_" + strings.ReplaceAll(id, ".", "_") + ".json"))
			file := dir.file("Ducks", id)
			Expect(file["agent"]).To(Equal("Ducks"))
			Expect(file["id"]).To(Equal(id))
			for _, key := range []string{"behavior", "behaviorClose", "duration", "remoteCloseCode"} {
				Expect([]any{file[key]}).To(Equal([]any{entry[key]}), id+" "+key)
			}
		}
		Expect(dir.file("Ducks", "12.3.18")["case"]).To(BeNumerically("==", 517-126-36))
	})

	It("has every key in every file, whatever is known", func() {
		keys := []string{
			"case", "id", "agent", "started", "duration", "description", "expectation", "behavior", "behaviorClose", "result", "resultClose",
			"expected", "expectedClose", "received", "isServer", "closedByMe", "failedByMe", "droppedByMe", "wasClean", "wasNotCleanReason",
			"wasOpenHandshakeTimeout", "wasCloseHandshakeTimeout", "wasServerConnectionDropTimeout", "localCloseCode", "localCloseReason",
			"remoteCloseCode", "remoteCloseReason", "httpRequest", "httpResponse", "createStats", "rxOctetStats", "txOctetStats",
			"rxFrameStats", "txFrameStats", "createWirelog", "wirelog", "reportTime", "reportCompressionRatio", "trafficStats",
		}
		nullable := []string{"wasNotCleanReason", "localCloseCode", "localCloseReason", "remoteCloseCode", "remoteCloseReason", "trafficStats"}
		for _, c := range []results.Case{judged("2.5", cases.Skip), judged("2.5", cases.Fail, onWire(received(closing(1002)), fin)...)} {
			file := render(runOf(c), "Ducks").file("Ducks", "2.5")
			for _, key := range keys {
				Expect(file).To(HaveKey(key))
				if file[key] == nil {
					Expect(nullable).To(ContainElement(key))
				}
			}
		}
	})

	It("goes by the host of a target that does not say what it is", func() {
		run := runOf(judged("2.5", cases.Pass))
		run.Header.Target.Server = ""
		Expect(render(run, "").index()).To(HaveKey("127.0.0.1:9001"))
		Expect(autobahn.Agent(&results.Target{})).NotTo(BeEmpty())
	})

	It("goes by what a target calls itself, and by the name it is given before that", func() {
		Expect(render(runOf(judged("2.5", cases.Pass)), "").index()).To(HaveKey("ducks/1.0"))
		Expect(render(runOf(judged("2.5", cases.Pass)), "geese").index()).To(HaveKey("geese"))
	})

	It("tells when the run began, in UTC", func() {
		Expect(render(runOf(judged("2.5", cases.Pass)), "a").file("a", "2.5")["started"]).To(Equal("2026-03-04T05:06:07.000Z"))
	})

	It("says so when a file cannot be written, and then names none", func() {
		for _, name := range []string{"a_case_2_5.json", autobahn.Index} {
			dir := &failing{files: files{}, name: name}
			Expect(autobahn.Render(dir, runOf(judged("2.5", cases.Pass)), "a")).To(MatchError(errFull))
			Expect(dir.files).NotTo(HaveKey(autobahn.Index))
		}
	})

	It("is valid and holds no markup, whatever the target sends", func() {
		run := fixture.Hostile(fixture.HostileText)
		for i := range run.Cases {
			run.Cases[i].Autobahn = []string{"2.5", "7.3.6"}
		}
		dir := render(run, "")
		Expect(dir).To(HaveLen(3))
		for name, content := range dir {
			Expect(json.Valid([]byte(content))).To(BeTrue(), name)
			Expect(content).NotTo(ContainSubstring("<script"))
			Expect(content).NotTo(ContainSubstring("<img"))
			Expect(name).To(MatchRegexp(`^[a-z0-9_]{1,130}\.json$`))
		}
	})
})

var _ = Describe("The index", func() {
	It("keeps other agents as they are", func() {
		const other = `{"Geese": {"1.1.1": {"behavior": "OK", "behaviorClose": "OK", "duration": 1, "remoteCloseCode": 1000,
			"reportfile": "geese_case_1_1_1.json", "more": [1, {"a": null}]}}}`
		dir := files{autobahn.Index: other}
		Expect(autobahn.Render(dir, runOf(judged("2.5", cases.Pass)), "Ducks")).To(Succeed())
		index := dir.index()
		Expect(index).To(HaveLen(2))
		Expect(index["Ducks"]).To(HaveKey("2.5"))
		var before map[string]map[string]map[string]any
		Expect(json.Unmarshal([]byte(other), &before)).To(Succeed())
		Expect(index["Geese"]).To(Equal(before["Geese"]))
	})

	It("has nothing of an earlier run of the same agent", func() {
		dir := render(runOf(judged("1.1.1", cases.Pass), judged("2.5", cases.Pass)), "Ducks")
		Expect(autobahn.Render(dir, runOf(judged("2.5", cases.Fail)), "Ducks")).To(Succeed())
		Expect(dir.index()["Ducks"]).To(HaveLen(1))
		Expect(dir.index()["Ducks"]["2.5"]["behavior"]).To(Equal("FAILED"))
		Expect(dir.index()["Ducks"]["2.5"]["reportfile"]).To(Equal("ducks_case_2_5.json"))
	})

	It("has no agent of which no case was carried out", func() {
		dir := render(runOf(judged("2.5", cases.Pass)), "Ducks")
		Expect(autobahn.Render(dir, runOf(), "Ducks")).To(Succeed())
		Expect(dir.index()).To(BeEmpty())
	})

	It("names different files for agents whose names differ in signs only", func() {
		dir := files{}
		for _, agent := range []string{"a b", "a_b", "A-B", "a/../b"} {
			Expect(autobahn.Render(dir, runOf(judged("2.5", cases.Pass)), agent)).To(Succeed())
		}
		Expect(autobahn.Render(dir, runOf(judged("2.5", cases.Fail)), "a_b")).To(Succeed())
		for agent, name := range map[string]string{
			"a b": "a_b_case_2_5.json", "a_b": "a_b_2_case_2_5.json", "A-B": "a_b_3_case_2_5.json", "a/../b": "a____b_case_2_5.json"} {
			Expect(dir.index()[agent]["2.5"]["reportfile"]).To(Equal(name))
			Expect(dir.file(agent, "2.5")["agent"]).To(Equal(agent))
		}
	})

	DescribeTable("is not overwritten if it is none", func(content string) {
		dir := files{autobahn.Index: content}
		Expect(autobahn.Render(dir, runOf(judged("2.5", cases.Pass)), "Ducks")).To(MatchError(HavePrefix("index.json is there, but it is no index")))
		Expect(dir).To(Equal(files{autobahn.Index: content}))
	},
		Entry(nil, "<html>"), Entry(nil, ""), Entry(nil, "[]"), Entry(nil, `{"Geese": 1}`), Entry(nil, `{"Geese": {"1.1.1": 2}}`))

	It("is begun anew if there is nothing in it", func() {
		dir := files{autobahn.Index: "null"}
		Expect(autobahn.Render(dir, runOf(judged("2.5", cases.Pass)), "Ducks")).To(Succeed())
		Expect(dir.index()).To(HaveKey("Ducks"))
	})

	DescribeTable("has the cases that were asked for", func(selectors []string, ids ...string) {
		run := runOf(judged("5.3", cases.Pass), judged("5.18", cases.Pass), judged("6.1.1", cases.Pass), results.Case{ID: "rfc6455/1/x", Verdict: cases.Pass})
		run.Header.Config.Selectors = selectors
		entries := render(run, "Ducks").index()["Ducks"]
		Expect(entries).To(HaveLen(len(ids)))
		for _, id := range ids {
			Expect(entries).To(HaveKey(id))
		}
	},
		Entry("all without a selector", nil, "5.3", "5.18", "6.1.1"),
		Entry("without a twin that nobody named", []string{"autobahn:5.18"}, "5.18"),
		Entry("by group", []string{"autobahn:5", "autobahn:7"}, "5.3", "5.18"),
		Entry("all if a selector names cases otherwise", []string{"autobahn:5.18", "rfc6455"}, "5.3", "5.18", "6.1.1"),
	)
})

var errFull = errors.New("no space left on device")

// failing is a directory in which one file cannot be written.
type failing struct {
	files
	name string
}

func (f *failing) WriteFile(name string, data []byte, mode os.FileMode) error {
	if name == f.name {
		return fmt.Errorf("write %s: %w", name, errFull)
	}
	return f.files.WriteFile(name, data, mode)
}
