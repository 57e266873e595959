package deflate

import "github.com/wsspec/wsspec/reference/payload"

// Vector is the payload of a compressed message and the message it inflates to.
type Vector struct {
	Name    string
	Payload []byte
	Message payload.Payload
}

// Hellos are ways to write the message "Hello", which need nothing in the window. Most stand in RFC 7692 section 7.2.3.
func Hellos() []Vector {
	data := []byte("Hello")
	hello := Literals(data)
	all := []Vector{
		{Name: "fixed", Payload: new(Builder).Fixed(hello...).Message()},                                       // 7.2.3.1
		{Name: "stored", Payload: new(Builder).Stored(data).Message()},                                         // 7.2.3.3
		{Name: "final", Payload: new(Builder).Final().Fixed(hello...).Message()},                               // 7.2.3.4
		{Name: "flushed", Payload: new(Builder).Fixed(hello[:2]...).Stored(nil).Fixed(hello[2:]...).Message()}, // 7.2.3.5
		{Name: "flushed-twice", Payload: new(Builder).Fixed(hello...).Stored(nil).Message()},                   // 7.2.3.6
		{Name: "dynamic", Payload: new(Builder).Dynamic(hello...).Message()},
		{Name: "final-stored", Payload: new(Builder).Final().Stored(data).Message()},
		{Name: "final-dynamic", Payload: new(Builder).Final().Dynamic(hello...).Message()},
		{Name: "final-lengths-removed", Payload: new(Builder).Fixed(hello...).Final().Message()},
		{Name: "final-first", Payload: new(Builder).Final().Fixed(hello[:2]...).Fixed(hello[2:]...).Message()},
		{Name: "finals", Payload: new(Builder).Final().Fixed(hello[:2]...).Final().Dynamic(hello[2:]...).Message()},
		{Name: "every-type", Payload: new(Builder).Stored(data[:1]).Fixed(hello[1:3]...).Dynamic(hello[3:]...).Message()},
	}
	for i := range all {
		all[i].Message = payload.Bytes(data)
	}
	return all
}

// HelloAgain is the message "Hello" once more, by a match in a window that ends with "Hello" (RFC 7692 section 7.2.3.2).
func HelloAgain() Vector {
	return Vector{
		Name:    "again",
		Payload: new(Builder).Fixed(Literal('H'), Match(4, 5)).Message(),
		Message: payload.String("Hello"),
	}
}

// Empties are ways to write an empty message.
func Empties() []Vector {
	return []Vector{
		{Name: "no-block", Payload: new(Builder).Message()}, // 7.2.3.6
		{Name: "fixed", Payload: new(Builder).Fixed().Message()},
		{Name: "stored", Payload: new(Builder).Stored(nil).Message()},
		{Name: "dynamic", Payload: new(Builder).Dynamic().Message()},
		{Name: "final-fixed", Payload: new(Builder).Final().Fixed().Message()},
		{Name: "final-stored", Payload: new(Builder).Final().Stored(nil).Message()},
		{Name: "final-dynamic", Payload: new(Builder).Final().Dynamic().Message()},
		{Name: "final-lengths-removed", Payload: new(Builder).Final().Message()},
	}
}

// reachLength is how long the matches of Reach and ReachBack are, if there is that much to repeat.
const reachLength = 64

// Reach is a message that can only be inflated with a distance of exactly this many bytes, from 1 to MaxDistance: so many
// bytes without a match, and a match of the first of them. The message is ASCII text.
func Reach(distance int) Vector {
	text := unlikeText(distance)
	length := max(MinLength, min(distance, reachLength))
	return Vector{
		Name:    "reach",
		Payload: new(Builder).Dynamic(append(Literals(text), Match(length, distance))...).Message(),
		Message: payload.Join(payload.Bytes(text), payload.Repeat(text, int64(length))),
	}
}

// ReachBack are two messages. The second can only be inflated with a distance of exactly this many bytes, which leads to
// the beginning of the first: it needs context takeover, and the window.
func ReachBack(distance int) (first, second Vector) {
	text := unlikeText(distance)
	length := max(MinLength, min(distance, reachLength))
	return Vector{
			Name:    "before",
			Payload: new(Builder).Dynamic(Literals(text)...).Message(),
			Message: payload.Bytes(text),
		}, Vector{
			Name:    "reach-back",
			Payload: new(Builder).Fixed(Match(length, distance)).Message(),
			Message: payload.Repeat(text, int64(length)),
		}
}

// unlikeText is text that looks different wherever one looks: no match at a wrong distance goes unnoticed.
func unlikeText(size int) []byte {
	text := make([]byte, size)
	state := uint32(1)
	for i := range text {
		state = state*1664525 + 1013904223
		text[i] = 'A' + byte(state>>27)
	}
	return text
}

// Bomb is a message of size times the same byte in a thousandth of the space: matches of the greatest length, each in two
// bits.
func Bomb(size int64, fill byte) Vector {
	v := Vector{Name: "bomb", Message: payload.Repeat([]byte{fill}, size)}
	var literals [literalCodes]uint8
	literals[literalCodes-1] = 1 // the symbol of MaxLength
	literals[fill], literals[endOfBlock] = 2, 2
	distances := []uint8{1} // the symbol of distance 1

	var b Builder
	tokens := make([]Token, 0, 1<<15)
	for block := int64(0); size > 0; block++ {
		tokens = tokens[:0]
		if block == 0 {
			tokens = append(tokens, Literal(fill))
			size--
		}
		for ; size >= MaxLength && len(tokens) < cap(tokens)-MaxLength; size -= MaxLength {
			tokens = append(tokens, Match(MaxLength, 1))
		}
		if size < MaxLength {
			for ; size > 0; size-- {
				tokens = append(tokens, Literal(fill))
			}
		}
		b.DynamicCodes(literals[:], distances, tokens...)
	}
	v.Payload = b.Message()
	return v
}
