package runner_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/runner"
	"github.com/wsspec/wsspec/runner/results"
)

var _ = DescribeTable("the close of the target is on record", func(id string, want *results.Close) {
	r, err := runIn(func() (*runner.Target, func()) { return serverIn(serverConfig(nil)) }, only(id))
	Expect(err).NotTo(HaveOccurred())
	Expect(r.find(id).Closed).To(Equal(want))
},
	Entry("behind a message that has no room in the transcript", "limits/sizes/binary-512k", &results.Close{Code: 1000}),
	Entry("behind more messages than are kept", "limits/segments/1000-messages-in-one", &results.Close{Code: 1000}),
	Entry("if it came first", "rfc6455/5.5/ping-payload-126", &results.Close{Code: 1002, First: true}),
	Entry("in answer to ours", "rfc6455/5.5.1/close-1000", &results.Close{Code: 1000}),
	Entry("unless there was none", "rfc6455/4.2.1/key-missing", nil),
)
