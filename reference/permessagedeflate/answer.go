package permessagedeflate

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/deflate"
	"github.com/wsspec/wsspec/reference/extension"
	"github.com/wsspec/wsspec/reference/token"
)

// Answer is what came of the negotiation.
type Answer struct {
	Agreed   *Params // nil without permessage-deflate; as far as it can be known if the answer is wrong
	Findings []reference.Finding
}

// Judge holds the extensions that a server chose against those that it was offered. The offsets of the findings are
// the caller's to fill in.
func Judge(chosen, offered []extension.Extension) Answer {
	var a Answer
	for _, e := range chosen {
		if !named(e) {
			continue
		}
		if a.Agreed != nil {
			a.found(AnswerRepeated, "permessage-deflate a second time: %s", e)
			return a
		}
		p, err := ReadAnswer(lower(e))
		var defect *ElementError
		if errors.As(err, &defect) {
			a.found(defect.answerRule(), "%s in the answer", defect.Saw)
			a.Agreed = &p
			return a
		}
		a.Agreed = &p
		a.Findings = append(a.Findings, fit(&p, offered)...)
	}
	return a
}

// named tells whether an element is about permessage-deflate. No specification says whether case counts in the names of
// extensions.
func named(e extension.Extension) bool { return token.EqualFold(e.Name, Name) }

// lower is the element with the names of its parameters in lower case. RFC 9110 section 5.6.6 does not want case to count in
// them, RFC 6455 says nothing.
func lower(e extension.Extension) extension.Extension {
	same := extension.Extension{Name: e.Name, Params: slices.Clone(e.Params)}
	for i := range same.Params {
		same.Params[i].Name = strings.ToLower(same.Params[i].Name)
	}
	return same
}

func (a *Answer) found(rule *reference.Rule, format string, args ...any) {
	a.Findings = append(a.Findings, finding(rule, format, args...))
}

func finding(rule *reference.Rule, format string, args ...any) reference.Finding {
	return reference.Finding{Rule: rule, Saw: fmt.Sprintf(format, args...)}
}

func (e *ElementError) answerRule() *reference.Rule {
	switch e.Defect {
	case Unknown:
		return ParamUnknown
	case Repeated:
		return ParamRepeated
	}
	return map[string]*reference.Rule{
		ServerNoContextTakeover: ServerTakeoverValue, ClientNoContextTakeover: ClientTakeoverValue,
		ServerMaxWindowBits: ServerBitsValue, ClientMaxWindowBits: ClientBitsValue,
	}[e.Param]
}

// fit finds the offer that the answer fits best and returns what is wrong with it even so. Which offer was accepted
// shows in nothing but the answer.
func fit(p *Params, offered []extension.Extension) []reference.Finding {
	var best, declined []reference.Finding
	known := false
	for _, e := range offered {
		if !named(e) {
			continue
		}
		offer, err := ReadOffer(e)
		var defect *ElementError
		if errors.As(err, &defect) {
			if same, err := ReadOffer(lower(e)); err == nil && len(p.against(&same)) == 0 {
				return nil
			}
			rule := map[Defect]*reference.Rule{Unknown: AcceptsUnknown, Repeated: AcceptsRepeated, Invalid: AcceptsInvalid}[defect.Defect]
			declined = append(declined, finding(rule, "%s in answer to the offer %s", p, e))
			continue
		}
		if wrong := p.against(&offer); !known || len(wrong) < len(best) {
			best, known = wrong, true
		}
	}
	if !known && len(declined) > 0 {
		return declined[:1]
	}
	return best
}

// against is what is wrong with an answer to an offer.
func (p *Params) against(offer *Params) []reference.Finding {
	var wrong []reference.Finding
	if offer.ServerNoContextTakeover && !p.ServerNoContextTakeover {
		wrong = append(wrong, finding(ServerTakeoverMissing, "%s in answer to the offer %s", p, offer))
	}
	// Without the parameter the window is the largest, so that an offer of that is met in substance.
	if limit := offer.ServerMaxWindowBits; limit > 0 && cmp.Or(p.ServerMaxWindowBits, deflate.MaxWindowBits) > limit {
		wrong = append(wrong, finding(ServerBitsLarger, "%s in answer to the offer %s", p, offer))
	}
	if p.ClientMaxWindowBits > 0 && offer.ClientMaxWindowBits == 0 && !offer.ClientMaxWindowBitsBare {
		wrong = append(wrong, finding(ClientBitsUnasked, "%s in answer to the offer %s", p, offer))
	}
	return wrong
}
