package handshake_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/handshake"
)

var _ = Describe("the rules", func() {
	It("are all in the list of requests or in that of responses", func() {
		var listed []string
		for _, rule := range handshake.RequestRules {
			listed = append(listed, rule.Name)
		}
		for _, rule := range handshake.ResponseRules {
			if rule != handshake.Fold { // binds both sides
				listed = append(listed, rule.Name)
			}
		}
		// Names that are not unique would make the lists differ too.
		Expect(listed).To(ConsistOf(declared("rules.go")))
	})

	It("say what they ask for, and a server knows the status for every rule of requests", func() {
		for _, rule := range slices.Concat(handshake.RequestRules, handshake.ResponseRules) {
			Expect(rule.Says).NotTo(BeEmpty(), rule.Name)
			Expect(rule.Row).NotTo(BeEmpty(), rule.Name)
		}
		for _, rule := range handshake.RequestRules {
			Expect(rule.Answer).To(And(BeNumerically(">=", 400), BeNumerically("<", 600)), rule.Name)
		}
	})

	It("leave a rule without a stated reaction free", func() {
		for _, rule := range slices.Concat(handshake.RequestRules, handshake.ResponseRules) {
			Expect(rule.Reaction != "" || rule.Free).To(BeTrue(), rule.Name)
		}
	})
})

// declared are the names of the rules in a source file of this package.
func declared(file string) (names []string) {
	source, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	Expect(err).NotTo(HaveOccurred())
	ast.Inspect(source, func(n ast.Node) bool {
		if field, ok := n.(*ast.KeyValueExpr); ok && field.Key.(*ast.Ident).Name == "Name" {
			name, err := strconv.Unquote(field.Value.(*ast.BasicLit).Value)
			Expect(err).NotTo(HaveOccurred())
			names = append(names, name)
		}
		return true
	})
	return names
}

// breach is a message that breaks one rule.
type breach struct {
	rule *reference.Rule
	what string
	wire func() string
}

// missing are the rules of a list that no breach breaks.
func missing(rules []*reference.Rule, breaches []breach) []string {
	have := map[*reference.Rule]bool{}
	for _, b := range breaches {
		have[b.rule] = true
	}
	var names []string
	for _, rule := range rules {
		if !have[rule] {
			names = append(names, rule.Name)
		}
	}
	return names
}
