package requirements_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases/requirements"
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/permessagedeflate"
	"github.com/wsspec/wsspec/reference/stream"
)

// The reference packages know the ledger by the IDs of its rows only: they may not import it.
var _ = Describe("the rules of the reference packages", func() {
	rules := slices.Concat(stream.Rules, stream.CompressionRules, handshake.RequestRules, handshake.ResponseRules, permessagedeflate.Rules)

	It("rest on rows that are there", func() {
		var wrong []string
		for _, rule := range rules {
			if requirements.Find(rule.Row) == nil {
				wrong = append(wrong, rule.Name+": "+rule.Row+" is not there")
			}
			if rule.Reaction != "" && requirements.Find(rule.Reaction) == nil {
				wrong = append(wrong, rule.Name+": "+rule.Reaction+" is not there")
			}
		}
		Expect(wrong).To(BeEmpty())
	})

	DescribeTable("of what a side sends rest on rows that can be seen of it", func(rules []*reference.Rule, visible func(*requirements.Row) bool) {
		var wrong []string
		for _, rule := range rules {
			if row := requirements.Find(rule.Row); row == nil || !visible(row) {
				wrong = append(wrong, rule.Name+" rests on "+rule.Row)
			}
		}
		Expect(wrong).To(BeEmpty())
	},
		Entry("responses", handshake.ResponseRules, (*requirements.Row).ServerVisible),
		Entry("answers to permessage-deflate", permessagedeflate.Rules, (*requirements.Row).ServerVisible),
		Entry("frames", slices.Concat(stream.Rules, stream.CompressionRules), func(row *requirements.Row) bool { return row.ServerVisible() || row.ClientVisible() }),
	)

	It("are all in the lists of their packages", func() {
		listed := map[string]bool{}
		for _, rule := range rules {
			listed[rule.Name] = true
		}
		names := namesOfRules("../../reference")
		Expect(names).NotTo(BeEmpty())
		Expect(slices.DeleteFunc(names, func(name string) bool { return listed[name] })).To(BeEmpty())
	})
})

// namesOfRules finds the names of all rules that the Go files of a folder and those below it declare.
func namesOfRules(root string) []string {
	var names []string
	Expect(filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(node ast.Node) bool {
			if literal, ok := node.(*ast.CompositeLit); ok && isRule(literal.Type) {
				names = append(names, nameOf(literal))
			}
			return true
		})
		return nil
	})).To(Succeed())
	return names
}

func isRule(expr ast.Expr) bool {
	selector, ok := expr.(*ast.SelectorExpr)
	return ok && selector.Sel.Name == "Rule"
}

// nameOf is the value of the field Name.
func nameOf(literal *ast.CompositeLit) string {
	for _, element := range literal.Elts {
		pair, ok := element.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		key, isName := pair.Key.(*ast.Ident)
		if value, ok := pair.Value.(*ast.BasicLit); ok && isName && key.Name == "Name" {
			return strings.Trim(value.Value, `"`)
		}
	}
	return "a rule without a name"
}
