package payload

import "strings"

// Sources of data as applications send it, for what depends on how well it compresses. What repeats does so at distances
// beyond the largest window of DEFLATE.
var (
	jsonUnit   = []byte(records(`{"id":%,"name":"@","tags":["@","@"],"score":%.%,"active":true},` + "\n"))
	htmlUnit   = []byte(records(`<tr class="@"><td>%</td><td><a href="/@/%">@ @</a></td><td>@ @ @</td></tr>` + "\n"))
	proseUnit  = []byte(records("Die @ läuft über die @, während der @ für % Größen ein @ öffnet. "))
	bitmapUnit = runs()
	noiseUnit  = noise(61 << 10)
)

// JSON is size bytes of JSON in ASCII.
func JSON(size int64) Payload { return Repeat(jsonUnit, size) }

// HTML is size bytes of HTML in ASCII.
func HTML(size int64) Payload { return Repeat(htmlUnit, size) }

// Prose is size bytes of German in UTF-8; a character may be cut at the end.
func Prose(size int64) Payload { return Repeat(proseUnit, size) }

// Bitmap is size bytes with long runs.
func Bitmap(size int64) Payload { return Repeat(bitmapUnit, size) }

// Noise is size bytes that do not compress, as those of a file that is compressed already.
func Noise(size int64) Payload { return Repeat(noiseUnit, size) }

var words = strings.Fields("brücke fenster garten himmel insel kanal leiter morgen nebel ofen pfad quelle regen segel turm ufer vogel wagen zeile anker")

// records repeats a pattern, in which @ stands for a word and % for a number, to more than 60 KiB.
func records(pattern string) string {
	next := source(1)
	ascii := strings.IndexFunc(pattern, func(r rune) bool { return r > 0x7F }) < 0
	var b strings.Builder
	for b.Len() < 61<<10 {
		for _, r := range pattern {
			switch r {
			case '@':
				word := words[next()%uint32(len(words))]
				if ascii {
					word = strings.ReplaceAll(word, "ü", "ue")
				}
				b.WriteString(word)
			case '%':
				for range 1 + next()%4 {
					b.WriteByte('0' + byte(next()%10))
				}
			default:
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}

func runs() []byte {
	next := source(2)
	var unit []byte
	for len(unit) < 61<<10 {
		pixel, length := byte(next()), 1+next()%200
		for range length {
			unit = append(unit, pixel)
		}
	}
	return unit
}

func noise(size int) []byte {
	next := source(3)
	unit := make([]byte, size)
	for i := range unit {
		unit[i] = byte(next())
	}
	return unit
}

// source is a small generator: the data is the same for ever, and its seed is part of the code.
func source(seed uint32) func() uint32 {
	state := seed
	return func() uint32 {
		state = state*1664525 + 1013904223
		return state >> 16
	}
}
