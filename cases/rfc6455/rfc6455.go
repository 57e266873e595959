// Package rfc6455 is the case table of RFC 6455, The WebSocket Protocol, with the rules of HTTP/1.1 and UTF-8 that it
// builds on. There is a file for each section, named by it; the folder listing is the table of contents.
package rfc6455

import (
	"slices"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/closecode"
)

// Cases returns the whole table, in the order of the sections.
func Cases() []*cases.Case {
	sections := slices.Concat(
		stringComparison, resourceNames,
		requestDelivery, requestLine, requestHost, requestUpgrade, requestConnection, requestKey, requestVersion,
		requestLists, requestFields, requestForm, requestContent, requestSize,
		secureHandshake, serverResponse, services, subprotocols, origins, credentials,
		fieldGrammar, versionNegotiation,
		masking(), baseFraming(), reservedBits(), reservedOpcodes(), lengths(), maskingKeys(),
		fragmentation(), controlFrames(), closeFrames(), pings, pongs, dataFrames,
		sending, receiving(),
		endOfConnection, startingClose, closingState, reportedClose, failing(), normalClosure(),
		statusCodes(), invalidText(), validText(),
		extensionRequests, extensionGrammar,
		limits, overTLS, repeatedFields,
	)
	table := make([]*cases.Case, len(sections))
	for i := range sections {
		table[i] = &sections[i]
	}
	return table
}

// Twins that many cases share: the same exchange without a defect.
const (
	plainHandshake   = "rfc6455/4.2.2/plain-handshake"
	textEcho         = "rfc6455/5.6/text"
	binaryEcho       = "rfc6455/5.6/binary"
	pingPong         = "rfc6455/5.5.2/ping"
	closeNormal      = "rfc6455/5.5.1/close-1000"
	fragmentedText   = "rfc6455/5.4/two-fragments"
	byteByByte       = "rfc6455/5.2/byte-by-byte"
	fragmentsInBytes = "rfc6455/5.4/byte-by-byte"
)

// failsWith is how a target fails the connection: a Close frame with the fitting code at best (section 7.1.7). Another
// code and a bare end of the connection conform, but miss advice.
func failsWith(codes ...closecode.Code) []cases.Outcome {
	return cases.Outcomes(
		cases.Passes(cases.FailedWith(codes...)),
		cases.Warns(cases.FailedOtherwise, "closed, but with a code that does not fit (7.4.1)"),
		cases.Warns(cases.Dropped, "no close frame before the end of the connection (7.1.7)"),
	)
}

// refused is how a server refuses a handshake: an HTTP response other than 101. Which one is free.
var refused = cases.Outcomes(
	cases.Passes(cases.RefusesSomehow),
	cases.Warns(cases.RefusesBroken, "a status from 500 up blames the server"),
	cases.Warns(cases.DropsHandshake, "dropped without a response (4.2.1 asks for one, 10.7 tolerates it)"),
)

// refusedWith400 is for requests that HTTP itself wants answered with 400.
var refusedWith400 = cases.Outcomes(
	cases.Passes(cases.Refuses(400)),
	cases.Warns(cases.RefusesSomehow, "refused, but with another status than 400"),
	cases.Warns(cases.RefusesBroken, "a status from 500 up blames the server"),
	cases.Warns(cases.DropsHandshake, "dropped without a response (4.2.1 asks for one, 10.7 tolerates it)"),
)

// opensOnly is for requests that conform.
var opensOnly = cases.Outcomes(cases.Passes(cases.Opens))

// eitherWay is for requests that a server may accept or refuse.
func eitherWay(note string) []cases.Outcome {
	return cases.Outcomes(
		cases.Passes(cases.RefusesSomehow),
		cases.Informs(cases.Opens, note),
		cases.Warns(cases.RefusesBroken, "a status from 500 up blames the server"),
		cases.Warns(cases.DropsHandshake, "dropped without a response (4.2.1 asks for one, 10.7 tolerates it)"),
	)
}

// answered is for everything that conforms on an open connection.
var answered = cases.Outcomes(cases.Passes(cases.Answered))
