package endpoint

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
	"github.com/wsspec/wsspec/reference/deflate"
	"github.com/wsspec/wsspec/reference/extension"
	"github.com/wsspec/wsspec/reference/handshake"
	"github.com/wsspec/wsspec/reference/permessagedeflate"
)

// negotiationFaults are about what is agreed (RFC 7692 sections 5 and 7.1).
var negotiationFaults = []*Fault{
	{Name: "answer-window-small", Section: "7.3", Role: reference.Server, Doc: "The server agrees to a window of 512 bytes of its own although nobody asked for one.",
		apply: func(b *behaviour) {
			b.negotiate = func(_ *session, offered []extension.Extension) (string, *permessagedeflate.Params) {
				p, ok := permessagedeflate.Accept(offered)
				if !ok {
					return "", nil
				}
				if p.ServerMaxWindowBits == 0 {
					p.ServerMaxWindowBits = 9
				}
				return p.String(), &p
			}
		}},
	// What is read of an offer.
	{Name: "offer-unknown-parameters-skipped", Section: "7", Role: reference.Server, Doc: "Parameters of an offer that the server does not know are skipped.",
		apply: misreading(func(e extension.Extension) extension.Extension {
			return keeping(e, func(p extension.Param) bool { return slices.Contains(parameters, p.Name) })
		})},
	{Name: "offer-invalid-windows-skipped", Section: "7", Role: reference.Server, Doc: "Windows of an offer that are none are skipped.",
		apply: misreading(func(e extension.Extension) extension.Extension {
			return keeping(e, func(p extension.Param) bool { return !isWindow(p) || sound(p) })
		})},
	{Name: "offer-windows-clamped", Section: "7", Role: reference.Server, Doc: "Windows that are too small or too large are brought within the limits.",
		apply: misreading(windows(func(value string) (int, bool) {
			bits, err := strconv.Atoi(value)
			return min(max(bits, deflate.MinWindowBits), deflate.MaxWindowBits), err == nil
		}))},
	{Name: "offer-windows-with-zeros", Section: "7", Role: reference.Server, Doc: "Windows may have a sign and leading zeros.",
		apply: misreading(windows(func(value string) (int, bool) {
			bits, err := strconv.Atoi(value)
			return bits, err == nil
		}))},
	{Name: "offer-windows-by-prefix", Section: "7", Role: reference.Server, Doc: "What follows the digits of a window is not looked at.",
		apply: misreading(windows(func(value string) (int, bool) {
			end := strings.IndexFunc(value, func(r rune) bool { return r < '0' || r > '9' })
			if end > 0 {
				value = value[:end]
			}
			bits, err := strconv.Atoi(value)
			return bits, err == nil
		}))},
	{Name: "offer-windows-overflow", Section: "7", Role: reference.Server, Doc: "Windows are read into 8 bits, whatever they are.",
		apply: misreading(windows(func(value string) (int, bool) {
			bits := uint8(0)
			for _, digit := range []byte(value) {
				if digit < '0' || digit > '9' {
					return 0, false
				}
				bits = 10*bits + digit - '0'
			}
			return int(bits), true
		}))},
	{Name: "offer-window-without-value", Section: "7.1.2.1", Role: reference.Server, Doc: "The server takes server_max_window_bits without a value for 15.",
		apply: misreading(func(e extension.Extension) extension.Extension {
			for i, p := range e.Params {
				if p.Name == permessagedeflate.ServerMaxWindowBits && !p.HasValue {
					e.Params[i].Value, e.Params[i].HasValue = "15", true
				}
			}
			return e
		})},
	{Name: "offer-takeover-values-skipped", Section: "7.1.1", Role: reference.Server, Doc: "Values of parameters that have none are skipped.",
		apply: misreading(func(e extension.Extension) extension.Extension {
			for i, p := range e.Params {
				if strings.HasSuffix(p.Name, "_takeover") {
					e.Params[i] = extension.Param{Name: p.Name}
				}
			}
			return e
		})},
	{Name: "offer-last-parameter-wins", Section: "7", Role: reference.Server, Doc: "Of two parameters with the same name the last one holds.",
		apply: misreading(func(e extension.Extension) extension.Extension {
			slices.Reverse(e.Params)
			return firstOnes(e)
		})},
	{Name: "offer-first-parameter-wins", Section: "7", Role: reference.Server, Doc: "Of two parameters with the same name the first one holds.",
		apply: misreading(firstOnes)},
	{Name: "offer-quoted-parameters-lost", Section: "5.2", Role: reference.Server, Doc: "Parameters of an offer with a value in quotes are lost.",
		apply: misreading(func(e extension.Extension) extension.Extension {
			return keeping(e, func(p extension.Param) bool { return !p.Quoted })
		})},
	{Name: "offer-spaced-parameters-lost", Section: "5.2", Role: reference.Server, Doc: "Parameters of an offer are lost if there are spaces around an equals sign.",
		apply: negotiating(func(s *session, offered []extension.Extension) (string, *permessagedeflate.Params) {
			if strings.Contains(s.ours.request.Fields.Get(handshake.FieldExtensions), " =") {
				return accept([]extension.Extension{{Name: permessagedeflate.Name}})
			}
			return accept(offered)
		})},
	{Name: "offer-second-loses-parameters", Section: "5", Role: reference.Server, Doc: "Parameters are lost if there is more than one offer.",
		apply: negotiating(func(_ *session, offered []extension.Extension) (string, *permessagedeflate.Params) {
			if len(offered) > 1 {
				return accept([]extension.Extension{{Name: permessagedeflate.Name}})
			}
			return accept(offered)
		})},
	{Name: "offer-parameters-ignored", Section: "7", Role: reference.Server, Doc: "Whatever is offered, the plain extension is accepted.",
		apply: misreading(func(e extension.Extension) extension.Extension { return extension.Extension{Name: e.Name} })},
	{Name: "offer-grammar-ignored", Section: "7", Role: reference.Server, Doc: "Every list of extensions with permessage-deflate in it is accepted, whatever its form.",
		apply: func(b *behaviour) {
			overlooking(handshake.Extensions)(b)
			b.negotiate = func(s *session, offered []extension.Extension) (string, *permessagedeflate.Params) {
				if value := s.ours.request.Fields.Get(handshake.FieldExtensions); len(offered) == 0 && strings.Contains(value, permessagedeflate.Name) {
					return permessagedeflate.Name, &permessagedeflate.Params{}
				}
				return accept(offered)
			}
		}},

	// Which offers are refused, and how.
	{Name: "offer-unlawful-refused", Section: "7", Role: reference.Server, Doc: "An offer that has to be declined is answered with status 400.",
		apply: demanding(func(offered []extension.Extension, _ string) bool {
			return !slices.ContainsFunc(offered, func(e extension.Extension) bool { return !lawful(e) })
		})},
	{Name: "offer-parameters-refused", Section: "7", Role: reference.Server, Doc: "Every parameter but client_max_window_bits without a value is answered with status 400.",
		apply: demanding(func(offered []extension.Extension, _ string) bool {
			return !slices.ContainsFunc(offered, func(e extension.Extension) bool {
				return slices.ContainsFunc(e.Params, func(p extension.Param) bool { return p.Name != permessagedeflate.ClientMaxWindowBits || p.HasValue })
			})
		})},
	{Name: "offer-of-another-refused", Section: "5", Role: reference.Server, Doc: "Extensions that the server does not know are answered with status 400.",
		apply: demanding(func(offered []extension.Extension, _ string) bool {
			return !slices.ContainsFunc(offered, func(e extension.Extension) bool { return e.Name != permessagedeflate.Name })
		})},
	{Name: "offer-fourth-refused", Section: "5", Role: reference.Server, Doc: "More than three offers are answered with status 400.",
		apply: demanding(func(offered []extension.Extension, _ string) bool { return len(offered) <= 3 })},
	{Name: "offer-spaces-refused", Section: "7", Role: reference.Server, Doc: "Offers that are not spaced as usual are answered with status 400.",
		apply: demanding(func(_ []extension.Extension, value string) bool { return usualSpaces.MatchString(value) })},
	{Name: "offer-server-takeover-declined", Section: "7.1.1.1", Role: reference.Server, Doc: "Offers with server_no_context_takeover are declined.",
		apply: misreading(func(e extension.Extension) extension.Extension {
			if e.Params != nil && slices.Contains(e.Params, extension.Param{Name: permessagedeflate.ServerNoContextTakeover}) {
				return extension.Extension{}
			}
			return e
		})},

	// Which offer is taken.
	{Name: "offer-last-preferred", Section: "5", Role: reference.Server, Doc: "The last offer is preferred, and the client limited where it may be.",
		apply: negotiating(func(_ *session, offered []extension.Extension) (string, *permessagedeflate.Params) {
			slices.Reverse(offered)
			answer, agreed := accept(offered)
			if agreed != nil && slices.Contains(offered[slices.IndexFunc(offered, lawful)].Params, extension.Param{Name: permessagedeflate.ClientMaxWindowBits}) {
				agreed.ClientMaxWindowBits = deflate.MaxWindowBits
				answer = agreed.String()
			}
			return answer, agreed
		})},
	{Name: "offer-each-answered", Section: "5", Role: reference.Server, Doc: "Every lawful offer is answered.",
		apply: negotiating(func(_ *session, offered []extension.Extension) (string, *permessagedeflate.Params) {
			answer, agreed := accept(offered)
			for i := range offered {
				if other, _ := accept(offered[i:][:1]); other != "" && i > 0 && answer != "" {
					answer += ", " + other
				}
			}
			return answer, agreed
		})},

	// What is answered.
	{Name: "answer-unknown-parameter", Section: "7", Role: reference.Server, Doc: "The answer has a parameter that is not defined.",
		apply: misanswering(func(p permessagedeflate.Params) string { return p.String() + "; mem_level=8" })},
	{Name: "answer-repeated-parameter", Section: "7", Role: reference.Server, Doc: "The answer has server_no_context_takeover twice.",
		apply: misanswering(func(p permessagedeflate.Params) string {
			return strings.ReplaceAll(p.String(), "; server_no_context_takeover", "; server_no_context_takeover; server_no_context_takeover")
		})},
	{Name: "answer-server-takeover-value", Section: "7.1.1.1", Role: reference.Server, Doc: "The server answers server_no_context_takeover with a value.",
		apply: misanswering(func(p permessagedeflate.Params) string {
			return strings.ReplaceAll(p.String(), "server_no_context_takeover", "server_no_context_takeover=true")
		})},
	{Name: "answer-client-takeover-value", Section: "7.1.1.2", Role: reference.Server, Doc: "The server answers client_no_context_takeover with a value.",
		apply: misanswering(func(p permessagedeflate.Params) string {
			return strings.ReplaceAll(p.String(), "client_no_context_takeover", "client_no_context_takeover=true")
		})},
	{Name: "answer-server-window-form", Section: "7.1.2.1", Role: reference.Server, Doc: "The window of the server is answered with a leading zero.",
		apply: misanswering(func(p permessagedeflate.Params) string {
			return strings.ReplaceAll(p.String(), "server_max_window_bits=", "server_max_window_bits=0")
		})},
	{Name: "answer-server-window-missing", Section: "7.1.2.1", Role: reference.Server, Doc: "The server keeps to server_max_window_bits, but leaves it out of the answer.",
		apply: misanswering(func(p permessagedeflate.Params) string { p.ServerMaxWindowBits = 0; return p.String() })},
	{Name: "answer-server-window-15", Section: "7.1.2.1", Role: reference.Server, Doc: "Whatever window is offered, 15 is answered.",
		apply: misanswering(func(p permessagedeflate.Params) string {
			if p.ServerMaxWindowBits > 0 {
				p.ServerMaxWindowBits = 15
			}
			return p.String()
		})},
	{Name: "answer-server-takeover-missing", Section: "7.1.1.1", Role: reference.Server, Doc: "The server keeps to server_no_context_takeover, but leaves it out of the answer.",
		apply: misanswering(func(p permessagedeflate.Params) string { p.ServerNoContextTakeover = false; return p.String() })},
	{Name: "answer-client-window-unasked", Section: "7.1.2.2", Role: reference.Server, Doc: "Every answer has client_max_window_bits.",
		apply: misanswering(func(p permessagedeflate.Params) string { p.ClientMaxWindowBits = 15; return p.String() })},
	{Name: "offer-copied", Section: "7.1.2.2", Role: reference.Server, Doc: "The answer is the offer, client_max_window_bits without a value and all.",
		apply: negotiating(func(_ *session, offered []extension.Extension) (string, *permessagedeflate.Params) {
			answer, agreed := accept(offered)
			if i := slices.IndexFunc(offered, lawful); answer != "" {
				answer = offered[i].String()
			}
			return answer, agreed
		})},

	// What is in use.
	{Name: "agreed-not-used", Section: "5", Role: reference.Server, Doc: "The server agrees to permessage-deflate, but does not use it.",
		apply: misusing(func(permessagedeflate.Params) *permessagedeflate.Params { return nil })},
	{Name: "agreed-windows-swapped", Section: "7", Role: reference.Server, Doc: "The window of the client is in use for the server, and the other way round.",
		apply: misusing(func(p permessagedeflate.Params) *permessagedeflate.Params {
			p.ServerMaxWindowBits, p.ClientMaxWindowBits = p.ClientMaxWindowBits, p.ServerMaxWindowBits
			return &p
		})},
	{Name: "agreed-hints", Section: "7.1.2.2", Role: reference.Server, Doc: "What the client hints at is not in the answer, but in use.",
		apply: misanswering(func(p permessagedeflate.Params) string {
			p.ClientMaxWindowBits, p.ClientNoContextTakeover = 0, false
			return p.String()
		})},
	{Name: "declined-yet-inflating", Section: "5", Role: reference.Server, Doc: "Compressed messages are read after the offer was declined.",
		apply: negotiating(declining)},
	{Name: "declined-yet-compressing", Section: "5", Role: reference.Server, Doc: "Echoes are compressed after the offer was declined.",
		apply: func(b *behaviour) {
			b.negotiate = declining
			b.message = func(s *session, m *message) bool {
				m.compressed = s.deflater != nil
				return true
			}
		}},
	{Name: "declined-and-closed", Section: "5", Role: reference.Server, Doc: "A connection without permessage-deflate is closed with 1010, if it was offered.",
		apply: func(b *behaviour) {
			b.opened = func(s *session) bool {
				if s.reader.Inflater == nil && len(s.ours.request.Extensions()) > 0 {
					s.closeNow(closecode.MissingExtension)
				}
				return true
			}
		}},
}

var parameters = []string{
	permessagedeflate.ServerNoContextTakeover, permessagedeflate.ClientNoContextTakeover,
	permessagedeflate.ServerMaxWindowBits, permessagedeflate.ClientMaxWindowBits,
}

// accept is the right answer.
func accept(offered []extension.Extension) (string, *permessagedeflate.Params) {
	p, ok := permessagedeflate.Accept(offered)
	if !ok {
		return "", nil
	}
	return p.String(), &p
}

// declining answers rightly, but has permessage-deflate in use whenever an extension was offered.
func declining(_ *session, offered []extension.Extension) (string, *permessagedeflate.Params) {
	answer, agreed := accept(offered)
	if answer == "" && len(offered) > 0 {
		agreed = &permessagedeflate.Params{}
	}
	return answer, agreed
}

func negotiating(negotiate func(*session, []extension.Extension) (string, *permessagedeflate.Params)) func(*behaviour) {
	return func(b *behaviour) { b.negotiate = negotiate }
}

// misreading answers offers that are not the ones that came.
func misreading(change func(extension.Extension) extension.Extension) func(*behaviour) {
	return negotiating(func(_ *session, offered []extension.Extension) (string, *permessagedeflate.Params) {
		for i, e := range offered {
			if e.Name == permessagedeflate.Name {
				offered[i] = change(e)
			}
		}
		return accept(offered)
	})
}

// misanswering writes another answer than what is in use.
func misanswering(write func(permessagedeflate.Params) string) func(*behaviour) {
	return negotiating(func(_ *session, offered []extension.Extension) (string, *permessagedeflate.Params) {
		answer, agreed := accept(offered)
		if agreed != nil {
			answer = write(*agreed)
		}
		return answer, agreed
	})
}

// misusing has something else in use than what is answered.
func misusing(change func(permessagedeflate.Params) *permessagedeflate.Params) func(*behaviour) {
	return negotiating(func(_ *session, offered []extension.Extension) (string, *permessagedeflate.Params) {
		answer, agreed := accept(offered)
		if agreed != nil {
			agreed = change(*agreed)
		}
		return answer, agreed
	})
}

// demanding refuses the handshake with 400 unless its offers please.
func demanding(please func(offered []extension.Extension, value string) bool) func(*behaviour) {
	return func(b *behaviour) {
		b.demand = func(_ *session, r *handshake.Request, _ []byte) bool {
			values := r.Fields.Values(handshake.FieldExtensions)
			return len(values) == 0 || please(r.Extensions(), strings.Join(values, ", "))
		}
	}
}

var usualSpaces = regexp.MustCompile(`^[^\s;,]+(; [^\s;,]+)*(, [^\s;,]+(; [^\s;,]+)*)*$`)

func lawful(e extension.Extension) bool {
	_, err := permessagedeflate.ReadOffer(e)
	return e.Name == permessagedeflate.Name && err == nil
}

func keeping(e extension.Extension, keep func(extension.Param) bool) extension.Extension {
	kept := extension.Extension{Name: e.Name}
	for _, p := range e.Params {
		if keep(p) {
			kept.Params = append(kept.Params, p)
		}
	}
	return kept
}

// firstOnes leaves out what is there before.
func firstOnes(e extension.Extension) extension.Extension {
	seen := map[string]bool{}
	return keeping(e, func(p extension.Param) bool {
		first := !seen[p.Name]
		seen[p.Name] = true
		return first
	})
}

func isWindow(p extension.Param) bool { return strings.HasSuffix(p.Name, "_max_window_bits") }

// sound tells whether a parameter alone may stand in an offer.
func sound(p extension.Param) bool {
	return lawful(extension.Extension{Name: permessagedeflate.Name, Params: []extension.Param{p}})
}

// windows reads the values of windows in its own way, and leaves those that it cannot read as they are.
func windows(read func(value string) (bits int, ok bool)) func(extension.Extension) extension.Extension {
	return func(e extension.Extension) extension.Extension {
		for i, p := range e.Params {
			if bits, ok := read(p.Value); ok && isWindow(p) && p.HasValue {
				e.Params[i].Value = strconv.Itoa(bits)
			}
		}
		return e
	}
}
