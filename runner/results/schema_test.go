package results_test

import (
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/runner/results"
)

const schemaFile = "../../docs/results.schema.json"

// valid tells what is wrong with a line of a results file, nil if nothing is.
func valid(line string) error {
	GinkgoHelper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	c.AssertContent()
	schema, err := c.Compile(schemaFile)
	Expect(err).NotTo(HaveOccurred())
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
	Expect(err).NotTo(HaveOccurred())
	return schema.Validate(value)
}

// described is an object as the schema describes it.
type described struct {
	Properties map[string]struct {
		Ref   string `json:"$ref"`
		Items struct {
			Ref string `json:"$ref"`
		} `json:"items"`
	} `json:"properties"`
	Required []string `json:"required"`
}

// isRequired tells whether a line has the field even if there is nothing to say.
func isRequired(field reflect.StructField) bool {
	return !strings.Contains(field.Tag.Get("json"), ",omit")
}

// undocumented lists the fields in which a Go type and the description of an object differ.
func undocumented(defs map[string]described, name string, t reflect.Type) (list []string) {
	object, known := defs[name], map[string]bool{}
	for field := range t.Fields() {
		key, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		known[key] = true
		property, ok := object.Properties[key]
		if !ok {
			list = append(list, name+"."+key+" is not in the schema")
			continue
		}
		if slices.Contains(object.Required, key) != isRequired(field) {
			list = append(list, name+"."+key+" is not required where the other requires it")
		}
		inner, ref := field.Type, property.Ref
		for inner.Kind() == reflect.Slice || inner.Kind() == reflect.Pointer {
			if inner.Kind() == reflect.Slice {
				ref = property.Items.Ref
			}
			inner = inner.Elem()
		}
		if inner.Kind() == reflect.Struct && inner != reflect.TypeFor[time.Time]() {
			list = append(list, undocumented(defs, strings.TrimPrefix(ref, "#/$defs/"), inner)...)
		}
	}
	for key := range object.Properties {
		if !known[key] {
			list = append(list, name+"."+key+" is in the schema only")
		}
	}
	return list
}

var _ = Describe("the schema of a results file", func() {
	var schema struct {
		Defs map[string]described `json:"$defs"`
	}
	BeforeEach(func() {
		content, err := os.ReadFile(schemaFile)
		Expect(err).NotTo(HaveOccurred())
		Expect(json.Unmarshal(content, &schema)).To(Succeed())
	})

	DescribeTable("has every field, and none that there is not", func(name string, line any) {
		Expect(undocumented(schema.Defs, name, reflect.TypeOf(line))).To(BeEmpty(), "docs/results.schema.json describes all that package results writes")
	},
		Entry("of a header", "header", results.Header{}),
		Entry("of a case", "case", results.Case{}),
		Entry("of a footer", "footer", results.Footer{}),
	)

	It("takes every line, with all that can be in one and with as little as can be", func() {
		for _, run := range []*results.Run{full(), {
			Header: results.Header{Kind: "header", Schema: results.Schema, Tool: "wsspec", Target: results.Target{Role: "server"}, Config: results.Config{Jobs: 1}},
			Cases:  []results.Case{{Kind: "case", ID: "rfc6455/5.5/one", Verdict: cases.Skip}},
			Footer: results.Footer{Kind: "footer", Counts: map[cases.Verdict]int{}},
		}} {
			for line := range strings.Lines(written(run)) {
				Expect(valid(line)).To(Succeed())
			}
		}
	})

	It("knows every verdict", func() {
		for _, verdict := range cases.Verdicts {
			Expect(valid(strings.Replace(lineOf(1), `"verdict":"fail"`, `"verdict":"`+string(verdict)+`"`, 1))).To(Succeed())
		}
	})

	DescribeTable("refuses what is no line", func(line int, old, new string) {
		broken := strings.Replace(lineOf(line), old, new, 1)
		Expect(broken).NotTo(Equal(lineOf(line)))
		Expect(valid(broken)).NotTo(Succeed())
	},
		Entry("of a known kind", 1, `"kind":"case"`, `"kind":"remark"`),
		Entry("of this schema", 0, `"schema":1`, `"schema":2`),
		Entry("with a target", 0, `"target"`, `"aim"`),
		Entry("with a time", 0, `"2026-07-01`, `"2026-07-41`),
		Entry("with an index that is one", 1, `"index":1`, `"index":-1`),
		Entry("with a known verdict", 1, `"verdict":"fail"`, `"verdict":"failed"`),
		Entry("with a direction", 1, `"dir":"\u003c"`, `"dir":"="`),
		Entry("with bytes", 1, `"bytes":"gf8A"`, `"bytes":"%%%"`),
		Entry("with counts of verdicts", 3, `"pass":1`, `"passed":1`),
	)
})
