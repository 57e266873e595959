package runner_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/endpoint"
	"github.com/wsspec/wsspec/runner"
)

var _ = DescribeTable("a fault of a server over TLS", func(name, id string, verdict cases.Verdict) {
	fault := endpoint.FindFault(name)
	Expect(fault).NotTo(BeNil())
	only := func(config *runner.Config) {
		var err error
		config.Cases, err = table.Select(id)
		Expect(err).NotTo(HaveOccurred())
	}
	r, err := runIn(func() (*runner.Target, func()) { return serverIn(overTLS(serverConfig(fault))) }, oneByOne, only)
	Expect(err).NotTo(HaveOccurred())
	Expect(r.verdicts()).To(HaveKeyWithValue(id, verdict), "%v", r.Cases)
	r, err = runIn(func() (*runner.Target, func()) { return serverIn(serverConfig(fault)) }, oneByOne, only)
	Expect(err).NotTo(HaveOccurred())
	Expect(r.verdicts()).To(HaveKeyWithValue(id, cases.Skip), "without TLS")
},
	Entry(nil, "clear-on-tls-port", "rfc6455/4.2.2/clear-on-tls-port", cases.Fail),
	Entry(nil, "one-tls-record", "rfc6455/4.2.2/request-in-tls-records", cases.Fail),
	Entry(nil, "one-tls-record", "rfc6455/4.2.2/frame-in-tls-records", cases.Fail),
	Entry(nil, "one-tls-record", "rfc6455/4.2.2/frames-in-one-tls-record", cases.Fail),
	Entry(nil, "frames-in-the-clear", "rfc6455/10.6/opens-over-tls", cases.Fail),
	Entry(nil, "no-close-notify", "rfc6455/7.1.1/close-notify", cases.Warn),
	Entry(nil, "drops-all", "rfc6455/7.1.1/close-notify", cases.Inconclusive),
	Entry(nil, "close-keeps-tcp", "rfc6455/7.1.1/close-notify", cases.Inconclusive),
)
