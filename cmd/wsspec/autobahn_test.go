package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/cases/autobahn"
	"github.com/wsspec/wsspec/runner/results"
)

// verdicts is what scripts read of an index of Autobahn|Testsuite.
type verdicts map[string]map[string]struct {
	Behavior        string `json:"behavior"`
	BehaviorClose   string `json:"behaviorClose"`
	Duration        *int   `json:"duration"`
	RemoteCloseCode *int   `json:"remoteCloseCode"`
	ReportFile      string `json:"reportfile"`
}

func readIndex(dir string) verdicts {
	GinkgoHelper()
	content, err := os.ReadFile(filepath.Join(dir, "index.json"))
	Expect(err).NotTo(HaveOccurred())
	var index verdicts
	Expect(json.Unmarshal(content, &index)).To(Succeed())
	return index
}

// bad is the cases that a script stops at: those of which either verdict is none of the good ones.
func (v verdicts) bad(agent string) []string {
	GinkgoHelper()
	Expect(v).To(HaveKey(agent))
	var list []string
	for id, e := range v[agent] {
		if !slices.Contains([]string{"OK", "NON-STRICT", "INFORMATIONAL", "UNIMPLEMENTED"}, e.Behavior) || !slices.Contains([]string{"OK", "INFORMATIONAL"}, e.BehaviorClose) {
			list = append(list, id)
		}
	}
	slices.Sort(list)
	return list
}

// configure writes a configuration and returns its path. Servers in it are their URLs, in place of $0, $1, ….
func configure(text string, urls ...string) string {
	GinkgoHelper()
	for i, url := range urls {
		text = strings.ReplaceAll(text, fmt.Sprintf("$%d", i), url)
	}
	path := filepath.Join(GinkgoT().TempDir(), "fuzzingclient.json")
	Expect(os.WriteFile(path, []byte(text), 0o666)).To(Succeed())
	return path
}

var _ = Describe("The list of what Autobahn|Testsuite asks", func() {
	It("has every identifier, with a case or a reason", func() {
		got := wsspec("list", "--autobahn")
		Expect(got.code).To(Equal(exitMet))
		with := map[string]string{}
		for line := range strings.Lines(got.out) {
			if words := strings.Fields(line); len(words) > 2 {
				with[words[0]] = words[1]
			}
		}
		t := table()
		for _, c := range autobahn.All() {
			Expect(with[c.ID] == "-" || t.Find(with[c.ID]) != nil).To(BeTrue(), c.ID)
		}
		Expect(got.out).To(MatchRegexp(`\n517 identifiers, \d+ of them covered\n$`))
	})

	It("tells a machine the same", func() {
		var list []counterpart
		Expect(json.Unmarshal([]byte(wsspec("list", "--autobahn", "--format", "json").out), &list)).To(Succeed())
		Expect(list).To(HaveLen(517))
		t := table()
		for _, c := range list {
			Expect(c.Title).NotTo(BeEmpty())
			Expect(c.Cases).NotTo(BeNil())
			for _, id := range c.Cases {
				Expect(t.Find(id).Autobahn).To(ContainElement(c.ID))
			}
		}
		Expect(list[slices.IndexFunc(list, func(c counterpart) bool { return c.ID == "5.18" })].Cases).To(Equal([]string{"rfc6455/5.4/text-in-text"}))
	})

	DescribeTable("can be a part of it", func(ids []string, selectors ...string) {
		var list []counterpart
		Expect(json.Unmarshal([]byte(wsspec(append([]string{"list", "--autobahn", "--format", "json"}, selectors...)...).out), &list)).To(Succeed())
		var got []string
		for _, c := range list {
			got = append(got, c.ID)
		}
		Expect(got).To(Equal(ids))
	},
		Entry("by identifier", []string{"5.18"}, "autobahn:5.18"),
		Entry("by group", []string{"6.4.1", "6.4.2", "6.4.3", "6.4.4"}, "autobahn:6.4"),
		Entry("by case", []string{"5.9", "5.10", "5.17"}, "rfc6455/5.4/orphan-first"),
		Entry("by both", []string{"5.18", "7.3.1"}, "rfc6455/5.5.1/close-empty", "autobahn:5.18"),
	)

	It("has the reason in place of a case that there is not", func() {
		var b strings.Builder
		Expect(printCounterparts(&b, []counterpart{{ID: "5.18", Title: "one", Cases: []string{"a/b/c", "a/b/d"}}, {ID: "5.19", Title: "two"}})).To(Succeed())
		Expect(strings.Split(b.String(), "\n")).To(HaveExactElements(MatchRegexp("^5.18 +a/b/c +one$"), MatchRegexp("^5.18 +a/b/d +one$"),
			MatchRegexp("^5.19 +- +two: not covered yet$"), "", "2 identifiers, 1 of them covered", ""))
	})

	It("counts what is listed", func() {
		Expect(wsspec("list", "--autobahn", "autobahn:6.4").out).To(HaveSuffix("\n4 identifiers, 4 of them covered\n"))
	})
})

var _ = Describe("A selector of Autobahn|Testsuite", func() {
	It("carries out the cases that ask the same, with their twins", func() {
		got := wsspec("run", "autobahn:5.18", "--format", "jsonl")
		Expect(got.code).To(Equal(exitMet), got.err)
		run, err := results.Read(strings.NewReader(got.out))
		Expect(err).NotTo(HaveOccurred())
		Expect(run.Cases).To(HaveLen(2))
		Expect(run.Cases[0].ID).To(Equal("rfc6455/5.4/two-fragments"))
		Expect(run.Cases[1].ID).To(Equal("rfc6455/5.4/text-in-text"))
	})

	It("shows the bytes of what it names", func() {
		Expect(wsspec("run", "autobahn:2.5", "--trace").out).To(ContainSubstring("89 fe 00 7e"))
	})

	It("explains what it names", func() {
		Expect(wsspec("explain", "autobahn:2.5").out).To(HavePrefix("rfc6455/5.5/ping-payload-126 "))
	})

	It("is completed", func() {
		got := wsspec("__complete", "run", "autobahn:5.1").out
		Expect(got).To(ContainSubstring("autobahn:5.18\ta text frame in place of"))
		Expect(got).To(ContainSubstring("autobahn:5\tgroup 5 of Autobahn|Testsuite\n"))
		Expect(strings.Count(got, "\nautobahn:5.1\t")).To(Equal(1))
	})

	It("is completed only by what there are cases for", func() {
		Expect(completeAutobahn(cases.Table{{Autobahn: []string{"5.18", "5.9"}}, {}})).To(HaveExactElements(
			HavePrefix("autobahn:5\t"), HavePrefix("autobahn:5.9\t"), HavePrefix("autobahn:5.18\t")))
	})
})

var _ = Describe("The report of Autobahn|Testsuite", func() {
	It("is green for a conforming server, and has all that is covered, with a file each", func() {
		dir := filepath.Join(GinkgoT().TempDir(), "new", "reports")
		groups := []string{"autobahn:1", "autobahn:2", "autobahn:3", "autobahn:4", "autobahn:5", "autobahn:6", "autobahn:7", "autobahn:10"}
		got := wsspec(append([]string{"run", serve(""), "--autobahn-report", dir, "--agent", "Reference", "-q"}, groups...)...)
		Expect(got.code).To(Equal(exitMet), got.out+got.err)
		index := readIndex(dir)
		Expect(index).To(HaveLen(1))
		Expect(index.bad("Reference")).To(BeEmpty())
		Expect(index["Reference"]).To(HaveLen(517 - 54 - 90 - 126))
		for id, e := range index["Reference"] {
			Expect(autobahn.Find(id)).NotTo(BeNil())
			Expect(e.Duration).NotTo(BeNil())
			content, err := os.ReadFile(filepath.Join(dir, e.ReportFile))
			Expect(err).NotTo(HaveOccurred())
			var file struct{ ID, Agent, Behavior string }
			Expect(json.Unmarshal(content, &file)).To(Succeed())
			Expect([]string{file.ID, file.Agent, file.Behavior}).To(Equal([]string{id, "Reference", e.Behavior}))
		}
		codes := map[string]int{"2.5": 1002, "6.3.1": 1007, "7.1.1": 1000, "7.7.9": 1011}
		for id, code := range codes {
			Expect(index["Reference"][id].RemoteCloseCode).To(HaveValue(Equal(code)), id)
		}
	})

	DescribeTable("names what a server does wrong", func(fault, selector string, ids ...string) {
		dir := GinkgoT().TempDir()
		got := wsspec("run", serve(fault), selector, "--autobahn-report", dir, "--agent", "a")
		Expect(got.code).To(Equal(exitMissed), got.out+got.err)
		Expect(readIndex(dir).bad("a")).To(Equal(ids))
	},
		Entry(nil, "long-control", "autobahn:2", "2.5"),
		Entry("with a close of 126 bytes that is answered as if it were good", "long-control", "rfc6455/5.5", "2.5", "7.3.6"),
		Entry(nil, "orphan-ignored", "autobahn:5", "5.10", "5.11", "5.12", "5.13", "5.14", "5.15", "5.16", "5.17", "5.9"),
	)

	DescribeTable("takes what Autobahn|Testsuite takes, and minds what it minds", func(fault, behavior, behaviorClose string) {
		dir := GinkgoT().TempDir()
		got := wsspec("run", serve(fault), "autobahn:2.5", "--autobahn-report", dir, "--agent", "a")
		Expect(got.out).To(ContainSubstring("1 warn"))
		e := readIndex(dir)["a"]["2.5"]
		Expect([]string{e.Behavior, e.BehaviorClose}).To(Equal([]string{behavior, behaviorClose}))
	},
		Entry("the end of the connection for a failure", "fails-by-drop", "OK", "OK"),
		Entry("a close code that does not fit", "fails-with-1000", "OK", "WRONG CODE"),
	)

	It("has no twin that nobody asked for, and goes by the host", func() {
		dir, url := GinkgoT().TempDir(), serve("")
		Expect(wsspec("run", url, "autobahn:5.18", "--autobahn-report", dir).code).To(Equal(exitMet))
		host := strings.TrimSuffix(strings.TrimPrefix(url, "ws://"), "/")
		Expect(readIndex(dir)).To(HaveLen(1))
		Expect(readIndex(dir)[host]).To(HaveLen(1))
		Expect(readIndex(dir)[host]).To(HaveKey("5.18"))
	})

	It("says nothing of a server that could not be reached, whatever an earlier run wrote", func() {
		dir := GinkgoT().TempDir()
		Expect(wsspec("run", serve(""), "autobahn:5.18", "--autobahn-report", dir, "--agent", "a").code).To(Equal(exitMet))
		Expect(wsspec("run", serve(""), "autobahn:5.18", "--autobahn-report", dir, "--agent", "b").code).To(Equal(exitMet))
		got := wsspec("run", nobody(), "autobahn:5.18", "--autobahn-report", dir, "--agent", "a")
		Expect(got.code).To(Equal(exitUnreachable))
		Expect(readIndex(dir)).To(HaveLen(1))
		Expect(readIndex(dir)).To(HaveKey("b"))
	})

	It("does not overwrite what is no report, and says so behind the report for people", func() {
		dir := GinkgoT().TempDir()
		Expect(os.WriteFile(filepath.Join(dir, "index.json"), []byte("mine"), 0o666)).To(Succeed())
		got := wsspec("run", "autobahn:5.18", "--autobahn-report", dir)
		Expect(got.code).To(Equal(exitInternal))
		Expect(got.out).To(ContainSubstring("gate must: met"))
		Expect(got.err).To(ContainSubstring("index.json is there, but it is no index of Autobahn|Testsuite"))
		content, err := os.ReadFile(filepath.Join(dir, "index.json"))
		Expect(err).NotTo(HaveOccurred())
		Expect(string(content)).To(Equal("mine"))
	})
})

var _ = Describe("A configuration of Autobahn|Testsuite", func() {
	BeforeEach(func() { GinkgoT().Chdir(GinkgoT().TempDir()) }) // where reports go of which nobody says where

	It("tests every server, under its name, with what it asks for", func() {
		dir := GinkgoT().TempDir()
		got := wsspec("run", "-q", "--autobahn-spec", configure(`{
			"outdir": "`+dir+`",
			"servers": [{"agent": "Good", "url": "$0", "options": {"version": 18}}, {"agent": "Bad", "url": "$1"}],
			"cases": ["2.*", "5.18"], "exclude-cases": ["2.10", "2.11"], "exclude-agent-cases": {"G*": ["2.1"], "Nobody": ["*"]}
		}`, serve(""), serve("long-control")))
		Expect(got.code).To(Equal(exitMissed), got.err)
		Expect(got.err).To(BeEmpty())
		index := readIndex(dir)
		Expect(index).To(HaveLen(2))
		Expect(index.bad("Good")).To(BeEmpty())
		Expect(index.bad("Bad")).To(Equal([]string{"2.5"}))
		Expect(index["Good"]).To(HaveLen(9))
		Expect(index["Good"]).NotTo(Or(HaveKey("2.1"), HaveKey("2.10"), HaveKey("2.11")))
		Expect(index["Bad"]).To(HaveLen(10))
		Expect(index["Bad"]).To(And(HaveKey("2.1"), HaveKey("2.9"), HaveKey("5.18")))
		Expect(strings.Count(got.out, "gate must: ")).To(Equal(2))
	})

	It("has the worst exit code of its servers, and goes on behind one that cannot be reached", func() {
		dir, gone := GinkgoT().TempDir(), nobody()
		got := wsspec("run", "--autobahn-spec", configure(`{"servers": [{"url": "$0", "agent": "Gone"}, {"url": "$1", "agent": "Bad"}, {"url": "$2", "agent": "Good"}],
			"cases": ["2.5"]}`, gone, serve("long-control"), serve("")), "--autobahn-report", dir)
		Expect(got.code).To(Equal(exitUnreachable))
		Expect(got.err).To(HavePrefix("wsspec: " + gone + ": the target is unreachable: "))
		Expect(readIndex(dir)).To(HaveLen(2))
		Expect(readIndex(dir).bad("Good")).To(BeEmpty())
		Expect(readIndex(dir).bad("Bad")).To(Equal([]string{"2.5"}))
	})

	It("says which group is meant by what is no case", func() {
		s, err := parseSpec([]byte(`{"cases": ["5", "6.4*", "7.99"]}`))
		Expect(err).NotTo(HaveOccurred())
		_, odd := s.chosen("")
		Expect(odd).To(Equal([]string{`"5" is no case of Autobahn|Testsuite; "5.*" is the group`, `"7.99" is no case of Autobahn|Testsuite`}))
	})

	It("writes the results of a single server where they always are", func() {
		dir := GinkgoT().TempDir()
		Expect(wsspec("run", "--autobahn-spec", configure(`{"servers": [{"url": "$0", "agent": "a"}], "cases": ["2.5"]}`, serve("")), "--output", dir).code).To(Equal(exitMet))
		Expect(filepath.Join(dir, "results.jsonl")).To(BeARegularFile())
	})

	It("writes the results of each server into a directory of its own", func() {
		dir := GinkgoT().TempDir()
		got := wsspec("run", "--autobahn-spec", configure(`{"servers": [{"url": "$0", "agent": "a/b"}, {"url": "$1", "agent": "a/b"}], "cases": ["2.5"]}`,
			serve(""), serve("long-control")), "--autobahn-report", filepath.Join(dir, "reports"), "--output", dir, "--format", "junit")
		Expect(got.code).To(Equal(exitMissed), got.err)
		for _, file := range []string{"1-a_b/results.jsonl", "1-a_b/junit.xml", "2-a_b/results.jsonl", "2-a_b/junit.xml"} {
			Expect(filepath.Join(dir, file)).To(BeARegularFile())
		}
	})

	It("that names no server takes that of the command line", func() {
		dir := GinkgoT().TempDir()
		path := configure(`{"outdir": "` + dir + `", "servers": [], "cases": ["5.18"]}`)
		Expect(wsspec("run", serve(""), "--autobahn-spec", path, "--agent", "a").code).To(Equal(exitMet))
		Expect(readIndex(dir)["a"]).To(HaveLen(1))
	})

	It("offers the origin and the subprotocol of a server", func() {
		dir := GinkgoT().TempDir()
		got := wsspec("run", "--autobahn-spec", configure(`{"outdir": "`+dir+`", "cases": ["5.18"], "servers": [
			{"url": "$0", "agent": "a", "origin": "http://there.example", "protocols": ["superchat", "chat"]}]}`, serve("")), "--trace")
		Expect(got.code).To(Equal(exitMet), got.err)
		Expect(got.out).To(ContainSubstring(`Origin: http://there.example`))
		Expect(got.out).To(ContainSubstring(`Sec-WebSocket-Protocol: superchat\r`))
		Expect(got.err).To(ContainSubstring(`warning: "protocols" of servers[0]: wsspec offers the first one only`))
	})

	It("says that an agent without a name cannot be excluded from anything", func() {
		got := wsspec("run", "-q", "--autobahn-spec", configure(`{"cases": ["5.18"], "servers": [{"url": "$0"}], "exclude-agent-cases": {"a": ["5.*"]}}`, serve("")))
		Expect(got.code).To(Equal(exitMet), got.err)
		Expect(got.err).To(HaveSuffix(`warning: "exclude-agent-cases" takes servers[0] for an agent without a name; give it an "agent"` + "\n"))
	})

	It("says what it asks for that no case covers", func() {
		selectors, odd := selectorsOf(autobahn.Matching("5"), cases.Table{{Autobahn: []string{"5.18"}}, {Autobahn: []string{"6.1.1"}}})
		Expect(selectors).To(Equal([]string{"autobahn:5"}))
		Expect(odd).To(HaveExactElements(HavePrefix("wsspec has no case for 5.1, 5.2, 5.3, ")))
		Expect(odd[0]).NotTo(ContainSubstring("5.18"))
		_, odd = selectorsOf(autobahn.Matching("5.18"), cases.Table{{Autobahn: []string{"5.18"}}})
		Expect(odd).To(BeEmpty())
	})

	DescribeTable("asks TLS for the name of a server", func(url, name string) {
		s, err := parseSpec([]byte(`{"cases": ["5.18"], "servers": [{"url": "` + url + `", "hostname": "there.example"}]}`))
		Expect(err).NotTo(HaveOccurred())
		p, odd, err := new(runFlags).part(s, 0)
		Expect(err).NotTo(HaveOccurred())
		Expect(odd).To(BeEmpty())
		Expect(p.flags.serverName).To(Equal(name))
	},
		Entry("if there is TLS", "wss://127.0.0.1:1/", "there.example"),
		Entry("and nobody without", "ws://127.0.0.1:1/", ""),
	)

	It("that asks for what has no case says so once, and carries out the rest", func() {
		dir := GinkgoT().TempDir()
		got := wsspec("run", "-q", "--autobahn-spec", configure(`{"outdir": "`+dir+`", "cases": ["5.18"], "servers": [{"url": "$0", "agent": "a"}, {"url": "$0", "agent": "b"}],
			"why": 1, "exclude-cases": ["99.*"]}`, serve("")))
		Expect(got.code).To(Equal(exitMet), got.err)
		Expect(strings.Count(got.err, "\n")).To(Equal(2))
		Expect(got.err).To(ContainSubstring(`fuzzingclient.json: warning: "why" is not known and has no effect`))
		Expect(got.err).To(ContainSubstring(`fuzzingclient.json: warning: "99.*" is no case of Autobahn|Testsuite`))
	})

	DescribeTable("says what has no effect", func(rest string, sentences ...string) {
		s, err := parseSpec([]byte(`{"cases": ["5.18"]` + rest + `}`))
		Expect(err).NotTo(HaveOccurred())
		Expect(s.odd).To(HaveLen(len(sentences)))
		for i, sentence := range sentences {
			Expect(s.odd[i]).To(HavePrefix(sentence))
		}
	},
		Entry("an unknown key", `, "enable-ssl": 0, "a": {}`, `"a" is not known and has no effect`, `"enable-ssl" is not known`),
		Entry("a key in the wrong case", `, "Outdir": "x"`, `"Outdir" is not known`),
		Entry("a key of a server", `, "servers": [{"url": "ws://a/", "name": "x"}]`, `"name" of servers[0] is not known and has no effect`),
		Entry("an option that is about the suite", `, "options": {"failByDrop": false}`, `the option "failByDrop" has no effect: the cases say`),
		Entry("an option of a server", `, "servers": [{"url": "ws://a/"}, {"url": "ws://b/", "options": {"tcpNoDelay": true}}]`,
			`the option "tcpNoDelay" of servers[1] has no effect: `),
		Entry("an unknown option", `, "options": {"x": 1}`, `the option "x" is not known and has no effect`),
		Entry("another version", `, "options": {"version": 8}`, `the option "version" is 8 and has no effect: wsspec speaks version 13`),
		Entry("not the version that there is", `, "options": {"version": 18}, "servers": [{"url": "ws://a/", "options": {"version": 13}}]`),
		Entry("not null", `, "options": null, "servers": null, "outdir": null`),
	)

	DescribeTable("has its report written into", func(outdir, directory string) {
		s, err := parseSpec([]byte(`{"cases": []` + outdir + `}`))
		Expect(err).NotTo(HaveOccurred())
		Expect(s.outdir).To(Equal(directory))
	},
		Entry("the directory that it names", `, "outdir": "a/b"`, "a/b"),
		Entry("that of Autobahn|Testsuite if it names none", ``, "./reports/servers"),
		Entry("that of Autobahn|Testsuite if it names nothing", `, "outdir": ""`, "./reports/servers"),
	)

	DescribeTable("asks for", func(agent, rest string, patterns ...string) {
		s, err := parseSpec([]byte("{" + rest + "}"))
		Expect(err).NotTo(HaveOccurred())
		chosen, _ := s.chosen(agent)
		Expect(append([]string{}, autobahn.Patterns(chosen)...)).To(Equal(append([]string{}, patterns...)))
	},
		Entry("everything by a star", "", `"cases": ["*"]`, "1", "2", "3", "4", "5", "6", "7", "9", "10", "12", "13"),
		Entry("groups by stars, in the order of the numbers", "", `"cases": ["12.*", "1.*"]`, "1", "12"),
		Entry("what a pattern with a star begins, whatever follows", "", `"cases": ["13.*.17"]`, "13.1.17", "13.2.17", "13.3.17", "13.4.17", "13.5.17", "13.6.17", "13.7.17"),
		Entry("what a pattern with a star begins, whatever digits follow", "", `"cases": ["2*.1"]`, "2.1", "2.10", "2.11"),
		Entry("one case without a star, and no group", "", `"cases": ["5", "5.1"]`, "5.1"),
		Entry("nothing that is excluded", "", `"cases": ["3.*", "2.*"], "exclude-cases": ["2.1*", "3.7", "2.2"]`,
			"2.3", "2.4", "2.5", "2.6", "2.7", "2.8", "2.9", "3.1", "3.2", "3.3", "3.4", "3.5", "3.6"),
		Entry("nothing that is excluded for the agent", "Ducks 2", `"cases": ["3.*"], "exclude-agent-cases": {"Ducks*": ["3.*"], "*": ["3.1"]}`),
		Entry("what is excluded for others only", "Ducks 2", `"cases": ["3.*"], "exclude-agent-cases": {"Ducks": ["3.*"], "*": ["3.1"]}`,
			"3.2", "3.3", "3.4", "3.5", "3.6", "3.7"),
		Entry("what an excluded pattern of an agent does not match up to its end", "a", `"cases": ["2.*"], "exclude-agent-cases": {"a": ["2*.1"]}`,
			"2.2", "2.3", "2.4", "2.5", "2.6", "2.7", "2.8", "2.9", "2.10", "2.11"),
	)

	DescribeTable("is refused in a sentence if it makes no sense", func(text, sentence string, more ...string) {
		path := configure(text)
		got := wsspec(append([]string{"run", "--autobahn-spec", path}, more...)...)
		Expect(got.code).To(Equal(exitUsage))
		Expect(got.out).To(BeEmpty())
		Expect(strings.ReplaceAll(got.err, path, "FILE")).To(ContainSubstring(sentence))
		Expect(strings.Count(got.err, "\n")).To(Equal(1))
		Expect("reports").NotTo(BeAnExistingFile(), "the default directory of reports")
	},
		Entry(nil, "{\n  \"cases\": [\"*\"],\n}", "wsspec: FILE:3:1: invalid character '}'"),
		Entry(nil, "{\n  // all of them\n", "wsspec: FILE:2:3: invalid character '/'"),
		Entry(nil, "{\"a\": \"\u00e9\u00e9\", x}", "wsspec: FILE:1:13: invalid character 'x'"),
		Entry(nil, "{\"cases\": [\n\n", "wsspec: FILE:3:1: unexpected end"),
		Entry(nil, "", "wsspec: FILE:1:1: unexpected end"),
		Entry(nil, "{\"cases\": []} {}", "wsspec: FILE:1:15: invalid character '{'"),
		Entry(nil, "[]", "wsspec: FILE: it is no JSON object"),
		Entry(nil, "null", `wsspec: FILE: "cases" is missing; ["*"] are all of them`),
		Entry(nil, `{"servers": []}`, `"cases" is missing`),
		Entry(nil, `{"cases": "*"}`, `wsspec: FILE: "cases" is not a list of strings`),
		Entry(nil, `{"cases": ["*"], "exclude-agent-cases": {"a": "*"}}`, `"exclude-agent-cases" is not an object of lists of strings`),
		Entry(nil, `{"cases": ["*"], "servers": {}}`, `"servers" is not a list of objects`),
		Entry(nil, `{"cases": ["*"], "servers": ["ws://a/"]}`, `servers[0] is not an object`),
		Entry(nil, `{"cases": ["*"], "servers": [null]}`, `servers[0] is not an object`),
		Entry(nil, `{"cases": ["*"], "servers": [{"url": "ws://a/"}, {"url": 1}]}`, `"url" of servers[1] is not a string`),
		Entry(nil, `{"cases": ["*"], "servers": [{"agent": "a"}]}`, `servers[0] has no "url"`),
		Entry(nil, `{"cases": ["*"], "servers": [{"url": "ws://a/", "options": []}]}`, `servers[0] is not an object`),
		Entry(nil, `{"cases": ["*"], "options": 1}`, `options is not an object`),
		Entry(nil, `{"cases": ["*"], "servers": [{"url": "ws://127.0.0.1:1/"}, {"url": "ftp://a/"}]}`, `FILE: servers[1]: "ftp://a/" does not begin with ws://`),
		Entry(nil, `{"cases": ["99.*"], "servers": [{"url": "ws://127.0.0.1:1/"}]}`, `FILE asks for no case that wsspec has`),
		Entry(nil, `{"cases": ["*"]}`, `FILE names no servers; give a URL`),
		Entry(nil, `{"cases": ["*"], "servers": [{"url": "ws://a/"}]}`, `FILE names the servers; ws://b/ has no place beside them`, "ws://b/"),
		Entry(nil, `{"cases": ["*"]}`, `FILE says which cases to carry out; "autobahn:5" has no place beside it`, "ws://b/", "autobahn:5"),
		Entry(nil, `{"cases": ["*"]}`, `"rfc6455" has no place beside it`, "rfc6455"),
		Entry(nil, `{"cases": ["*"], "servers": [{"url": "ws://a/"}, {"url": "ws://b/"}]}`, `--agent is the name of one server, and FILE has 2`, "--agent", "a"),
		Entry(nil, `{"cases": ["*"], "servers": [{"url": "ws://a/"}, {"url": "ws://b/"}]}`, `standard output takes one --format of one server`, "--format", "json"),
	)

	It("that does not say where the report goes has it where Autobahn|Testsuite has it", func() {
		Expect(wsspec("run", serve(""), "--autobahn-spec", configure(`{"cases": ["5.18"]}`), "--agent", "a").code).To(Equal(exitMet))
		Expect(readIndex("reports/servers")).To(HaveKey("a"))
	})

	It("that is interrupted tests no more servers", func() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		got := wsspecContext(ctx, "run", "--autobahn-spec", configure(`{"cases": ["5.18"], "servers": [{"url": "$0"}, {"url": "$1"}]}`, serve(""), serve("")))
		Expect(got.code).To(Equal(exitUnreachable))
		Expect(got.err).To(BeEmpty())
		Expect("reports/servers/index.json").NotTo(BeAnExistingFile())
	})

	It("that is not there is an error", func() {
		got := wsspec("run", "--autobahn-spec", filepath.Join(GinkgoT().TempDir(), "none.json"))
		Expect(got.code).To(Equal(exitUsage))
		Expect(got.err).To(HavePrefix("wsspec: --autobahn-spec: "))
	})
})
