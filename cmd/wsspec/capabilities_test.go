package main

import (
	"os"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("Expected capabilities", func() {
	const lacks = "text-only is not offered by the target: what needs it was skipped"

	It("cost nothing if they are offered", func() {
		in("")
		got := wsspec("run", serve(""), "rfc6455/5.5.2", "--capabilities", "echo,deflate", "--capabilities", "text")
		Expect(got.code).To(Equal(exitMet), got.err)
		Expect(got.out).NotTo(ContainSubstring("not offered"))
	})

	It("miss the gate if they are not", func() {
		in("")
		got := wsspec("run", serve(""), "rfc6455/5.5.2", "--capabilities", "echo,text-only")
		Expect(got.code).To(Equal(exitMissed), got.err)
		Expect(got.out).To(ContainSubstring("not as expected: " + lacks))
	})

	It("are told with the line of the configuration, and in what is rendered later", func() {
		in("capabilities: [echo]\nselect: rfc6455/5.5.2\n")
		Expect(wsspec("run", serve("")).code).To(Equal(exitMet))

		in("select: rfc6455/5.5.2\ncapabilities:\n  - echo\n  - text-only\n")
		got := wsspec("run", serve(""), "--output", "out", "--format", "junit")
		Expect(got.code).To(Equal(exitMissed), got.err)
		Expect(got.out).To(ContainSubstring("not as expected: wsspec.yaml:4: " + lacks))
		xml, err := os.ReadFile("out/junit.xml")
		Expect(err).NotTo(HaveOccurred())
		Expect(string(xml)).To(ContainSubstring(`name="text-only is offered"`))
		Expect(wsspec("report", "render", "out/results.jsonl", "--format", "github").out).To(ContainSubstring("::error file=wsspec.yaml,line=4,title=text-only::" + lacks))
	})

	It("stay missed when expected failures are edited", func() {
		in("select: rfc6455/5.5/ping-payload-126\ncapabilities: text-only\n")
		got := wsspec("run", serve("long-control"), "--update-expectations")
		Expect(got.code).To(Equal(exitMissed), got.err)
		Expect(got.out).To(ContainSubstring("not as expected: wsspec.yaml:2: " + lacks))
		Expect(got.out).NotTo(ContainSubstring("FAIL"))
	})

	It("are named as they are", func() {
		in("")
		got := wsspec("run", "rfc6455/5.5.2", "--capabilities", "echo,deflat")
		Expect(got.code).To(Equal(exitUsage))
		Expect(got.err).To(ContainSubstring(`there is no capability "deflat"; there are echo, text, `))
	})
})
