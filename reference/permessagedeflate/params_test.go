package permessagedeflate_test

import (
	"bytes"
	"cmp"
	"errors"
	"math/rand/v2"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/deflate"
	"github.com/wsspec/wsspec/reference/extension"
	"github.com/wsspec/wsspec/reference/permessagedeflate"
)

type read = func(extension.Extension) (permessagedeflate.Params, error)

// defectOf is what is wrong with the element, and with which parameter.
func defectOf(as read, params string) (permessagedeflate.Defect, string) {
	GinkgoHelper()
	_, err := as(element(params))
	var defect *permessagedeflate.ElementError
	if !errors.As(err, &defect) {
		Expect(err).NotTo(HaveOccurred())
		return permessagedeflate.Sound, ""
	}
	Expect(defect.Error()).To(ContainSubstring(defect.Param), "the error names the parameter")
	return defect.Defect, defect.Param
}

const (
	sound    = permessagedeflate.Sound
	unknown  = permessagedeflate.Unknown
	repeated = permessagedeflate.Repeated
	invalid  = permessagedeflate.Invalid
)

var _ = DescribeTable("an element", func(params string, offer, answer permessagedeflate.Defect, param string) {
	for _, side := range []struct {
		name string
		as   read
		want permessagedeflate.Defect
	}{{"offer", permessagedeflate.ReadOffer, offer}, {"answer", permessagedeflate.ReadAnswer, answer}} {
		defect, name := defectOf(side.as, params)
		Expect(defect).To(Equal(side.want), side.name)
		if defect != sound {
			Expect(name).To(Equal(param), side.name)
		}
	}
},
	EntryDescription("permessage-deflate%[1]s"),
	Entry(nil, "", sound, sound, ""),
	Entry(nil, "; server_no_context_takeover", sound, sound, ""),
	Entry(nil, "; client_no_context_takeover", sound, sound, ""),
	Entry(nil, "; client_max_window_bits", sound, invalid, "client_max_window_bits"),
	Entry(nil, "; server_max_window_bits", invalid, invalid, "server_max_window_bits"),
	Entry(nil, "; client_max_window_bits=10; server_no_context_takeover; server_max_window_bits=9; client_no_context_takeover", sound, sound, ""),
	Entry(nil, `; server_max_window_bits="10"`, sound, sound, ""),
	Entry(nil, `; server_max_window_bits="1\0"`, sound, sound, ""),
	Entry(nil, `; server_max_window_bits="16"`, invalid, invalid, "server_max_window_bits"),
	Entry(nil, `; client_max_window_bits="08"`, invalid, invalid, "client_max_window_bits"),
	Entry(nil, "; server_no_context_takeover=1", invalid, invalid, "server_no_context_takeover"),
	Entry(nil, "; server_no_context_takeover=true", invalid, invalid, "server_no_context_takeover"),
	Entry(nil, `; client_no_context_takeover="0"`, invalid, invalid, "client_no_context_takeover"),
	Entry(nil, "; foo", unknown, unknown, "foo"),
	Entry(nil, "; foo=1", unknown, unknown, "foo"),
	Entry(nil, "; server_max_windows_bits=10", unknown, unknown, "server_max_windows_bits"),
	Entry(nil, "; max_window_bits=10", unknown, unknown, "max_window_bits"),
	Entry(nil, "; server-max-window-bits=10", unknown, unknown, "server-max-window-bits"),
	Entry(nil, "; server_no_context_takeover; server_no_context_takeover", repeated, repeated, "server_no_context_takeover"),
	Entry(nil, "; client_no_context_takeover; client_no_context_takeover", repeated, repeated, "client_no_context_takeover"),
	Entry(nil, "; server_max_window_bits=10; server_max_window_bits=10", repeated, repeated, "server_max_window_bits"),
	Entry(nil, "; client_max_window_bits; client_max_window_bits=10", repeated, invalid, "client_max_window_bits"),
	Entry(nil, "; client_max_window_bits=10; client_no_context_takeover; client_max_window_bits", repeated, repeated, "client_max_window_bits"),
	// What comes first decides.
	Entry(nil, "; foo; server_max_window_bits=16", unknown, unknown, "foo"),
	Entry(nil, "; server_max_window_bits=16; foo", invalid, invalid, "server_max_window_bits"),
	Entry(nil, "; Server_Max_Window_Bits=10", unknown, unknown, "Server_Max_Window_Bits"),
	Entry(nil, "; server_no_context_takeover; Server_No_Context_Takeover", unknown, unknown, "Server_No_Context_Takeover"),
)

var _ = Describe("the value of a window", func() {
	lawful := map[string]int{"8": 8, "9": 9, "10": 10, "11": 11, "12": 12, "13": 13, "14": 14, "15": 15}
	values := []string{"08", "010", "+8", "-8", "8.0", "1e1", "15x", "x15", "0x8", "8_0", "1_0", "00", "4294967304", "18446744073709551624", strings.Repeat("9", 100)}
	for n := range 300 {
		values = append(values, strconv.Itoa(n))
	}

	It("is one of 8 to 15, without leading zeros", func() {
		for _, name := range []string{"server_max_window_bits", "client_max_window_bits"} {
			for _, value := range values {
				for _, as := range []read{permessagedeflate.ReadOffer, permessagedeflate.ReadAnswer} {
					p, err := as(element("; " + name + "=" + value))
					Expect(err == nil).To(Equal(lawful[value] > 0), "%s=%s", name, value)
					Expect(p.ServerMaxWindowBits + p.ClientMaxWindowBits).To(Equal(lawful[value]))
					Expect(p.ServerMaxWindowBits > 0).To(Equal(lawful[value] > 0 && name == "server_max_window_bits"))
				}
			}
		}
	})
})

var _ = Describe("parameters", func() {
	It("read as they were written, whatever they are", func() {
		for _, p := range everyParams(everyWindow) {
			e := p.Extension()
			Expect(e.Name).To(Equal("permessage-deflate"))
			again, err := permessagedeflate.ReadOffer(e)
			Expect(err).NotTo(HaveOccurred(), p.String())
			Expect(again).To(Equal(p))
			Expect(elements(p.String())).To(Equal([]extension.Extension{e}))
			again, err = permessagedeflate.ReadAnswer(e)
			Expect(err != nil).To(Equal(p.ClientMaxWindowBitsBare), p.String())
			if err == nil {
				Expect(again).To(Equal(p))
			}
		}
	})

	DescribeTable("are written", func(p permessagedeflate.Params, value string) { Expect(p.String()).To(Equal(value)) },
		Entry("none", permessagedeflate.Params{}, "permessage-deflate"),
		Entry("all of an offer", permessagedeflate.Params{ServerNoContextTakeover: true, ClientNoContextTakeover: true, ServerMaxWindowBits: 15, ClientMaxWindowBitsBare: true},
			"permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=15; client_max_window_bits"),
		Entry("a value, even if the bare parameter is set too", permessagedeflate.Params{ClientMaxWindowBits: 8, ClientMaxWindowBitsBare: true},
			"permessage-deflate; client_max_window_bits=8"),
	)

	DescribeTable("are about one direction each", func(params string, sender reference.Role, bits int, empty bool) {
		p, err := permessagedeflate.ReadAnswer(element(params))
		Expect(err).NotTo(HaveOccurred())
		Expect(p.Inflater(sender).WindowBits).To(Equal(bits))
		Expect(p.Inflater(sender).NoContextTakeover).To(Equal(empty))
		Expect(p.Deflater(sender).WindowBits).To(Equal(bits))
		Expect(p.Deflater(sender).NoContextTakeover).To(Equal(empty))
	},
		EntryDescription("permessage-deflate%[1]s for the %[2]s"),
		Entry(nil, "", reference.Server, 0, false),
		Entry(nil, "", reference.Client, 0, false),
		Entry(nil, "; server_max_window_bits=9", reference.Server, 9, false),
		Entry(nil, "; server_max_window_bits=9", reference.Client, 0, false),
		Entry(nil, "; client_max_window_bits=9", reference.Server, 0, false),
		Entry(nil, "; client_max_window_bits=9", reference.Client, 9, false),
		Entry(nil, "; server_no_context_takeover", reference.Server, 0, true),
		Entry(nil, "; server_no_context_takeover", reference.Client, 0, false),
		Entry(nil, "; client_no_context_takeover", reference.Server, 0, false),
		Entry(nil, "; client_no_context_takeover", reference.Client, 0, true),
	)

	It("that were not agreed compress nothing", func() {
		var none *permessagedeflate.Params
		for _, sender := range []reference.Role{reference.Server, reference.Client} {
			Expect(none.Inflater(sender)).To(BeNil())
			Expect(none.Deflater(sender)).To(BeNil())
		}
	})

	It("let each side read what the other writes, and bind the writer", func() {
		random := rand.New(rand.NewPCG(uint64(GinkgoRandomSeed()), 1))
		for _, p := range everyParams(everyWindow) {
			if p.ServerMaxWindowBits != p.ClientMaxWindowBits || p.ClientMaxWindowBitsBare {
				continue
			}
			window := 1 << cmp.Or(p.ServerMaxWindowBits, deflate.MaxWindowBits)
			for _, sender := range []reference.Role{reference.Server, reference.Client} {
				again := window - 100
				report := sentTwice(p.Deflater(sender), p.Inflater(sender), letters(random, again))
				takesOver := sender == reference.Server && !p.ServerNoContextTakeover || sender == reference.Client && !p.ClientNoContextTakeover
				Expect(report.Distance == again).To(Equal(takesOver), "%s, %s", p, sender)
				Expect(report.Findings()).To(BeEmpty(), "%s, %s", p, sender)
				report = sentTwice(p.Deflater(sender), p.Inflater(sender), letters(random, window+100))
				Expect(report.Distance).To(BeNumerically("<=", window), "%s, %s", p, sender)
				Expect(report.Findings()).To(BeEmpty(), "%s, %s", p, sender)
			}
		}
	})
})

// letters are bytes that repeat nothing of any length.
func letters(random *rand.Rand, size int) []byte {
	b := make([]byte, size)
	for i := range b {
		b[i] = byte(random.Uint32())
	}
	return b
}

// sentTwice sends a message twice and returns what the reader learnt about the second.
func sentTwice(out *deflate.Deflater, in *deflate.Inflater, message []byte) deflate.Report {
	GinkgoHelper()
	var report deflate.Report
	for range 2 {
		var got []byte
		in.Output = func(piece []byte) error { got = append(got, piece...); return nil }
		Expect(in.Write(out.Message(nil, message))).To(Succeed())
		var err error
		report, err = in.Finish()
		Expect(err).NotTo(HaveOccurred())
		Expect(bytes.Equal(got, message)).To(BeTrue())
	}
	return report
}
