package judge

import (
	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/deflate"
	"github.com/wsspec/wsspec/reference/payload"
	"github.com/wsspec/wsspec/reference/stream"
)

// mostInflated is how many bytes a message of the target may inflate to. No answer is worth more.
const mostInflated = 256 << 20

// listen begins to read the target's frames.
func (j *Judge) listen() {
	j.reader = stream.Reader{Sender: j.env.Target, Content: j.receiving.add}
	if j.reader.Inflater = j.agreed.Inflater(j.env.Target); j.reader.Inflater != nil {
		j.reader.Inflater.Limit = mostInflated
	}
}

// agree sets up what was agreed about permessage-deflate, nil for nothing.
func (j *Judge) agree(agreed *cases.Agreed) {
	j.agreed = agreed
	j.compressor(agreed)
	j.sending.inflater = agreed.Inflater(j.us())
	j.listen()
}

// compressor begins to compress. How tight that is says nothing about the target, so it is quick.
func (j *Judge) compressor(agreed *cases.Agreed) {
	if j.deflater = agreed.Deflater(j.us()); j.deflater != nil {
		j.deflater.Quick = true
	}
}

// expand returns the frames that messages are sent as: sized for the target, compressed as was agreed, cut into
// fragments. Where nothing was agreed they are compressed as if plain permessage-deflate had been.
func (j *Judge) expand(frames []cases.Frame) []cases.Frame {
	agreed := j.agreed
	if agreed == nil {
		agreed = &cases.Agreed{}
	}
	if j.deflater == nil {
		j.compressor(agreed)
	}
	list := make([]cases.Frame, 0, len(frames))
	for _, f := range frames {
		expanded := f.Sized(j.env.Limit).Expand(*agreed, j.compress)
		if expanded[0].Deflated() {
			j.deflater.Reset() // its window knows nothing of messages that are given
		}
		list = append(list, expanded...)
	}
	return list
}

func (j *Judge) compress(p payload.Payload) []byte {
	out := make([]byte, 0, p.Size()/2)
	piece := make([]byte, min(p.Size(), 32<<10))
	for at := int64(0); at < p.Size(); {
		n := p.ReadAt(piece[:min(int64(len(piece)), p.Size()-at)], at)
		out = j.deflater.Append(out, piece[:n])
		at += int64(n)
	}
	return j.deflater.Finish(out)
}

// inflate decompresses a message.
func inflate(d *deflate.Inflater, compressed []byte) ([]byte, error) {
	var out []byte
	d.Output = func(piece []byte) error {
		out = append(out, piece...)
		return nil
	}
	if err := d.Write(compressed); err != nil {
		return nil, err
	}
	_, err := d.Finish()
	return out, err
}
