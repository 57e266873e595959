package tap_test

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"go.yaml.in/yaml/v3"

	"github.com/wsspec/wsspec/reports/internal/fixture"
	"github.com/wsspec/wsspec/reports/tap"
	"github.com/wsspec/wsspec/runner/results"
)

func render(run *results.Run, gate results.Gate) string {
	GinkgoHelper()
	var b bytes.Buffer
	Expect(tap.Render(&b, run, gate)).To(Succeed())
	return b.String()
}

// reader is a harness on top of the one that comes with Perl. It prints what that made of the file.
const reader = `
use strict; use warnings; use TAP::Parser; use JSON::PP; binmode STDIN, ":utf8";
my $file = do { local $/; <STDIN> };
my $parser = TAP::Parser->new({ tap => $file, version => 13 });
my (@points, @unknown);
while (my $r = $parser->next) {
    push @points, { text => $r->as_string } if $r->is_test;
    $points[-1]{yaml} = $r->data if $r->is_yaml;
    push @unknown, $r->as_string if $r->is_unknown;
}
print JSON::PP->new->utf8->encode({
    points => \@points, unknown => \@unknown, errors => [$parser->parse_errors], planned => 0 + $parser->tests_planned,
    failed => [map { 0 + $_ } $parser->failed], skipped => [map { 0 + $_ } $parser->skipped], todo => [map { 0 + $_ } $parser->todo], problems => $parser->has_problems ? 1 : 0,
});`

// read is what a harness makes of the file.
type read struct {
	Points []struct {
		Text string
		YAML map[string]string
	}
	Unknown, Errors       []string
	Failed, Skipped, Todo []int
	Planned, Problems     int
}

func consume(file string) *read {
	GinkgoHelper()
	perl, err := exec.LookPath("perl")
	if err == nil {
		err = exec.Command(perl, "-MTAP::Parser", "-MJSON::PP", "-e", "1").Run()
	}
	if err != nil {
		Skip("Perl's TAP::Parser reads the report; it is in Debian's package perl: " + err.Error())
	}
	command := exec.Command(perl, "-e", reader)
	// Releases of the harness before 3.46 know version 13, of which 14 is a superset, and give up at the number.
	command.Stdin = strings.NewReader(strings.Replace(file, "TAP version 14\n", "TAP version 13\n", 1))
	out, err := command.Output()
	Expect(err).NotTo(HaveOccurred())
	var r read
	Expect(json.Unmarshal(out, &r)).To(Succeed(), string(out))
	return &r
}

// blocks are the diagnostics, as a reader of the whole of YAML takes them.
func blocks(file string) (list []map[string]string) {
	GinkgoHelper()
	for part := range strings.SplitSeq(file, "\n  ---\n") {
		block, _, ok := strings.Cut(part, "\n  ...\n")
		if ok {
			var m map[string]string
			Expect(yaml.Unmarshal([]byte(block+"\n"), &m)).To(Succeed(), block)
			list = append(list, m)
		}
	}
	return list
}

var _ = Describe("The TAP report", func() {
	It("reads as it should", func() {
		got := render(fixture.Run(), results.GateMust)
		want, err := fixture.Golden("report.tap", []byte(got))
		Expect(err).NotTo(HaveOccurred())
		Expect(got).To(Equal(want))
	})

	DescribeTable("fails what misses the gate, skips what was not judged, and leaves disputes to do", func(gate results.Gate, failed ...int) {
		r := consume(render(fixture.Run(), gate))
		Expect(r.Failed).To(Equal(failed))
		Expect(r.Skipped).To(Equal([]int{7, 8}))
		Expect(r.Todo).To(Equal([]int{10}))
		Expect(r.Planned).To(Equal(len(fixture.Run().Cases)))
	}, Entry("of the MUSTs", results.GateMust, 1, 2, 3, 9), Entry("of the SHOULDs", results.GateShould, 1, 2, 3, 4, 9))

	It("leaves expected failures to do, with the reason, and fails those that are not as expected", func() {
		file := render(fixture.Expecting(), results.GateShould)
		r := consume(file)
		n := len(fixture.Run().Cases)
		Expect(r.Todo).To(Equal([]int{1, 4, 10}))
		Expect(r.Failed).To(Equal([]int{2, 3, 9, n + 1, n + 2}))
		Expect(r.Planned).To(Equal(n + 2))
		Expect(file).To(ContainSubstring(`# TODO expected: \# the length is checked from v2 on (https://wsspec.example/1), until 2026-12-31`))
		Expect(file).To(ContainSubstring("\nnot ok 11 - wsspec.yaml:7: rfc6455/5.5/whole passes; remove the expectation\n"))
		Expect(render(fixture.Expecting(), results.GateMust)).To(ContainSubstring("\nok 4 - "), "what the gate leaves alone is ok")
	})

	It("does not fail what is not held against a target that lives", func() {
		run := fixture.Run()
		run.Cases = run.Cases[3:4]
		run.Cases[0].ID = "resilience/1/one"
		Expect(render(run, results.GateShould)).To(ContainSubstring("\nok 1 - resilience/1/one: a close with 126"))
	})

	It("tells what came in a way that programs read", func() {
		r := consume(render(fixture.Run(), results.GateMust))
		Expect(r.Points[0].YAML).To(HaveKeyWithValue("verdict", "fail\n"))
		Expect(r.Points[0].YAML).To(HaveKeyWithValue("sent", "ping, 126 bytes \"0123456789 abcdefghijklm\"…\n"))
		Expect(r.Points[0].YAML).To(HaveKeyWithValue("got", "pong, 125 bytes \"0123456789 abcdefghijklm\"…\na later ping was answered: the connection lives on\n"))
		Expect(blocks(render(fixture.Run(), results.GateMust))[0]).To(Equal(r.Points[0].YAML), "to those of YAML, too")
	})

	DescribeTable("is not green", func(change func(*results.Run)) {
		run := fixture.Run()
		change(run)
		r := consume(render(run, results.GateMust))
		Expect(r.Failed).To(Equal([]int{len(run.Cases) + 1}))
		Expect(r.Problems).To(Equal(1))
	},
		Entry("if the run is partial", func(r *results.Run) { r.Cases, r.Footer.Partial = r.Cases[5:6], "interrupted" }),
		Entry("if nothing could be judged", func(r *results.Run) { r.Cases = r.Cases[6:8] }),
		Entry("if there is no case", func(r *results.Run) { r.Cases = nil }),
	)

	for _, hostile := range fixture.Hostiles() {
		It("keeps what a target sent as text, with "+hostile.What, func() {
			clean := fixture.Run()
			if len(hostile.Run.Cases) == 0 {
				clean = hostile.Run
			} else if hostile.Run.Cases[1].Expected != nil {
				clean.Cases[1].Expected = &results.Expected{Reason: "known"}
			}
			file := render(hostile.Run, results.GateMust)
			r, as := consume(file), consume(render(clean, results.GateMust))
			Expect(r.Unknown).To(BeEmpty())
			Expect(r.Errors).To(BeEmpty())
			for range hostile.Run.Footer.Deviations {
				as.Planned++
				as.Failed = append(as.Failed, as.Planned)
			}
			if hostile.Run.Footer.Partial != clean.Footer.Partial {
				as.Failed = append(as.Failed, as.Planned+1)
				as.Planned++
			}
			Expect(r.Planned).To(Equal(as.Planned))
			read := 0
			for _, point := range r.Points {
				if point.YAML != nil {
					read++
				}
			}
			Expect(blocks(file)).To(HaveLen(read))
			if !disputed(hostile.Run) {
				return
			}
			Expect([][]int{r.Failed, r.Skipped, r.Todo}).To(Equal([][]int{as.Failed, as.Skipped, as.Todo}))
		})
	}
})

// disputed tells whether one case of a run is disputed, as in the fixture, and not all or none.
func disputed(run *results.Run) bool {
	n := 0
	for _, c := range run.Cases {
		if c.Disputed != "" {
			n++
		}
	}
	return n == 1
}
