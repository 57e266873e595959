package deflate

// Rebase is how many bytes a matcher sees before it counts its positions anew.
const Rebase = rebase

// Age makes the matcher believe that it has seen so many bytes more. It only works before the first message.
func (d *Deflater) Age(bytes int) {
	d.begin()
	d.matcher.base += bytes
}

// Retained is the memory in bytes that a Deflater holds between messages.
func (d *Deflater) Retained() int {
	if d.matcher == nil {
		return 0
	}
	m := d.matcher
	return len(m.buf) + 4*len(m.head) + 2*len(m.prev)
}

// Held is the memory in bytes that an Inflater holds for what it inflates.
func (d *Inflater) Held() int { return len(d.buf) }
