package endpoint_test

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/endpoint"
	"github.com/wsspec/wsspec/reference/frame"
)

// That every fault shows on the wire is proved where the cases are run.
var _ = Describe("the faults", func() {
	It("have unique names in kebab-case", func() {
		seen := map[string]bool{}
		for _, f := range endpoint.Faults() {
			Expect(f.Name).To(MatchRegexp(`^[a-z0-9]+(-[a-z0-9.]+)*$`))
			Expect(seen[f.Name]).To(BeFalse(), f.Name)
			seen[f.Name] = true
			Expect(f.String()).To(Equal(f.Name))
		}
		Expect(seen).NotTo(BeEmpty())
	})

	It("are described in one sentence each", func() {
		seen := map[string]string{}
		for _, f := range endpoint.Faults() {
			Expect(f.Doc).To(MatchRegexp(`^[A-Z].*[^.]\.$`), f.Name)
			Expect(strings.Count(f.Doc, ". ")).To(BeZero(), f.Name)
			Expect(f.Doc).NotTo(ContainSubstring("\n"), f.Name)
			Expect(seen[f.Doc]).To(BeEmpty(), "%s is described like %s", f.Name, seen[f.Doc])
			seen[f.Doc] = f.Name
		}
	})

	It("name the section that they break", func() {
		for _, f := range endpoint.Faults() {
			if strings.HasPrefix(f.Spec, "rfc") {
				Expect(f.Section).To(MatchRegexp(`^[0-9]+(\.[0-9]+)*$`), f.Name)
			}
			Expect(f.Spec).NotTo(BeEmpty(), f.Name)
			Expect(f.Section).NotTo(BeEmpty(), f.Name)
		}
	})

	It("are grouped by specification", func() {
		var specs []string
		for _, f := range endpoint.Faults() {
			if len(specs) == 0 || specs[len(specs)-1] != f.Spec {
				Expect(specs).NotTo(ContainElement(f.Spec), "%s stands apart", f.Name)
				specs = append(specs, f.Spec)
			}
		}
	})

	It("are found by their names", func() {
		for _, f := range endpoint.Faults() {
			Expect(endpoint.FindFault(f.Name)).To(BeIdenticalTo(f))
		}
	})

	DescribeTable("are not found by other names", func(name string) {
		Expect(endpoint.FindFault(name)).To(BeNil())
	}, Entry(nil, ""), Entry(nil, "no-such-fault"), Entry(nil, "Drops-All"), Entry(nil, "drops-al"))

	It("are listed in a copy", func() {
		endpoint.Faults()[0] = nil
		Expect(endpoint.Faults()[0]).NotTo(BeNil())
	})

	It("of a server leave a client alone", func() {
		for _, f := range endpoint.Faults() {
			if f.Role != reference.Server {
				continue
			}
			p := opened(memory, reference.Client, endpoint.Config{Fault: f})
			p.write(p.wire(text("x"), closing(body(1000, ""))))
			p.expect(unit{frame.Text, "x"}, closed(1000))
			p.ended()
			p.stop()
		}
	})
})
