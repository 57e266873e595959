package handshake

import "github.com/wsspec/wsspec/reference"

// Rules of the form of any HTTP/1.1 head.
var (
	BareLF = &reference.Rule{Name: "bare-lf", Row: "9112-2.2-01", Free: true, Answer: 400,
		Says: "lines end in CRLF"}
	BareCR = &reference.Rule{Name: "bare-cr", Row: "9112-2.2-02", Reaction: "9112-2.2-02", Free: true, Answer: 400,
		Says: "CR stands at the end of a line only"}
	EmptyLineBefore = &reference.Rule{Name: "empty-line-before", Row: "9112-2.2-03", Free: true, Remark: true, Answer: 400,
		Says: "nothing precedes the start line"}
	SpaceBeforeFirst = &reference.Rule{Name: "space-before-first-field", Row: "9112-2.2-04", Reaction: "9112-2.2-04",
		Free: true, Answer: 400, Says: "no white space between start line and first field"}
	SpaceBeforeColon = &reference.Rule{Name: "space-before-colon", Row: "9112-5.1-01", Reaction: "9112-5.1-01", Answer: 400,
		Says: "no white space between field name and colon"}
	Fold = &reference.Rule{Name: "fold", Row: "9112-5.2-01", Reaction: "9112-5.2-02", Free: true, Answer: 400,
		Says: "a field stands on one line"}
	NUL = &reference.Rule{Name: "nul", Row: "9110-5.5-01", Reaction: "9110-5.5-01", Free: true, Answer: 400,
		Says: "no NUL in a field"}
	NoColon = &reference.Rule{Name: "no-colon", Row: "6455-4.1-19", Reaction: "6455-4.2.1-02", Answer: 400,
		Says: "a field line has a name, a colon and a value"}
	FieldName = &reference.Rule{Name: "field-name", Row: "6455-4.1-19", Reaction: "6455-4.2.1-02", Answer: 400,
		Says: "a field name is a token"}
)

// Rules of a request, in the order of section 4.2.1.
var (
	RequestLine = &reference.Rule{Name: "request-line", Row: "9112-3.2-02", Reaction: "9112-3.2-02", Answer: 400,
		Says: "a request line is method, target and version, each behind one space"}
	Method = &reference.Rule{Name: "method", Row: "6455-4.1-20", Reaction: "6455-4.2.1-03", Answer: 405,
		Says: "the method is GET"}
	HTTPVersionForm = &reference.Rule{Name: "http-version-form", Row: "9112-2.3-01", Reaction: "9112-2.3-01", Answer: 400,
		Says: "the version is HTTP/ digit . digit, in upper case"}
	HTTPVersionOld = &reference.Rule{Name: "http-1.0", Row: "6455-4.1-21", Reaction: "9110-7.8-07", Answer: 426,
		Says: "the version is HTTP/1.1 or higher"}
	HTTPVersionMajor = &reference.Rule{Name: "http-major-version", Row: "6455-4.1-21", Reaction: "6455-4.2.1-03", Answer: 505,
		Says: "a request line in this form is HTTP/1"}
	Target = &reference.Rule{Name: "target", Row: "6455-4.1-22", Reaction: "6455-4.2.1-04", Answer: 400,
		Says: "the target is a path with an optional query, or an http URI"}
	TargetFragment = &reference.Rule{Name: "target-fragment", Row: "6455-3-06", Reaction: "6455-3-07", Free: true, Answer: 400,
		Says: "the target has no fragment"}
	Host = &reference.Rule{Name: "host", Row: "6455-4.1-23", Reaction: "9112-3.2-01", Answer: 400,
		Says: "the request has one Host field, with a host and an optional port"}
	HostEmpty = &reference.Rule{Name: "host-empty", Row: "6455-4.1-23", Free: true, Answer: 400,
		Says: "the Host field names the host"}
	Upgrade = &reference.Rule{Name: "upgrade", Row: "6455-4.1-25", Reaction: "6455-4.2.1-06", Answer: 426,
		Says: "Upgrade names websocket"}
	UpgradeVersioned = &reference.Rule{Name: "upgrade-versioned", Row: "6455-4.1-25", Free: true, Answer: 400,
		Says: "Upgrade names websocket without a version"}
	Connection = &reference.Rule{Name: "connection", Row: "6455-4.1-27", Reaction: "6455-4.2.1-07", Answer: 400,
		Says: "Connection names upgrade"}
	Key = &reference.Rule{Name: "key", Row: "6455-4.1-29", Reaction: "6455-4.2.1-08", Answer: 400,
		Says: "Sec-WebSocket-Key is 16 bytes in base64"}
	KeyPadBits = &reference.Rule{Name: "key-pad-bits", Row: "6455-4.1-29", Free: true, Answer: 400,
		Says: "the unused bits of the key's last character are 0"}
	KeyRepeated = &reference.Rule{Name: "key-repeated", Row: "6455-11.3.1-01", Reaction: "6455-11.3.1-01", Answer: 400,
		Says: "there is one Sec-WebSocket-Key"}
	Version = &reference.Rule{Name: "version", Row: "6455-4.1-35", Reaction: "6455-4.2.1-09", Answer: 426,
		Says: "Sec-WebSocket-Version is 13"}
	VersionForm = &reference.Rule{Name: "version-form", Row: "6455-4.3-05", Reaction: "6455-4.2.1-09", Answer: 400,
		Says: "Sec-WebSocket-Version is one number from 0 to 255 without leading zeros"}
	VersionRepeated = &reference.Rule{Name: "version-repeated", Row: "6455-11.3.5-03", Reaction: "6455-11.3.5-03", Answer: 400,
		Says: "there is one Sec-WebSocket-Version"}
	Protocols = &reference.Rule{Name: "protocols", Row: "6455-4.1-38", Reaction: "6455-4.2.1-02", Answer: 400,
		Says: "Sec-WebSocket-Protocol is a list of at least one token"}
	ProtocolTwice = &reference.Rule{Name: "protocol-twice", Row: "6455-4.1-39", Reaction: "6455-4.2.1-02", Free: true, Answer: 400,
		Says: "no subprotocol is offered twice"}
	Extensions = &reference.Rule{Name: "extensions", Row: "6455-9.1-01", Reaction: "6455-9.1-01", Answer: 400,
		Says: "Sec-WebSocket-Extensions follows the grammar of section 9.1"}
	ContentLength = &reference.Rule{Name: "content-length", Row: "9112-6.3-02", Reaction: "9112-6.3-02", Answer: 400,
		Says: "Content-Length is one number"}
	RequestBody = &reference.Rule{Name: "request-body", Row: "9110-9.3.1-01", Free: true, Answer: 400,
		Says: "the request has no content"}
)

// Rules of a response, in the order of section 4.2.2, then those of HTTP.
var (
	ResponseForm = &reference.Rule{Name: "response-form", Row: "6455-4.2.2-18", Reaction: "6455-4.1-51",
		Says: "the response is valid HTTP"}
	StatusLine = &reference.Rule{Name: "status-line", Row: "9112-4-01", Reaction: "6455-4.1-45",
		Says: "a status line is HTTP/1.1, three digits and a reason phrase, with a space before the phrase even if it is empty"}
	AcceptUpgrade = &reference.Rule{Name: "accept-upgrade", Row: "6455-4.2.2-20", Reaction: "6455-4.1-46",
		Says: "the 101 has Upgrade: websocket and no other value"}
	AcceptConnection = &reference.Rule{Name: "accept-connection", Row: "6455-4.2.2-21", Reaction: "6455-4.1-47",
		Says: "the 101 has Connection: Upgrade"}
	Accept = &reference.Rule{Name: "accept", Row: "6455-4.2.2-22", Reaction: "6455-4.1-48",
		Says: "Sec-WebSocket-Accept is the hash of the key and the GUID"}
	AcceptForm = &reference.Rule{Name: "accept-form", Row: "6455-4.2.2-23", Reaction: "6455-4.1-48",
		Says: "Sec-WebSocket-Accept is base64 of 20 bytes"}
	AcceptRepeated = &reference.Rule{Name: "accept-repeated", Row: "6455-11.3.3-01", Reaction: "6455-4.1-51",
		Says: "there is one Sec-WebSocket-Accept"}
	ProtocolNotOffered = &reference.Rule{Name: "protocol-not-offered", Row: "6455-4.2.2-11", Reaction: "6455-4.1-50",
		Says: "the subprotocol is one that the client offered"}
	ProtocolUnasked = &reference.Rule{Name: "protocol-unasked", Row: "6455-4.2.2-13", Reaction: "6455-4.1-50",
		Says: "without an offer there is no Sec-WebSocket-Protocol"}
	ProtocolForm = &reference.Rule{Name: "protocol-form", Row: "6455-4.2.2-14", Reaction: "6455-4.1-51",
		Says: "Sec-WebSocket-Protocol in a response is one token"}
	ProtocolRepeated = &reference.Rule{Name: "protocol-repeated", Row: "6455-11.3.4-02", Reaction: "6455-4.1-51",
		Says: "there is one Sec-WebSocket-Protocol in a response"}
	ExtensionsEmpty = &reference.Rule{Name: "extensions-empty", Row: "6455-4.2.2-17", Reaction: "6455-4.1-51",
		Says: "without an extension there is no Sec-WebSocket-Extensions"}
	ExtensionsForm = &reference.Rule{Name: "extensions-form", Row: "6455-4.3-02", Reaction: "6455-9.1-01",
		Says: "Sec-WebSocket-Extensions follows the grammar of section 9.1"}
	ExtensionNotOffered = &reference.Rule{Name: "extension-not-offered", Row: "6455-9-03", Reaction: "6455-4.1-49",
		Says: "an extension is one that the client offered"}
	EmptyElement = &reference.Rule{Name: "empty-element", Row: "9110-5.6.1.1-01", Free: true,
		Says: "a sender generates no empty list elements"}
	SwitchContentLength = &reference.Rule{Name: "switch-content-length", Row: "9110-8.6-01", Free: true,
		Says: "a 101 has no Content-Length"}
	SwitchTransferEncoding = &reference.Rule{Name: "switch-transfer-encoding", Row: "9112-6.1-01", Free: true,
		Says: "a 101 has no Transfer-Encoding"}
	UpgradeRequired = &reference.Rule{Name: "upgrade-required", Row: "9110-7.8-05", Free: true,
		Says: "a 426 names the protocol in Upgrade"}
	UpgradeConnection = &reference.Rule{Name: "upgrade-connection", Row: "9110-7.8-06", Free: true,
		Says: "who sends Upgrade lists it in Connection"}
	Allow = &reference.Rule{Name: "allow", Row: "9110-15.5.6-01", Free: true,
		Says: "a 405 has Allow"}
	Authenticate = &reference.Rule{Name: "authenticate", Row: "9110-11.6.1-01", Free: true,
		Says: "a 401 has WWW-Authenticate"}
	VersionListForm = &reference.Rule{Name: "version-list", Row: "6455-4.3-09", Free: true,
		Says: "Sec-WebSocket-Version in a response is a list of versions"}
)

// RequestRules is every rule that the bytes of a client can break.
var RequestRules = []*reference.Rule{
	BareLF, BareCR, EmptyLineBefore, SpaceBeforeFirst, SpaceBeforeColon, Fold, NUL, NoColon, FieldName,
	RequestLine, Method, HTTPVersionForm, HTTPVersionOld, HTTPVersionMajor, Target, TargetFragment,
	Host, HostEmpty, Upgrade, UpgradeVersioned, Connection, Key, KeyPadBits, KeyRepeated, Version, VersionForm,
	VersionRepeated, Protocols, ProtocolTwice, Extensions, ContentLength, RequestBody,
}

// ResponseRules is every rule that the bytes of a server can break.
var ResponseRules = []*reference.Rule{
	Fold, ResponseForm, StatusLine, AcceptUpgrade, AcceptConnection, Accept, AcceptForm, AcceptRepeated,
	ProtocolNotOffered, ProtocolUnasked, ProtocolForm, ProtocolRepeated, ExtensionsEmpty, ExtensionsForm,
	ExtensionNotOffered, EmptyElement, SwitchContentLength, SwitchTransferEncoding, UpgradeRequired,
	UpgradeConnection, Allow, Authenticate, VersionListForm,
}
