package trend_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reports/trend"
)

// element is an element of an image, with the text that is right inside it.
type element struct {
	name, text string
	attributes map[string]string
}

// image is an image as a browser reads it. One that is not well-formed fails the test.
type image []element

func drawn(points ...trend.Point) image {
	GinkgoHelper()
	var b bytes.Buffer
	Expect(trend.RenderSVG(&b, points)).To(Succeed())
	var all image
	var open []int
	for d := xml.NewDecoder(&b); ; {
		token, err := d.Token()
		if err == io.EOF {
			return all
		}
		Expect(err).NotTo(HaveOccurred())
		switch t := token.(type) {
		case xml.StartElement:
			e := element{name: t.Name.Local, attributes: map[string]string{}}
			for _, a := range t.Attr {
				e.attributes[a.Name.Local] = a.Value
			}
			open, all = append(open, len(all)), append(all, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 {
				all[open[len(open)-1]].text += string(t)
			}
		}
	}
}

func (i image) texts(name string) (list []string) {
	for _, e := range i {
		if e.name == name {
			list = append(list, e.text)
		}
	}
	return list
}

// bars are the heights of the bars of a class, from the left, and where each begins.
func (i image) bars(class string) (heights, at []float64) {
	GinkgoHelper()
	for _, e := range i {
		if e.name != "path" || e.attributes["class"] != class {
			continue
		}
		for _, bar := range regexp.MustCompile(`M([\d.]+) [\d.]+v-([\d.]+)h`).FindAllStringSubmatch(e.attributes["d"], -1) {
			x, err := strconv.ParseFloat(bar[1], 64)
			Expect(err).NotTo(HaveOccurred())
			height, err := strconv.ParseFloat(bar[2], 64)
			Expect(err).NotTo(HaveOccurred())
			heights, at = append(heights, height), append(at, x)
		}
	}
	return heights, at
}

var _ = Describe("The image of the trend", func() {
	It("has bars for each run, the oldest first, each kind in a scale of its own", func() {
		i := drawn(on(2, 1, 4, 995), on(1, 2, 0, 998), on(3, 0, 1, 999))
		broken, at := i.bars("fail")
		Expect(broken).To(Equal([]float64{76, 38}))
		Expect(at[1] - at[0]).To(Equal(56.0))
		missed, missedAt := i.bars("warn")
		Expect(missed).To(Equal([]float64{76, 19}))
		Expect(missedAt[0]).To(Equal(at[1]), "bars of a run stand below each other")
		kept, _ := i.bars("pass")
		Expect(kept).To(HaveLen(3))
		Expect(i.texts("text")).To(ContainElements("Trend of 3 runs", "ws://wsspec.example/ · wsspec v1", "broken", "advice missed", "kept", "999"))
	})

	It("shows a single failure beside thousands", func() {
		heights, _ := drawn(on(1, 5000, 0, 0), on(2, 1, 0, 4999)).bars("fail")
		Expect(heights[1]).To(BeNumerically(">=", 2))
	})

	It("has a title and a description for who cannot see it", func() {
		i := drawn(on(1, 3, 1, 6), on(2, 5, 0, 5), on(3, 0, 2, 8))
		Expect(i[0].attributes).To(And(HaveKeyWithValue("role", "img"), HaveKeyWithValue("aria-labelledby", "title description")))
		Expect(i.texts("title")[0]).To(Equal("Trend of 3 runs"))
		Expect(i.texts("desc")).To(Equal([]string{"From 2026-03-01 05:06 to 2026-03-03 05:06 UTC. Cases broken: 3 at first, 0 at last, 5 at most. " +
			"Cases advice missed: 1 at first, 2 at last, 2 at most. Cases kept: 6 at first, 8 at last, 8 at most."}))
	})

	It("marks runs whose counts do not compare, and partial ones", func() {
		second, third, fourth := on(2, 1, 0, 9), on(3, 1, 0, 9), on(4, 1, 0, 9)
		second.Cases, third.Cases, fourth.Cases = "b", "b", "b"
		third.Tool, fourth.Tool = "wsspec v2", "wsspec v2"
		third.Target, fourth.Target = "ws://other.example/", "ws://other.example/"
		fourth.Partial = true
		i := drawn(on(1, 1, 0, 9), second, third, fourth)
		Expect(i.texts("text")).To(ContainElements("C", "TV", "2 targets · 2 versions of wsspec",
			"T another target · V another version of wsspec · C other cases than the run before · pale: a partial run"))
		Expect(i.texts("title")[1:]).To(Equal([]string{"2026-03-01 05:06 UTC: 1 fail, 9 pass", "2026-03-02 05:06 UTC: 1 fail, 9 pass; other cases than before",
			"2026-03-03 05:06 UTC: 1 fail, 9 pass; ws://other.example/; wsspec v2", "2026-03-04 05:06 UTC: 1 fail, 9 pass; partial"}))
		whole, _ := i.bars("fail")
		partial, _ := i.bars("fail partial")
		Expect(whole).To(HaveLen(3))
		Expect(partial).To(HaveLen(1))
	})

	It("has no mark where there is nothing to mark", func() {
		Expect(strings.Join(drawn(on(1, 1, 0, 9), on(2, 1, 0, 9)).texts("text"), " ")).NotTo(Or(ContainSubstring("than the run before"), ContainSubstring("pale")))
	})

	DescribeTable("stays within its bounds, and readable, with", func(n int) {
		var points []trend.Point
		for i := range n {
			p := on(1, i%3, i%5, 1000)
			p.Started, p.Cases = p.Started.Add(time.Duration(i)*time.Hour), fmt.Sprint(i)
			points = append(points, p)
		}
		i := drawn(points...)
		_, at := i.bars("pass")
		Expect(at).To(HaveLen(n))
		Expect(at[n-1]).To(BeNumerically("<", 132+744))
		for k := 1; k < n; k++ {
			Expect(at[k]).To(BeNumerically(">=", at[k-1]))
		}
		free := map[string]float64{} // where the text ends that stands furthest to the right on a line
		for _, e := range i {
			if e.name != "text" || e.attributes["text-anchor"] == "end" {
				continue
			}
			x, err := strconv.ParseFloat(e.attributes["x"], 64)
			Expect(err).NotTo(HaveOccurred())
			y := e.attributes["y"] + e.attributes["dy"]
			Expect(x).To(BeNumerically(">=", free[y]), e.text)
			free[y] = x + 8*float64(len(e.text))
			Expect(free[y]).To(BeNumerically("<=", 960), e.text)
		}
	}, Entry("one run", 1), Entry("two", 2), Entry("fourteen", 14), Entry("a thousand", 1000))

	It("is there for no run, too", func() { Expect(drawn().texts("title")).To(Equal([]string{"Trend of 0 runs"})) })

	It("loads nothing, and is not changed by what a target is called", func() {
		hostile := on(1, 1, 1, 1)
		hostile.Target = `ws://h/"><script>alert(1)</script><image href="http://h/"/>` + "\x1b[2J\u202e]]>" + strings.Repeat("long", 1000)
		hostile.Tool = "</style></svg><a>"
		second := hostile
		second.Target += "2"
		second.Tool += "2"
		i := drawn(hostile, second)
		usual := drawn(on(1, 1, 1, 1), on(2, 1, 1, 1))
		names := func(i image) (list []string) {
			for _, e := range i {
				if e.name != "path" && e.name != "text" { // there are marks
					list = append(list, e.name)
				}
				for key, value := range e.attributes {
					Expect(key).NotTo(Or(HavePrefix("on"), ContainSubstring("href"), Equal("src")))
					Expect(value).NotTo(ContainSubstring("url("))
				}
			}
			return list
		}
		Expect(names(i)).To(Equal(names(usual)))
		Expect(i.texts("style")[0]).To(Equal(usual.texts("style")[0]))
		Expect(i.texts("style")[0]).To(And(ContainSubstring("prefers-color-scheme: dark"), Not(ContainSubstring("url(")), Not(ContainSubstring("@import"))))
		Expect(strings.Join(i.texts("title"), "")).NotTo(ContainSubstring("\x1b"))
	})
})
