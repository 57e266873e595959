package expectations

// Bare is an entry without its place in a list.
func Bare(e Entry) Entry { e.item, e.of = 0, 0; return e }
