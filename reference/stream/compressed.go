package stream

import (
	"errors"

	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/deflate"
)

// rsv1 is the bit that says of a message that it is compressed (RFC 7692 section 6).
const rsv1 = 4

// reservedBits checks the reserved bits of a header; first tells whether the frame begins a data message.
func (r *Reader) reservedBits(first bool) {
	bits := r.Header.RSV
	if r.Inflater != nil && bits&rsv1 != 0 {
		bits &^= rsv1
		if !first {
			r.found(CompressedBit, r.begin+1, "%s", &r.Header)
		}
	}
	if bits != 0 {
		r.found(RSV, r.begin+1, "%s", &r.Header)
	}
}

func (r *Reader) beginInflating() {
	r.unreadable = r.unreadable || r.inflating // by a message that has not ended
	r.inflating = !r.unreadable
	r.Deflated = deflate.Report{}
	r.Inflater.Output = r.inflated
}

func (r *Reader) inflated(piece []byte) error {
	r.content(piece)
	return nil
}

// inflate decompresses a piece of payload.
func (r *Reader) inflate() {
	if r.inflating {
		r.broken(r.Inflater.Write(r.Payload))
	}
}

// endInflating ends a compressed message.
func (r *Reader) endInflating() {
	if !r.inflating {
		return
	}
	report, err := r.Inflater.Finish()
	r.Deflated = report
	for _, f := range report.Findings() {
		r.found(r.deflateRule(f.Defect), r.Offset, "%s", f.Error())
	}
	if !r.broken(err) && report.Ending != deflate.EndsStripped {
		r.found(DeflateEnding, r.Offset, "the compressed message ends with: %s", report.Ending)
	}
	r.inflating = false
}

// broken notes what stopped the Inflater. What follows of the message cannot be read any more, nor can other compressed
// messages.
func (r *Reader) broken(err error) bool {
	var finding *deflate.Finding
	if !errors.As(err, &finding) {
		return false
	}
	r.inflating, r.checkText, r.unreadable = false, false, true
	r.found(r.deflateRule(finding.Defect), r.Offset, "%s", finding.Error())
	return true
}

func (r *Reader) deflateRule(d deflate.Defect) *reference.Rule {
	fromServer := r.Sender == reference.Server
	switch {
	case d == deflate.TooLarge:
		return InflatesTooLarge
	case d == deflate.DirtyPadding:
		return DeflatePadding
	case d == deflate.BeyondWindow && fromServer:
		return ServerWindow
	case d == deflate.BeyondWindow:
		return ClientWindow
	case d == deflate.BeyondMessage && fromServer:
		return ServerTakeover
	case d == deflate.BeyondMessage:
		return ClientTakeover
	}
	return DeflateCorrupt
}
