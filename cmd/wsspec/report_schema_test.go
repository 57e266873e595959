package main

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

var _ = Describe("The results of a run", func() {
	It("keep to the schema that is published, line by line", func() {
		compiler := jsonschema.NewCompiler()
		compiler.AssertFormat()
		compiler.AssertContent()
		schema, err := compiler.Compile("../../docs/results.schema.json")
		Expect(err).NotTo(HaveOccurred())
		for _, fault := range []string{"", "long-control", "masks-pongs-wrongly"} {
			got := wsspec("run", serve(fault), "rfc6455/4", "rfc6455/5.5", "rfc6455/7", "--format", "jsonl", "--header", "Cookie: a=b")
			lines := 0
			for line := range strings.Lines(got.out) {
				value, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
				Expect(err).NotTo(HaveOccurred())
				Expect(schema.Validate(value)).To(Succeed(), line)
				lines++
			}
			Expect(lines).To(BeNumerically(">", 100))
		}
	})
})
