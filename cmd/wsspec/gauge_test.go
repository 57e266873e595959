package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference/endpoint"
)

var _ = Describe("a gauge", func() {
	const some = "resilience/empty"

	It("shows what a process uses", func() {
		if runtime.GOOS != "linux" {
			Skip("it takes /proc")
		}
		address, _ := hearing(endpoint.Config{})
		o := wsspec("run", "ws://"+address+"/", some, "--pid", fmt.Sprint(os.Getpid()))
		Expect(o.code).To(Equal(exitMet), o.err)
		Expect(o.out).To(MatchRegexp(`(?m)^usage     memory of the target [1-9]\d* MiB -> [1-9]\d* MiB, at most [1-9]\d* MiB, CPU \S+s$`))
	})

	It("shows what metrics tell", func() {
		address, _ := hearing(endpoint.Config{})
		metrics := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintln(w, "process_resident_memory_bytes 32505856\nprocess_cpu_seconds_total 2")
		}))
		defer metrics.Close()
		o := wsspec("run", "ws://"+address+"/", some, "--metrics-url", metrics.URL)
		Expect(o.code).To(Equal(exitMet), o.err)
		Expect(o.out).To(ContainSubstring("usage     memory of the target 31 MiB -> 31 MiB, at most 31 MiB, CPU 0s\n"))
	})

	DescribeTable("that shows nothing is an error of usage, before anything is sent", func(sentence string, args ...string) {
		address, heard := hearing(endpoint.Config{})
		o := wsspec(append([]string{"run", "ws://" + address + "/", some}, args...)...)
		Expect(o.code).To(Equal(exitUsage))
		Expect(o.out).To(BeEmpty())
		Expect(o.err).To(Equal("wsspec: " + sentence + "\n"))
		Expect(heard()).To(BeEmpty())
	},
		Entry("of no process", "--pid: there is no process 1073741824", "--pid", "1073741824"),
		Entry("of process 0", "--pid: there is no process 0", "--pid", "0"),
		Entry("of no URL", "--metrics-url: the URL of metrics begins with http:// or https:// and a host", "--metrics-url", "localhost:1/metrics"),
		Entry("of an empty URL", "--metrics-url: the URL of metrics begins with http:// or https:// and a host", "--metrics-url", ""),
	)

	It("that nobody answers is one, too", func() {
		url := strings.Replace(nobody(), "ws://", "http://", 1)
		o := wsspec("run", nobody(), "--metrics-url", url)
		Expect(o.code).To(Equal(exitUsage))
		Expect(o.err).To(And(HavePrefix("wsspec: --metrics-url: the metrics at "+url+" cannot be read: "), HaveSuffix("refused\n")))
	})

	It("is one, and not for the built-in server", func() {
		o := wsspec("run", nobody(), "--pid", "1", "--metrics-url", "http://localhost/")
		Expect(o.code).To(Equal(exitUsage))
		o = wsspec("run", some, "--pid", "1")
		Expect(o.code).To(Equal(exitUsage))
		Expect(o.err).To(Equal("wsspec: --pid is for a URL; the built-in server is a part of wsspec\n"))
	})
})
