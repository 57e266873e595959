package oracle_test

import (
	"bytes"
	"fmt"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/deflate"
	"github.com/wsspec/wsspec/reference/frame"
	"github.com/wsspec/wsspec/reference/oracle"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/reference/permessagedeflate"
	"github.com/wsspec/wsspec/reference/stream"
)

// told is what a peer did. It is judged as an echo server whose tester was patient to the end, unless options say
// otherwise.
type told struct {
	sent, got []byte
	end       oracle.End
	profile   oracle.Profile
	answer    oracle.Answer
}

type option = func(*told)

func answers(frames ...frame.Frame) option { return func(t *told) { t.got = plain(frames...) } }
func fin(t *told)                          { t.end = oracle.FIN }
func rst(t *told)                          { t.end = oracle.RST }
func weEnded(t *told)                      { t.answer.WeEnded = true }
func peerClosed(t *told)                   { t.answer.PeerClosed = true }
func impatient(t *told)                    { t.answer.Patient = 0 }
func chatty(t *told)                       { t.profile.Chatty = true }
func unordered(t *told)                    { t.profile.Unordered = true }
func textOnly(t *told)                     { t.profile.TextOnly = true }
func noEcho(t *told)                       { t.profile.Echo = false }
func raw(digits string) option             { return func(t *told) { t.got = wire(digits) } }

func largest(n int64) option { return func(t *told) { t.profile.Largest = n } }

// patientAt says how many bytes had been sent when the tester waited in vain.
func patientAt(n int) option { return func(t *told) { t.answer.Patient = int64(n) } }

// deviation is a Deviation without the words.
type deviation struct {
	kind      oracle.Kind
	row       string
	violation bool
}

var (
	unanswered = deviation{oracle.Unanswered, "6455-6.1-10", true}
	unponged   = deviation{oracle.Unanswered, "6455-5.5.2-02", true}
	corrupted  = deviation{oracle.Corrupted, "6455-5.4-04", true}
	disordered = deviation{oracle.OutOfOrder, "6455-5.4-08", true}
	notClosed  = deviation{oracle.NotClosed, "6455-5.5.1-08", true}
	leftOpen   = deviation{oracle.LeftOpen, "6455-7.1.7-03", true}
	rejected   = deviation{oracle.Rejected, "6455-10.7-01", true}
	continued  = deviation{oracle.Continued, "6455-7.1.7-07", true}
	policy     = deviation{oracle.Policy, "6455-7.3-01", false}
	wrongCode  = deviation{oracle.WrongAnswer, "6455-7.4.1-04", false}
	dropped    = deviation{oracle.Dropped, "6455-7.1.7-05", false}
	overtaken  = deviation{oracle.Dropped, "6455-7.1.1-02", false}
)

func survived(rule *reference.Rule) deviation {
	return deviation{oracle.Survived, rule.Reaction, true}
}

func broke(rule *reference.Rule) deviation { return deviation{oracle.Broke, rule.Row, !rule.Remark} }

// judge is what the oracle says when a client sent frames and the server did what it is told to have done.
func judge(sent []byte, options ...option) []deviation {
	t := told{sent: sent, profile: oracle.Profile{Peer: reference.Server, Echo: true, Largest: 1 << 20}}
	t.answer.Patient = int64(len(sent))
	for _, o := range options {
		o(&t)
	}
	r := oracle.Reader{Sender: reference.Client}
	r.Write(bytes.Clone(t.sent)) // which unmasks it
	t.answer.Bytes, t.answer.End = t.got, t.end
	deviations := []deviation{}
	for _, d := range r.Expectation().Judge(t.profile, t.answer) {
		deviations = append(deviations, deviation{d.Kind, d.Row, d.Violation})
	}
	return deviations
}

// entry is a row of the tables below: what was sent, what came back, what is wrong with it.
type entry struct {
	what string
	sent []byte
	told []option
	want []deviation
}

func table(entries []entry) {
	for _, e := range entries {
		It(e.what, func() {
			Expect(judge(e.sent, e.told...)).To(ConsistOf(e.want))
		})
	}
}

func list[T any](items ...T) []T { return items }

var none []deviation

var _ = Describe("an answer to messages", func() {
	hello := masked(text("hello"))
	table([]entry{
		{"returns them", hello, list(answers(text("hello"))), none},
		{"returns them in fragments", hello, list(answers(part(text("he")), more("llo"))), none},
		{"returns them in fragments with a ping in between", hello, list(answers(part(text("he")), ping("x"), more("llo"))), none},
		{"returns fragments as one", masked(part(text("he")), more("llo")), list(answers(text("hello"))), none},
		{"may be missing while nobody has waited", hello, list(impatient), none},
		{"may not be missing for ever", hello, nil, list(unanswered)},
		{"may be missing for messages that were sent after the waiting", masked(text("a"), text("b")),
			list(answers(text("a")), patientAt(len(masked(text("a"))))), none},
		{"has to be there for messages that were sent before the waiting", masked(text("a"), text("b")),
			list(answers(text("b")), patientAt(len(masked(text("a"))))), list(unanswered)},
		{"may be missing if the peer does not echo", hello, list[option](noEcho), none},
		{"is not another payload of the same size", hello, list(answers(text("hellO"))), list(corrupted, unanswered)},
		{"is not another size", hello, list(answers(text("hell"))), list(corrupted, unanswered)},
		{"is not another type", hello, list(answers(binary("hello"))), list(corrupted, unanswered)},
		{"is not there twice", hello, list(answers(text("hello"), text("hello"))), list(corrupted)},
		{"is there as often as the same was sent", masked(text("a"), text("a")), list(answers(text("a"), text("a"))), none},
		{"is not there less often", masked(text("a"), text("a")), list(answers(text("a"))), list(unanswered)},
		{"may be anything if the peer has much to say", hello, list(answers(text("welcome"), text("hello")), chatty), none},
		{"may be anything if the peer does not echo", hello, list(answers(text("welcome")), noEcho), none},
		{"keeps the order", masked(text("a"), binary("b")), list(answers(binary("b"), text("a"))), list(disordered)},
		{"keeps the order of those that are there", masked(text("a"), text("b"), text("c")), list(answers(text("a"), text("c")), impatient), none},
		{"may be out of order if that is known", masked(text("a"), binary("b")), list(answers(binary("b"), text("a")), unordered), none},
		{"is not due for what is not complete", masked(part(text("he"))), nil, none},
		{"need not come for what may be too large", hello, list(largest(4)), none},
		{"has to come for what is just small enough", hello, list(largest(5)), list(unanswered)},
		{"is empty for an empty message", masked(text(""), binary("")), list(answers(text(""), binary(""))), none},
		{"breaks no rule itself", hello, list(raw("8185 00000000 68656c6c6f")), list(deviation{oracle.Broke, "6455-5.1-04", true})},
		{"is worth a remark if it breaks a rule that is no more than that", masked(closing(1000)), list(raw("8802 03e8 8802 03e8"), fin), list(deviation{oracle.Broke, "6455-5.5.1-09", false})},
	})
})

var _ = Describe("an answer to pings", func() {
	two := masked(ping("a"), ping("b"))
	table([]entry{
		{"is a pong with the same payload", masked(ping("a")), list(answers(pong("a"))), none},
		{"is a pong with an empty payload if that is what came", masked(ping("")), list(answers(pong(""))), none},
		{"is due if the peer does not echo", masked(ping("a")), list[option](noEcho), list(unponged)},
		{"is not another payload", masked(ping("a")), list(answers(pong("b"))), list(unponged)},
		{"is not empty", masked(ping("a")), list(answers(pong(""))), list(unponged)},
		{"may be missing while nobody has waited", masked(ping("a")), list(impatient), none},
		{"may be one for each", two, list(answers(pong("a"), pong("b"))), none},
		{"may be one for the last", two, list(answers(pong("b"))), none},
		{"is not one for the first alone", two, list(answers(pong("a"))), list(unponged)},
		{"may be one for each of the same", masked(ping("a"), ping("a")), list(answers(pong("a"), pong("a"))), none},
		{"may be one for the last of the same", masked(ping("a"), ping("a")), list(answers(pong("a"))), none},
		{"is not one for a message of the same payload", masked(text("a"), ping("a")), list(answers(text("a"))), list(unponged)},
		{"may come along with pongs that nobody asked for", masked(ping("a")), list(answers(pong("x"), pong("a"), pong("a"))), none},
		{"may come along with pings", masked(ping("a")), list(answers(ping("x"), pong("a"))), none},
		{"may come before that to a message", masked(text("t"), ping("a")), list(answers(pong("a"), text("t"))), none},
		{"is not due for a pong", masked(pong("a")), nil, none},
		{"is not due behind our close", masked(closing(1000), ping("a")), list(answers(closing(1000)), fin), none},
	})
})

var _ = Describe("an answer to our close", func() {
	bye := masked(closing(1000))
	table([]entry{
		{"is a close with the same code, then FIN", bye, list(answers(closing(1000)), fin), none},
		{"may be ended by a RST", bye, list(answers(closing(1000)), rst), none},
		{"is empty for an empty one", masked(closing(0)), list(answers(closing(0)), fin), none},
		{"may be 1000 for an empty one", masked(closing(0)), list(answers(closing(1000)), fin), none},
		{"may be empty for any", bye, list(answers(closing(0)), fin), none},
		{"may be 1000 for any", masked(closing(3000)), list(answers(closing(1000)), fin), none},
		{"accuses nobody: 1002", bye, list(answers(closing(1002)), fin), list(rejected)},
		{"accuses nobody: 1007", bye, list(answers(closing(1007)), fin), list(rejected)},
		{"may be 1002 for 1002", masked(closing(1002)), list(answers(closing(1002)), fin), none},
		{"may be 1002 for a code that the peer is too old for, which is worth a remark", masked(closing(1012)), list(answers(closing(1002)), fin),
			list(deviation{oracle.Rejected, "6455-10.7-01", false})},
		{"may be the affair of the peer", bye, list(answers(closing(1001)), fin), list(policy)},
		{"is not missing", bye, list[option](fin), list(notClosed)},
		{"is not missing for ever", bye, nil, list(notClosed)},
		{"may be missing while nobody has waited", bye, list(impatient), none},
		{"may have been overtaken by a reset", bye, list[option](rst), list(overtaken)},
		{"may come late, behind messages", masked(text("a"), closing(1000)), list(answers(text("a"), closing(1000)), fin), none},
		{"lets no message before it go unanswered", masked(text("a"), closing(1000)), list(answers(closing(1000)), fin), list(unanswered)},
		{"lets none go with another code, either", masked(text("a"), closing(3000)), list(answers(closing(3000)), fin), list(unanswered)},
		{"is the last frame: an echo behind it is none", masked(text("a"), closing(1000)), list(answers(closing(1000), text("a")), fin),
			list(broke(stream.DataAfterClose), unanswered)},
		{"lets messages behind it go", masked(closing(1000), text("a")), list(answers(closing(1000)), fin), none},
		{"may be 1002 if frames follow the close", masked(closing(1000), text("a")), list(answers(closing(1002)), fin), none},
		{"may be missing if frames follow the close and the peer drops us for it", masked(closing(1000), text("a")), list[option](fin), none},
		{"is followed by the end of TCP if the peer is a server", bye, list(answers(closing(1000))), list(leftOpen)},
		{"is followed by the end of TCP before ours", bye, list(answers(closing(1000)), fin, weEnded), list(leftOpen)},
		{"is followed by the end of TCP, which takes its time", bye, list(answers(closing(1000)), impatient), none},
	})

	It("leaves the end of TCP to us if the peer is a client", func() {
		e := expect(plain(closing(1000)))
		profile := oracle.Profile{Peer: reference.Client, Echo: true, Largest: 1 << 20}
		Expect(e.Judge(profile, oracle.Answer{Bytes: masked(closing(1000)), Patient: e.Sent})).To(BeEmpty())
		Expect(e.Judge(profile, oracle.Answer{Bytes: plain(closing(1000)), Patient: e.Sent})).To(HaveLen(1), "a client masks")
	})
})

var _ = Describe("a peer that ends the connection by itself", func() {
	hello := masked(text("hello"))
	table([]entry{
		{"may have its reasons", hello, list(answers(closing(1001)), fin), list(policy)},
		{"may have its reasons to give none", hello, list(answers(closing(0)), fin), list(policy)},
		{"needs no answer from us to be done", hello, list(answers(text("hello"), closing(1000)), peerClosed, fin), list(policy)},
		{"may close before we do", append(hello, masked(closing(1000))...), list(answers(text("hello"), closing(1001)), peerClosed, fin), list(policy)},
		{"does not accuse us of a breach that was none", hello, list(answers(closing(1002)), fin), list(rejected, unanswered)},
		{"does not accuse us of text that was right", hello, list(answers(text("hello"), closing(1007)), fin), list(rejected)},
		{"does not say that it cannot take text", hello, list(answers(text("hello"), closing(1003)), fin), list(rejected)},
		{"may say that it takes no binary if that is known", masked(binary("x")), list(answers(closing(1003)), fin, textOnly), list(policy)},
		{"does not drop it", hello, list(answers(text("hello")), fin), list(rejected)},
		{"does not reset it", hello, list(answers(text("hello")), rst), list(rejected)},
		{"may end it after we did", hello, list(answers(text("hello")), fin, weEnded), none},
		{"may fail it after we ended it inside a frame", hello[:len(hello)-1], list(answers(closing(1002)), fin, weEnded), none},
		{"does not fail it inside a frame", hello[:len(hello)-1], list(answers(closing(1002)), fin), list(rejected)},
		{"may say that a message is too large", hello, list(answers(closing(1009)), fin, largest(4)), none},
		{"may say so of a message that is not complete", masked(part(text("hello"))), list(answers(closing(1009)), fin, largest(4)), none},
		{"may drop it for a message that is too large", hello, list(fin, largest(4)), none},
	})
})

var _ = Describe("an answer to a defect", func() {
	bad := masked(reserved(text("bad")))
	latin := masked(text("caf\xe9"))
	slow := masked(part(text("\xff")), ping("a"))
	table([]entry{
		{"is a close with the code", bad, list(answers(closing(1002)), fin), none},
		{"is a close with the code, then a RST", bad, list(answers(closing(1002)), rst), none},
		{"is a close with the code for text", latin, list(answers(closing(1007)), fin), none},
		{"may have another code, which is worth a remark", latin, list(answers(closing(1002)), fin), list(wrongCode)},
		{"may have no code, which is worth a remark", bad, list(answers(closing(0)), fin), list(wrongCode)},
		{"may be FIN, which is worth a remark", bad, list[option](fin), list(dropped)},
		{"may be RST, which is worth a remark", bad, list[option](rst), list(dropped)},
		{"is not silence", bad, nil, list(survived(stream.RSV))},
		{"may be silence while nobody has waited", bad, list(impatient), none},
		{"may be silence while nobody has waited behind it", append(masked(text("a")), bad...),
			list(answers(text("a")), patientAt(len(masked(text("a"))))), none},
		{"is not an echo of it", bad, list(answers(text("bad"))), list(survived(stream.RSV), continued)},
		{"is not an echo of it before the close", bad, list(answers(text("bad"), closing(1002)), fin), list(continued)},
		{"is no pong to a ping behind it", append(bad, masked(ping("a"))...), list(answers(pong("a"), closing(1002)), fin), list(continued)},
		{"is no pong to a ping that is broken itself", masked(reserved(ping("a"))), list(answers(pong("a"), closing(1002)), fin), list(continued)},
		{"may be a pong to the ping before it, although the one behind it is equal", append(append(masked(ping("a")), bad...), masked(ping("a"))...),
			list(answers(pong("a"), closing(1002)), fin), none},
		{"may be a pong that is none", append(bad, masked(ping("a"))...), list(answers(pong("x"), closing(1002)), fin), none},
		{"may come before the answers to what was sent before", append(masked(text("a"), ping("b")), bad...), list(answers(closing(1002)), fin), none},
		{"may come behind them", append(masked(text("a"), ping("b")), bad...), list(answers(text("a"), pong("b"), closing(1002)), fin), none},

		{"may wait for the end of the frame", bad[:len(bad)-1], nil, none},
		{"may come before the end of the frame", bad[:len(bad)-1], list(answers(closing(1002)), fin), none},
		{"may wait for the end of the text", slow, list(answers(pong("a"))), none},
		{"may come before the end of the text", slow, list(answers(closing(1007)), fin), none},
		{"may be dropping it before the end of the text", slow, list[option](fin), none},
		{"may be a pong between the two, and no more behind", append(masked(part(text("\xff")), ping("a")), masked(more(""), ping("b"))...),
			list(answers(pong("a"), pong("b"), closing(1007)), fin), list(continued)},

		{"did not come if it is the answer to our close", append(bad, masked(closing(1000))...),
			list(answers(closing(1000)), fin, patientAt(len(bad))), list(survived(stream.RSV))},
		{"did not come if our close came first, after a long wait", append(bad, masked(closing(1000))...),
			list(answers(closing(1002)), fin, patientAt(len(bad))), list(survived(stream.RSV))},
		{"may come although our close was sent along", append(bad, masked(closing(1000))...), list(answers(closing(1002)), fin), none},
		{"may be dropping it although our close was sent along", append(bad, masked(closing(1000))...), list[option](fin), list(dropped)},
		{"did not come if our close, which was sent along, is returned", append(bad, masked(closing(1000))...),
			list(answers(closing(1000)), fin), list(survived(stream.RSV))},
		{"may have another code although our close was sent along", append(bad, masked(closing(1000))...),
			list(answers(closing(1008)), fin), list(wrongCode)},
		{"may be dropping it before anybody waited", append(bad, masked(closing(1000))...), list(fin, impatient), list(dropped)},
		{"may be the same code as that of our close", append(bad, masked(closing(1002))...), list(answers(closing(1002)), fin), none},
		{"came before our close", append(bad, masked(closing(1000))...),
			list(answers(closing(1002)), fin, peerClosed), none},

		{"that need not be noticed is followed by one to our close", append(slow, masked(closing(1000))...), nil, list(notClosed)},
		{"that need not be noticed may be followed by its own code", append(slow, masked(closing(1000))...), list(answers(closing(1007)), fin), none},
		{"that need not be noticed may be followed by the code of our close", append(slow, masked(closing(1001))...), list(answers(closing(1001)), fin), none},
		{"that need not be noticed may be followed by another code, which is worth a remark", append(slow, masked(closing(1000))...),
			list(answers(closing(1002)), fin), list(wrongCode)},
		{"that need not be noticed may be a FIN", append(slow, masked(closing(1000))...), list[option](fin), list(dropped)},
	})
})

var _ = Describe("an answer to what may be overlooked", func() {
	odd := masked(wide(text("odd")))
	table([]entry{
		{"may be the ordinary one", odd, list(answers(text("odd"))), none},
		{"may be 1002", odd, list(answers(closing(1002)), fin), none},
		{"may be 1007", odd, list(answers(closing(1007)), fin), none},
		{"may be FIN", odd, list[option](fin), none},
		{"is not silence", odd, nil, list(unanswered)},
		{"may be missing for what follows, too", append(odd, masked(text("a"))...), list(answers(closing(1002)), fin), none},
		{"may be 1002, which crosses our close", masked(wide(text("odd")), closing(1000)), list(answers(closing(1002)), fin), none},
		{"may be 1002, which crosses a close with the same code", masked(wide(text("odd")), closing(1002)), list(answers(closing(1002)), fin), none},
		{"may be FIN, which crosses our close", masked(wide(text("odd")), closing(1000)), list[option](fin), none},
		{"is not missing if it is our close that was answered", masked(wide(text("odd")), closing(3000)), list(answers(closing(3000)), fin), list(unanswered)},
		{"is not missing if it is our close that was answered with 1000", masked(wide(text("odd")), closing(3000)), list(answers(closing(1000)), fin), list(unanswered)},
		{"may be a close with a code of its own for a close with a code that is none", masked(closing(1005)), list(answers(closing(1002)), fin), none},
		{"may be dropping a close with a code that is none", masked(closing(1005)), list[option](fin), none},
		{"is no close with a code that is none", masked(closing(1005)), list(answers(closing(1005)), fin), list(broke(stream.CodeNoStatus))},
	})
})

var _ = Describe("an answer to a compressed message with a final block", func() {
	judged := func(end oracle.End, got ...frame.Frame) []oracle.Deviation {
		r := oracle.Reader{Sender: reference.Client, Deflate: &permessagedeflate.Params{}}
		f := frame.New(frame.Text, payload.Bytes(new(deflate.Builder).Final().Fixed(deflate.Literals("Hello")...).Message()))
		f.RSV = frame.RSV1
		r.Write(masked(f))
		return r.Expectation().Judge(oracle.Profile{Peer: reference.Server, Echo: true, Largest: 1 << 20, Deflate: r.Deflate},
			oracle.Answer{Bytes: plain(got...), End: end, Patient: r.Expectation().Sent})
	}

	It("may be the message, or a close", func() {
		Expect(judged(oracle.Open, text("Hello"))).To(BeEmpty())
		Expect(judged(oracle.FIN, closing(1007))).To(BeEmpty())
	})

	It("is neither silence nor another message", func() {
		Expect(judged(oracle.Open)).To(HaveLen(1))
		Expect(judged(oracle.Open, text("Hell"))).NotTo(BeEmpty())
	})
})

var _ = Describe("an answer to a header that is not complete", func() {
	begun := list(answers(closing(1002)), fin)
	table([]entry{
		{"may be 1002 for an opcode", wire("83"), begun, none},
		{"may be 1002 for a continuation without a message", wire("80"), begun, none},
		{"may be 1002 for a message inside another", append(masked(part(text("a"))), wire("81")...), begun, none},
		{"may be FIN for a missing mask", wire("8105"), list[option](fin), none},
		{"may be 1002 for a length that no control frame has", wire("8aff000000"), begun, none},
		{"may be missing for what is owed", append(masked(text("a")), wire("83")...), begun, none},
		{"is no 1002 if all may be well", wire("8184"), begun, list(rejected)},
		{"is no 1002 for a continuation that may be one", append(masked(part(text("a"))), wire("80")...), begun, list(rejected)},
		{"is no FIN while the length may be the shortest form", wire("82ff00"), list[option](fin), list(rejected)},
	})
})

var _ = Describe("an answer behind a defect", func() {
	It("names the defect that was passed over", func() {
		e := expect(masked(opcode3(), text("a")))
		deviations := e.Judge(oracle.Profile{Peer: reference.Server, Echo: true, Largest: 1 << 20}, oracle.Answer{Bytes: plain(text("a"))})
		Expect(deviations).To(HaveLen(1))
		Expect(deviations[0].Kind).To(Equal(oracle.Continued))
		Expect(deviations[0].Rule).To(Equal(stream.ReservedOpcode))
	})
})

func opcode3() frame.Frame { return frame.New(3, nil) }

var _ = Describe("a deviation", func() {
	It("says what it is, by which row, and what was seen", func() {
		e := expect(wire("8900"))
		d := e.Judge(oracle.Profile{Peer: reference.Client}, oracle.Answer{Patient: 2})
		Expect(d).To(HaveLen(1))
		Expect(fmt.Sprint(d[0])).To(Equal("unanswered (6455-5.5.2-02): the last ping was not answered"))
	})

	It("names the rule that was broken", func() {
		d := expect(nil).Judge(oracle.Profile{Peer: reference.Client}, oracle.Answer{Bytes: wire("8900")})
		Expect(d).To(HaveLen(1))
		Expect(d[0].Rule).To(Equal(stream.Unmasked))
	})

	It("accuses nobody who did nothing in answer to nothing", func() {
		Expect(expect(nil).Judge(oracle.Profile{Peer: reference.Server, Echo: true}, oracle.Answer{})).To(BeEmpty())
	})

	It("knows codes that are sent in answer to ours", func() {
		for code := closecode.Code(1000); code < 5000; code++ {
			if class := code.Class(); class == closecode.Registered || class == closecode.Library || class == closecode.Private {
				Expect(judge(masked(closing(code)), answers(closing(code)), fin)).To(BeEmpty(), "%d", code)
			}
		}
	})
})
