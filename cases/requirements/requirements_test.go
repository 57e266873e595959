package requirements_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases/requirements"
)

// idForm is RFC-section-number, or res-class-number.
var idForm = regexp.MustCompile(`\b(\d{4}|res)-([\d.]+|[A-Z])-(\d\d)\b`)

// coverageFile has no rows of the ledger: it lists where the keywords of RFC 2119 stand in the RFCs.
const coverageFile = "coverage.tsv"

var _ = Describe("the ledger", func() {
	all := requirements.All()

	// each collects what is wrong with the rows, so that a failure names them all.
	each := func(wrong func(*requirements.Row) string) []string {
		var list []string
		for _, row := range all {
			if what := wrong(row); what != "" {
				list = append(list, row.ID+": "+what)
			}
		}
		return list
	}

	It("has every line of every file", func() {
		paths, err := filepath.Glob("*.tsv")
		Expect(err).NotTo(HaveOccurred())
		lines := 0
		for _, path := range paths {
			if path != coverageFile {
				lines += len(linesOf(path))
			}
		}
		Expect(lines).To(BeNumerically(">", 600), "the files are where they are looked for")
		Expect(all).To(HaveLen(lines))
	})

	It("finds each row by its ID, which no other row has", func() {
		for _, row := range all {
			Expect(requirements.Find(row.ID)).To(BeIdenticalTo(row), row.ID)
		}
		Expect(requirements.Find("6455-99-01")).To(BeNil())
	})

	It("numbers the rows of a section from 01 on, without a gap", func() {
		next := map[string]int{}
		Expect(each(func(row *requirements.Row) string {
			m := idForm.FindStringSubmatch(row.ID)
			if m == nil || m[0] != row.ID {
				return "the ID is not RFC-section-number"
			}
			next[m[1]+m[2]]++
			switch {
			case m[1] != row.RFC || m[2] != row.Section:
				return "the ID is of another section than " + row.Section
			case m[3] != fmt.Sprintf("%02d", next[m[1]+m[2]]):
				return "the number is not the next one"
			}
			return ""
		})).To(BeEmpty())
	})

	It("uses the words of README.md, and leaves no cell empty that has to be filled", func() {
		levels := []requirements.Level{requirements.Must, requirements.MustNot, requirements.MustPlain, requirements.Should,
			requirements.ShouldNot, requirements.May, requirements.Robust}
		roles := []string{"server", "client", "both", "intermediary", "author/other"}
		wires := []string{"server-under-test", "client-under-test", "both", "no"}
		needs := []string{"echo", "subprotocol", "deflate", "tls", "origin-policy", "auth", "not-found", "redirect", "proxy", "limits",
			"text-only", "initiates-close", "sends-data", "sends-ping", "reports-close", "multi-connect", "reconnect", "cookies", "uri",
			"idn", "h2", "h3"}
		Expect(each(func(row *requirements.Row) string {
			switch {
			case !slices.Contains(levels, row.Level):
				return "the level " + string(row.Level)
			case !slices.Contains(roles, row.Role):
				return "the role " + row.Role
			case !slices.Contains(wires, row.Wire):
				return "the wire " + row.Wire
			case slices.ContainsFunc(row.Needs, func(need string) bool { return !slices.Contains(needs, need) }):
				return "the needs " + strings.Join(row.Needs, ",")
			case row.Text == "" || row.Test == "":
				return "there is no text or no test"
			}
			return ""
		})).To(BeEmpty())
	})

	It("says of each row that cannot be seen why not, and of no other", func() {
		Expect(each(func(row *requirements.Row) string {
			seen := row.ServerVisible() || row.ClientVisible()
			if seen == (row.WhyNot() == "") {
				return ""
			}
			return "wire " + row.Wire + ", and the reason " + row.WhyNot()
		})).To(BeEmpty())
	})

	It("names as the first of duplicates a row that is there, and no duplicate itself", func() {
		some := false
		Expect(each(func(row *requirements.Row) string {
			first := row.DuplicateOf()
			if first == "" {
				return ""
			}
			some = true
			switch of := requirements.Find(first); {
			case of == nil:
				return first + " is not there"
			case of == row || of.DuplicateOf() != "":
				return first + " is a duplicate"
			}
			return ""
		})).To(BeEmpty())
		Expect(some).To(BeTrue())
	})

	It("names no row that is not there", func() {
		Expect(each(func(row *requirements.Row) string {
			for _, id := range idForm.FindAllString(row.Text+" "+row.Test+" "+row.Note, -1) {
				if requirements.Find(id) == nil {
					return id + " is not there"
				}
			}
			return ""
		})).To(BeEmpty())
	})

	It("carries every keyword of the RFCs in a row of its section and level", func() {
		var wrong []string
		carried := map[string]bool{}
		for _, line := range linesOf(coverageFile) {
			cells := strings.Split(line, "\t")
			Expect(cells).To(HaveLen(5), line)
			row := requirements.Find(cells[4])
			if row == nil || row.RFC != cells[0] || row.Section != cells[1] || string(row.Level) != cells[3] {
				wrong = append(wrong, line)
			}
			carried[cells[4]] = true
		}
		Expect(wrong).To(BeEmpty())
		Expect(each(func(row *requirements.Row) string {
			whole := slices.Contains([]string{"6455", "7692", "8441", "9220"}, row.RFC) // of the others there is a selection
			if !whole || carried[row.ID] || row.Level == requirements.MustPlain || withoutKeyword.MatchString(row.Note) {
				return ""
			}
			return "no keyword for the level " + string(row.Level)
		})).To(BeEmpty())
	})
})

// withoutKeyword is how a note says that a level follows from the sense, not from a keyword in capitals.
var withoutKeyword = regexp.MustCompile(`without keyword|lower-case`)

// linesOf are the lines of a file behind its first one.
func linesOf(path string) []string {
	text, err := os.ReadFile(path)
	Expect(err).NotTo(HaveOccurred())
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")[1:]
}

var _ = Describe("a row", func() {
	DescribeTable("is seen", func(wire string, server, client bool) {
		row := &requirements.Row{Wire: wire}
		Expect(row.ServerVisible()).To(Equal(server))
		Expect(row.ClientVisible()).To(Equal(client))
	},
		Entry("of a server", "server-under-test", true, false),
		Entry("of a client", "client-under-test", false, true),
		Entry("of both", "both", true, true),
		Entry("of nobody", "no", false, false),
	)

	DescribeTable("has in its note", func(note, duplicateOf, whyNot string) {
		row := &requirements.Row{Note: note}
		Expect(row.DuplicateOf()).To(Equal(duplicateOf))
		Expect(row.WhyNot()).To(Equal(whyNot))
	},
		Entry("nothing", "", "", ""),
		Entry("the first of duplicates", "dup-of:6455-5.2-03", "6455-5.2-03", ""),
		Entry("the first of duplicates behind something else", "permission; dup-of:6455-5.2-03; same there", "6455-5.2-03", ""),
		Entry("the first of duplicates at the end of a sentence", "dup-of:6455-5.2-03. Seen in the wild", "6455-5.2-03", ""),
		Entry("several duplicates, of which the first counts", "dup-of:8441-3-01, 8441-3-04", "8441-3-01", ""),
		Entry("a reason", "why not: a rule about the text; see 5.2", "", "a rule about the text; see 5.2"),
		Entry("a reason behind something else", "permission; why not: a rule about the text", "", "a rule about the text"),
	)

	It("needs what it names, and nothing whose name only contains that", func() {
		row := &requirements.Row{Needs: []string{"multi-connect", "h2"}}
		Expect(row.Needed("h2")).To(BeTrue())
		Expect(row.Needed("connect")).To(BeFalse())
	})

	It("is a sentence with its level and place, and a link to it", func() {
		row := requirements.Find("6455-5.5-02")
		Expect(row.Rule()).To(Equal("MUST, RFC 6455 section 5.5: " + row.Text))
		Expect(row.URL()).To(Equal("https://www.rfc-editor.org/rfc/rfc6455#section-5.5"))
		Expect(requirements.Find("6455-2.1-01").Rule()).To(HavePrefix("MUST, RFC 6455 section 2.1: "), "a reader knows no MUST*")
	})

	DescribeTable("binds, advises or permits", func(level requirements.Level, binding, advice bool) {
		Expect(level.Binding()).To(Equal(binding))
		Expect(level.Advice()).To(Equal(advice))
	},
		Entry(nil, requirements.Must, true, false),
		Entry(nil, requirements.MustNot, true, false),
		Entry(nil, requirements.MustPlain, true, false),
		Entry(nil, requirements.Robust, true, false),
		Entry(nil, requirements.Should, false, true),
		Entry(nil, requirements.ShouldNot, false, true),
		Entry(nil, requirements.May, false, false),
	)
})
