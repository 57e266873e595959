package stream

import (
	"github.com/wsspec/wsspec/reference"
	"github.com/wsspec/wsspec/reference/closecode"
)

// The rules for compressed messages (RFC 7692). Which code fits broken data is not said there; 1007 is for data that
// does not fit the type of the message.
var (
	CompressedBit = &reference.Rule{Name: "compressed-bit", Row: "7692-6.1-03", Reaction: "7692-6.1-04",
		Answer: int(closecode.ProtocolError), Says: "RSV1 stands on the first frame of a data message only"}
	DeflateCorrupt = &reference.Rule{Name: "deflate-corrupt", Row: "7692-7.2.1-01", Reaction: "7692-7.2.2-01",
		Answer: int(closecode.InvalidData), Says: "the payload of a compressed message is DEFLATE"}
	DeflateEnding = &reference.Rule{Name: "deflate-ending", Row: "7692-7.2.1-01", Free: true,
		Answer: int(closecode.InvalidData), Says: "a compressed message ends in an empty stored block without its last four octets"}
	DeflatePadding = &reference.Rule{Name: "deflate-padding", Row: "7692-7.2.1-05", Free: true,
		Answer: int(closecode.InvalidData), Says: "a block with BFINAL is padded with zero bits"}
	ServerWindow = &reference.Rule{Name: "server-window", Row: "7692-7.2.1-16", Free: true,
		Answer: int(closecode.InvalidData), Says: "no distance of a server is larger than the agreed window"}
	ClientWindow = &reference.Rule{Name: "client-window", Row: "7692-7.2.1-14", Free: true,
		Answer: int(closecode.InvalidData), Says: "no distance of a client is larger than the agreed window"}
	ServerTakeover = &reference.Rule{Name: "server-takeover", Row: "7692-7.2.1-12", Free: true,
		Answer: int(closecode.InvalidData), Says: "a server that agreed so begins each message with an empty window"}
	ClientTakeover = &reference.Rule{Name: "client-takeover", Row: "7692-7.2.1-09", Free: true,
		Answer: int(closecode.InvalidData), Says: "a client that agreed so begins each message with an empty window"}
	InflatesTooLarge = &reference.Rule{Name: "inflates-too-large", Row: "6455-10.4-01", Free: true,
		Answer: int(closecode.TooBig), Says: "a message stays within the limit of its receiver, decompressed"}
)

// CompressionRules are the rules that only compressed messages can break.
var CompressionRules = []*reference.Rule{
	CompressedBit, DeflateCorrupt, DeflateEnding, DeflatePadding, ServerWindow, ClientWindow, ServerTakeover, ClientTakeover, InflatesTooLarge,
}
