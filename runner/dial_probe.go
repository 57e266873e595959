package runner

import (
	"context"
	"net/http"

	"github.com/wsspec/wsspec/cases"
)

// way notes how the target is reached.
func (p *prober) way() {
	for _, note := range p.target.Notes {
		p.notes("%s", note)
	}
	if p.target.Clear == nil {
		return
	}
	p.offers(cases.TLS)
	p.found.TLS = p.target.tls()
	if p.found.TLS != nil && p.found.TLS.WantsCertificate {
		p.notes("the server asks for a client certificate and was given none (--cert, --key)")
	}
}

// wrongPort asks a server that was reached without TLS, and gave no answer to the handshake or one that blames the
// request, whether it wants TLS.
func (p *prober) wrongPort(ctx context.Context, o *cases.Observation) error {
	d := p.target.dialer
	if d == nil || d.at.secure || o.Response != nil && o.Response.Status != http.StatusBadRequest || !d.speaksTLS(ctx) {
		return nil
	}
	return &refusal{says: "the server speaks TLS on this port; try " + d.at.overTLS()}
}
