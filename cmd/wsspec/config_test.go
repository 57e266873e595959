package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/spf13/pflag"

	"github.com/wsspec/wsspec/runner/results"
)

// in makes a directory with a wsspec.yaml the current one.
func in(config string) {
	GinkgoHelper()
	GinkgoT().Chdir(GinkgoT().TempDir())
	Expect(os.WriteFile(configFile, []byte(config), 0o666)).To(Succeed())
}

// runOf is what a command line that prints JSON lines tells.
func runOf(args ...string) *results.Run {
	GinkgoHelper()
	got := wsspec(append([]string{"run", "--format", "jsonl"}, args...)...)
	run, err := results.Read(strings.NewReader(got.out))
	Expect(err).NotTo(HaveOccurred(), got.err)
	return run
}

var _ = Describe("wsspec.yaml", func() {
	It("says what the command line would, and that it is read", func() {
		in("url: " + serve("") + "\nselect:\n  - rfc6455/5.5/ping-payload-126\njobs: 3\nheader: ['X-One: 1', 'X-Two: 2']\nmax-size: 2MiB\ntimeout: 4s\ninsecure: false\ngate: should\nformat: jsonl\n")
		got := wsspec("run")
		Expect(got.code).To(Equal(exitMet), got.err)
		Expect(got.err).To(HavePrefix("wsspec: the configuration is wsspec.yaml\n"))
		run, err := results.Read(strings.NewReader(got.out))
		Expect(err).NotTo(HaveOccurred())
		Expect(run.Cases).To(HaveLen(2))
		Expect(run.Header.Config.Jobs).To(Equal(3))
		Expect(run.Header.Config.Fields).To(Equal([]string{"X-One: 1", "X-Two: 2"}))
	})

	It("counts less than the command line", func() {
		in("url: " + nobody() + "\nselect: [rfc6455/7]\njobs: 3\nheader: ['X-One: 1', 'X-Two: 2']\nbasic: a:b\nca: none.pem\n")
		run := runOf(serve(""), "rfc6455/5.5/ping-payload-126", "--jobs", "4", "--header", "X-Three: 3", "--bearer", "token")
		Expect(run.Cases).To(HaveLen(2))
		Expect(run.Header.Config.Jobs).To(Equal(4))
		Expect(run.Header.Config.Fields).To(ConsistOf("X-Three: 3", "Authorization: (redacted)"))
	})

	It("says nothing of TLS to a URL without", func() {
		in("url: wss://127.0.0.1/\nca: none.pem\nservername: a\n")
		Expect(runOf(serve(""), "rfc6455/5.5/ping-payload-126").Cases).To(HaveLen(2))
		Expect(wsspec("run", "wss://127.0.0.1:1/").err).To(ContainSubstring("wsspec.yaml:2: --ca: open none.pem"))
	})

	It("leaves out what it excludes, and says so in the results", func() {
		in("url: " + serve("") + "\nselect: rfc6455/5.5\nexclude: rfc6455/5.5/ping-*\n")
		run := runOf()
		Expect(run.Cases).To(ContainElement(HaveField("ID", "rfc6455/5.5/pong-payload-126")))
		Expect(run.Cases).NotTo(ContainElement(HaveField("ID", "rfc6455/5.5/ping-payload-126")))
		Expect(run.Header.Config.Exclude).To(Equal([]string{"rfc6455/5.5/ping-*"}))
	})

	It("may be empty", func() {
		in("")
		Expect(wsspec("run", serve(""), "rfc6455/5.5/ping-payload-126").code).To(Equal(exitMet))
	})

	DescribeTable("shows no secret that the environment holds", func(key, field string) {
		GinkgoT().Setenv("WSSPEC_TEST_SECRET", "abracadabra")
		in("url: " + serve("") + "\nselect: rfc6455/5.5/ping-payload-126\n" + key + "\n")
		got := wsspec("run", "--output", "out", "--trace")
		Expect(got.code).To(Equal(exitMet), got.err)
		saved, err := os.ReadFile(filepath.Join("out", "results.jsonl"))
		Expect(err).NotTo(HaveOccurred())
		Expect(got.out + got.err + string(saved)).NotTo(ContainSubstring("abracadabra"))
		var header results.Header
		first, _, _ := strings.Cut(string(saved), "\n")
		Expect(json.Unmarshal([]byte(first), &header)).To(Succeed())
		Expect(header.Config.Fields).To(Equal([]string{field}))
	},
		Entry(nil, "bearer: ${WSSPEC_TEST_SECRET}", "Authorization: (redacted)"),
		Entry(nil, "basic: jane:${WSSPEC_TEST_SECRET}", "Authorization: (redacted)"),
		Entry(nil, `header: "X-Any: ${WSSPEC_TEST_SECRET}"`, "X-Any: (redacted)"),
		Entry(nil, `header: "X-Any: a ${WSSPEC_TEST_SECRET} b"`, "X-Any: a (redacted) b"),
		Entry(nil, "cookie: ['a=${WSSPEC_TEST_SECRET}']", "Cookie: (redacted)"),
		Entry(nil, "cookie: a=x${WSSPEC_TEST_SECRET}", "Cookie: (redacted)"),
	)

	It("sends credentials to the host of its URL only", func() {
		in("url: ws://localhost:1/\nselect: rfc6455/5.5/ping-payload-126\nbearer: token\nheader: 'X-One: 1'\norigin: http://a\n")
		Expect(runOf(serve("")).Header.Config.Fields).To(Equal([]string{"Origin: http://a"}))
		got := wsspec("run", serve(""))
		Expect(got.err).To(HavePrefix("wsspec: the configuration is wsspec.yaml; its credentials are not for 127.0.0.1 and stay here\n"))
		in("url: ws://127.0.0.1:1/\nselect: rfc6455/5.5/ping-payload-126\nbearer: token\n")
		Expect(runOf(serve("")).Header.Config.Fields).To(Equal([]string{"Authorization: (redacted)"}))
	})

	DescribeTable("is refused in a sentence with its line", func(says, config string, args ...string) {
		GinkgoT().Setenv("WSSPEC_TEST_SECRET", "@file")
		in(config)
		got := wsspec(append([]string{"run"}, args...)...)
		Expect(got.code).To(Equal(exitUsage), got.err)
		Expect(got.out).To(BeEmpty())
		last := strings.TrimPrefix(got.err, "wsspec: the configuration is wsspec.yaml\n")
		Expect(last).To(HavePrefix("wsspec: wsspec.yaml:" + says))
		Expect(strings.Count(last, "\n")).To(Equal(1))
	},
		Entry(nil, `2: there is no key "tiemout"; the nearest is "timeout"`, "jobs: 4\ntiemout: 5s\n"),
		Entry(nil, `1: there is no key "verbose"`, "verbose: true\n"),
		Entry(nil, `2: "jobs" is there twice, first in line 1`, "jobs: 4\njobs: 5\n"),
		Entry(nil, `2: it is no YAML: `, "select:\n\t- rfc6455\n"),
		Entry(nil, `2: invalid argument "soon" for "--timeout" flag`, "\ntimeout: soon\n"),
		Entry(nil, `1: invalid argument "many" for "--jobs" flag`, "jobs: many\n"),
		Entry(nil, `1: invalid argument "big" for "--max-size" flag: a size is a whole number`, "max-size: big\n"),
		Entry(nil, `1: invalid argument "yes" for "--insecure" flag`, "insecure: yes\n"),
		Entry(nil, `1: --jobs is 1 at least, not 0`, "jobs: 0\n"),
		Entry(nil, `2: --gate is must or should, not "may"`, "jobs: 1\ngate: may\n"),
		Entry(nil, `1: --format is one of `, "format: pdf\n"),
		Entry(nil, `1: --bearer is for a URL`, "bearer: x\n"),
		Entry(nil, `2: --header "Cookie" is not 'Name: value'`, "url: ws://127.0.0.1:1/\nheader: Cookie\n"),
		Entry(nil, `3: --header "Cookie" is not 'Name: value'`, "url: ws://127.0.0.1:1/\nheader:\n  - Cookie\n"),
		Entry(nil, `2: header is one text, not keys and values; a text with a colon and a space in it stands in quotes`, "header:\n  - X-One: 1\n"),
		Entry(nil, `1: header is a list, not keys and values`, "header: {X-One: 1}\n"),
		Entry(nil, `2: --ca: open none.pem`, "url: wss://127.0.0.1:1/\nca: none.pem\n"),
		Entry(nil, `2: if any flags in the group [ca insecure] are set`, "url: wss://127.0.0.1:1/\nca: none.pem\ninsecure: true\n"),
		Entry(nil, `1: if any flags in the group [cert key] are set they must all be set`, "cert: none.pem\nurl: wss://127.0.0.1:1/\n"),
		Entry(nil, `1: url: "ftp://a/" does not begin with ws://`, "url: ftp://a/\n"),
		Entry(nil, `1: url is one text, not a list`, "url: [ws://a/, ws://b/]\n"),
		Entry(nil, `3: no case matches "rfc6455/99"; `, "select:\n  - rfc6455/5\n  - rfc6455/99\n"),
		Entry(nil, `1: no case matches "rfc6455/99"; `, "select: rfc6455/99\n", "rfc6455/5"),
		Entry(nil, `1: --exclude: no case matches "rfc6455/99"; `, "exclude: rfc6455/99\n"),
		Entry(nil, `1: --exclude leaves no case`, "exclude: [rfc6455/5.5]\n", "rfc6455/5.5"),
		Entry(nil, `1: timeout is one text, not a list`, "timeout: [5s]\n"),
		Entry(nil, `3: invalid argument "deflat" for "--capabilities" flag: there is no capability "deflat"; there are echo, `, "capabilities:\n  - echo\n  - deflat\n"),
		Entry(nil, `1: output is one text, not nothing`, "output:\n"),
		Entry(nil, `2: the variable WSSPEC_TEST_NONE of the environment is not set, or empty`, "url: ws://127.0.0.1:1/\nbearer: ${WSSPEC_TEST_NONE}\n"),
		Entry(nil, `1: the variable WSSPEC_TEST_NONE of the environment is not set, or empty`, "url: ws://${WSSPEC_TEST_NONE}/\n"),
		Entry(nil, `1: ${A-B} is no variable: it is written ${NAME}`, "bearer: x${A-B}\n"),
		Entry(nil, `1: ${A is no variable: it is written ${NAME}`, "bearer: ${A\n"),
		Entry(nil, `1: the variable at its beginning begins with @ or env:`, "bearer: ${WSSPEC_TEST_SECRET}.x\n"),
		Entry(nil, `3: there is no case "rfc6455/5.5/ping-payload-12"; the nearest is rfc6455/5.5/ping-payload-12`, "expectations:\n  - verdict: fail\n    case: rfc6455/5.5/ping-payload-12\n    saw: x\n    reason: y\n"),
	)

	It("is refused in a sentence if it is named and not there, or not to be read beside another", func() {
		GinkgoT().Chdir(GinkgoT().TempDir())
		Expect(wsspec("run", "--config", "none.yaml")).To(Equal(outcome{exitUsage, "", "wsspec: --config: open none.yaml: no such file or directory\n"}))
		Expect(wsspec("run", "--config", ".").err).To(HavePrefix("wsspec: --config: read .: "))
		Expect(wsspec("run", "--config", "a.yaml", "--autobahn-spec", "b.json").err).To(HavePrefix("wsspec: --autobahn-spec is a configuration itself"))
	})

	It("is another file if that is named", func() {
		in("jobs: 0\n")
		Expect(os.WriteFile("other.yaml", []byte("jobs: -1\n"), 0o666)).To(Succeed())
		Expect(wsspec("run", "--config", "other.yaml").err).To(HaveSuffix("wsspec: other.yaml:1: --jobs is 1 at least, not -1\n"))
	})

	It("has a key for each flag that does not belong to one run alone", func() {
		var flags []string
		c := runCommand(streams{})
		c.Flags().VisitAll(func(flag *pflag.Flag) { flags = append(flags, flag.Name) })
		ofOneRun := []string{"config", "update-expectations", "seed", "shard", "trace", "quiet", "verbose", "autobahn-spec"}
		Expect(slices.Concat(flagKeys, ofOneRun)).To(ConsistOf(flags))
	})

	It("is described with every key, and none that there is not", func() {
		page, err := os.ReadFile("../../docs/config.md")
		Expect(err).NotTo(HaveOccurred())
		_, list, _ := strings.Cut(string(page), "\n## Keys\n")
		list, rest, _ := strings.Cut(list, "\n## ")
		Expect(keysOf(list)).To(ConsistOf(configKeys))
		_, list, _ = strings.Cut(rest, "\n## Expectations\n")
		list, _, _ = strings.Cut(list, "\nA list of known failures")
		Expect(keysOf(list)).To(ConsistOf("case", "verdict", "saw", "reason", "link", "expires"))
	})

	It("is described by an example that is read", func() {
		page, err := os.ReadFile("../../docs/config.md")
		Expect(err).NotTo(HaveOccurred())
		GinkgoT().Setenv("API_TOKEN", "token")
		var example strings.Builder
		for line := range strings.Lines(string(page)) {
			if text, ok := strings.CutPrefix(line, "    "); ok {
				example.WriteString(text)
			} else if strings.HasPrefix(line, "The command line") {
				break
			}
		}
		in(example.String())
		got := wsspec("run", nobody())
		Expect(got.code).To(Equal(exitUnreachable), got.err)
	})
})

// keysOf are the keys that a table of a page is about.
func keysOf(page string) (keys []string) {
	for line := range strings.Lines(page) {
		if cells := strings.Split(line, " | "); strings.HasPrefix(line, "| `") {
			for _, found := range regexp.MustCompile("`([a-z-]+)`").FindAllStringSubmatch(cells[0], -1) {
				keys = append(keys, found[1])
			}
		}
	}
	return keys
}
