package runner_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/runner"
)

// shown starts a server that answers every request like this.
func shown(handler http.HandlerFunc) (url string) {
	server := httptest.NewServer(handler)
	DeferCleanup(server.Close)
	return server.URL + "/metrics"
}

// text answers with these lines.
func text(lines ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, strings.Join(lines, "\n")) }
}

var _ = Describe("the gauge of a URL", func() {
	ctx := context.Background()
	both := []string{"process_resident_memory_bytes 3.25e+07", "process_cpu_seconds_total 2.125"}

	DescribeTable("reads memory and CPU time", func(lines ...string) {
		g, err := runner.MetricsGauge(ctx, shown(text(lines...)))
		Expect(err).NotTo(HaveOccurred())
		Expect(g.Read(ctx)).To(Equal(runner.Usage{Memory: 32_500_000, CPU: 2125 * time.Millisecond}))
	},
		Entry("alone", both[0], both[1]),
		Entry("among others", "# HELP process_resident_memory_bytes Memory.", "# TYPE process_resident_memory_bytes gauge", both[0], "",
			`http_requests_total{path="/"} 5`, "# process_cpu_seconds_total 9", both[1], "process_cpu_seconds_total_created 7", "nonsense"),
		Entry("with a time", both[0]+" 1395066363000", both[1]+"\t1395066363000"),
		Entry("with labels", `process_resident_memory_bytes{app="a} 1",job="\"} 2"} 32500000`, `process_cpu_seconds_total{} 2.125`),
		Entry("with a space before the labels", `process_resident_memory_bytes 32500000`, ` process_cpu_seconds_total 2.125 `),
		Entry("of several processes", `process_resident_memory_bytes{pid="1"} 30e6`, `process_resident_memory_bytes{pid="2"} 2.5e6`,
			`process_cpu_seconds_total{pid="1"} 2`, `process_cpu_seconds_total{pid="2"} 0.125`),
	)

	DescribeTable("needs both", func(reason string, lines ...string) {
		url := shown(text(lines...))
		_, err := runner.MetricsGauge(ctx, url)
		Expect(err).To(MatchError("the metrics at " + url + " cannot be read: " + reason))
	},
		Entry("", "there is no process_resident_memory_bytes and no process_cpu_seconds_total among them", "go_goroutines 7"),
		Entry("", "there is no process_cpu_seconds_total among them", both[0]),
		Entry("", "there is no process_resident_memory_bytes among them", both[1]),
		Entry("as numbers", "there is no process_resident_memory_bytes among them", both[1], "process_resident_memory_bytes many"),
		Entry("as finite numbers", "there is no process_resident_memory_bytes among them", both[1], "process_resident_memory_bytes +Inf"),
		Entry("as numbers that are not NaN", "there is no process_resident_memory_bytes among them", both[1], "process_resident_memory_bytes NaN"),
		Entry("above zero", "there is no process_resident_memory_bytes among them", both[1], "process_resident_memory_bytes -1"),
		Entry("with labels that end", "there is no process_resident_memory_bytes among them", both[1], `process_resident_memory_bytes{a="} 5`),
		Entry("that can be", "process_cpu_seconds_total is more than anybody has used", both[0], "process_cpu_seconds_total 1e15"),
	)

	DescribeTable("does not take any answer", func(reason string, handler http.HandlerFunc) {
		url := shown(handler)
		_, err := runner.MetricsGauge(ctx, url)
		Expect(err).To(MatchError("the metrics at " + url + " cannot be read: " + reason))
	},
		Entry("that is none", "status 404", http.NotFound),
		Entry("that stands elsewhere", "status 302", func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/metrics" {
				http.Redirect(w, r, "/elsewhere", http.StatusFound)
				return
			}
			text(both...)(w, r)
		}),
		Entry("without an end", "the answer has more than 8 MiB", func(w http.ResponseWriter, _ *http.Request) {
			for err := error(nil); err == nil; {
				_, err = fmt.Fprintln(w, strings.Repeat("x", 1000), 1)
			}
		}),
		Entry("in one endless line", "bufio.Scanner: token too long", func(w http.ResponseWriter, _ *http.Request) {
			for err := error(nil); err == nil; {
				_, err = fmt.Fprint(w, strings.Repeat("x", 1000))
			}
		}),
	)

	It("does not wait longer than it is given", func() {
		hold := make(chan struct{})
		url := shown(func(http.ResponseWriter, *http.Request) { <-hold })
		defer close(hold)
		short, cancel := context.WithCancel(ctx)
		cancel()
		_, err := runner.MetricsGauge(short, url)
		Expect(err).To(MatchError(ContainSubstring("cannot be read")))
	})

	It("gives no password away", func() {
		_, err := runner.MetricsGauge(ctx, strings.Replace(shown(http.NotFound), "http://", "http://me:secret@", 1))
		Expect(err).To(MatchError(And(ContainSubstring("me:xxxxx@"), Not(ContainSubstring("secret")))))
		_, err = runner.MetricsGauge(ctx, "http://me:secret@127.0.0.1:1/")
		Expect(err).To(MatchError(And(ContainSubstring("refused"), Not(ContainSubstring("secret")))))
	})

	DescribeTable("needs a URL", func(url string) {
		_, err := runner.MetricsGauge(ctx, url)
		Expect(err).To(MatchError("the URL of metrics begins with http:// or https:// and a host"))
	},
		Entry("with a scheme", "127.0.0.1:9090/metrics"),
		Entry("of HTTP", "ws://127.0.0.1:9090/metrics"),
		Entry("with a host", "http:///metrics"),
		Entry("that is one", "http://%zz/"),
		Entry("at all", ""),
	)
})
