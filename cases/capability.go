package cases

import "slices"

// Capability is something that a target offers, found out by the probe. The names are those of the ledger.
type Capability string

const (
	Echo             Capability = "echo"            // returns messages
	TakesText        Capability = "text"            // lives on after a text message
	TakesBinary      Capability = "binary"          // lives on after a binary message
	TextOnly         Capability = "text-only"       // refuses binary messages
	Deflate          Capability = "deflate"         // agrees to permessage-deflate
	TLS              Capability = "tls"             // is reached over TLS
	Subprotocol      Capability = "subprotocol"     // knows the subprotocol that the user named, and not every other
	OriginPolicy     Capability = "origin-policy"   // refuses foreign origins
	Auth             Capability = "auth"            // demands the credentials that the user gave
	Limits           Capability = "limits"          // has a message limit below the cap of the probe
	ClosesOnRequest  Capability = "initiates-close" // can be told to close
	SendsOnRequest   Capability = "sends-data"      // can be told to stream
	PingsOnRequest   Capability = "sends-ping"      // can be told to ping
	FailsOnRequest   Capability = "fails"           // can be told to fail in its application
	ReportsOnRequest Capability = "reports-close"   // tells the code, reason and cleanness it saw

	Thorough Capability = "thorough" // nothing that a target offers: the user asks for cases that send very much
	Stress   Capability = "stress"   // nor is this: the user allows what puts load on the target
)

// Offered are the capabilities that a target may be expected to have.
var Offered = []Capability{Echo, TakesText, TakesBinary, TextOnly, Deflate, TLS, Subprotocol, OriginPolicy, Auth, Limits,
	ClosesOnRequest, SendsOnRequest, PingsOnRequest, FailsOnRequest, ReportsOnRequest}

// Flag is the option of wsspec run by which a user asks for cases with that need; empty for what the target offers.
func (c Capability) Flag() string {
	switch c {
	case Stress:
		return "--stress"
	case Thorough:
		return "--thorough"
	case Gauged:
		return "--pid or --metrics-url"
	}
	return ""
}

// Capabilities is a set of capabilities.
type Capabilities []Capability

// Has tells whether the set holds a capability.
func (c Capabilities) Has(capability Capability) bool { return slices.Contains(c, capability) }

// Missing returns those of needs that the set lacks.
func (c Capabilities) Missing(needs []Capability) []Capability {
	var missing []Capability
	for _, need := range needs {
		if !c.Has(need) {
			missing = append(missing, need)
		}
	}
	return missing
}
