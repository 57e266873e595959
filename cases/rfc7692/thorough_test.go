package rfc7692_test

import (
	"fmt"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/cases/autobahn"
	"github.com/wsspec/wsspec/cases/rfc7692"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/payload"
)

var _ = Describe("the cases with a thousand messages", func() {
	var thorough, usual []*cases.Case
	for _, c := range rfc7692.Cases() {
		if slices.Contains(c.Needs, cases.Thorough) {
			thorough = append(thorough, c)
		} else {
			usual = append(usual, c)
		}
	}
	covering := func(id string) (list []*cases.Case) {
		for _, c := range thorough {
			if slices.Contains(c.Autobahn, id) {
				list = append(list, c)
			}
		}
		return list
	}

	It("send what Autobahn sends, of the type and in the sizes that it names, and cover all of it", func() {
		seen := 0
		kibi := strings.NewReplacer("1024 bytes", "1 KiB")
		for _, asked := range slices.Concat(autobahn.Matching("12"), autobahn.Matching("13")) {
			list := covering(asked.ID)
			Expect(list).To(HaveLen(1), asked.ID)
			step := list[0].Script[0]
			message := step.Message(0)
			opcode := frame.Binary
			if strings.Contains(asked.Title, "as text") {
				opcode = frame.Text
			}
			Expect(message.Header().Opcode).To(Equal(opcode), asked.ID)
			title := kibi.Replace(asked.Title)
			Expect(title).To(ContainSubstring(" of "+in(message.Payload().Size())+" "), asked.ID)
			if _, cut, ok := strings.Cut(title, "in fragments of "); ok {
				frames := message.Expand(cases.Agreed{}, func(p payload.Payload) []byte { return p.Bytes() })
				Expect(cut).To(HavePrefix(in(frames[0].Payload().Size()) + " "))
			}
			Expect(step.Series.Count).To(Equal(1000))
			seen++
		}
		Expect(seen).To(Equal(216))
	})

	It("offer what the cases with a few messages offer that ask the same", func() {
		for _, many := range thorough {
			for _, few := range usual {
				if slices.Contains(few.Autobahn, many.Autobahn[0]) {
					Expect(many.Opening).To(Equal(few.Opening), many.ID)
					Expect(many.Script[0].Frames[0].Header().Opcode).To(Equal(few.Script[0].Frames[0].Header().Opcode), many.ID)
				}
			}
		}
	})

	It("keep no more on the way than a server can be asked to hold, and no less than two", func() {
		for _, c := range thorough {
			s := c.Script[0].Series
			Expect(int64(s.Window)*s.Size).To(BeNumerically("<=", 256<<10), c.ID)
			Expect(s.Window).To(BeNumerically(">=", 2), c.ID)
		}
	})
})

// in writes a size the way Autobahn's titles do here.
func in(size int64) string {
	if size >= 1<<10 && size%(1<<10) == 0 {
		return fmt.Sprintf("%d KiB", size>>10)
	}
	return fmt.Sprintf("%d bytes", size)
}
