package sarif_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// carrier is a module that has the schema of SARIF 2.1.0 as a constant of its source. The schema belongs to OASIS and is not
// checked in here; nothing of the module is compiled.
const carrier = "github.com/owenrumney/go-sarif/v3@v3.3.1"

// standard is the schema of the standard.
func standard() *jsonschema.Schema {
	GinkgoHelper()
	out, err := exec.Command("go", "mod", "download", "-json", carrier).Output()
	var module struct{ Dir, Error string }
	if json.Unmarshal(out, &module); err != nil || module.Dir == "" {
		Skip("the schema of SARIF 2.1.0 comes with a Go module that cannot be downloaded here: " + carrier + ": " + module.Error)
	}
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(module.Dir, "pkg/report/v210/sarif/schema.go"), nil, 0)
	Expect(err).NotTo(HaveOccurred())
	text := ""
	ast.Inspect(file, func(n ast.Node) bool {
		if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING && len(literal.Value) > len(text) {
			text, err = strconv.Unquote(literal.Value)
			Expect(err).NotTo(HaveOccurred())
		}
		return true
	})
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	Expect(err).NotTo(HaveOccurred())
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	Expect(c.AddResource("sarif.json", document)).To(Succeed())
	schema, err := c.Compile("sarif.json")
	Expect(err).NotTo(HaveOccurred())
	return schema
}
