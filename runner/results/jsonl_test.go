package results_test

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"strings"
	"syscall"
	"testing/iotest"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/runner/results"
)

// full is a run in which every field has a value, so that none can get lost unseen.
func full() *results.Run {
	return &results.Run{
		Header: results.Header{
			Kind: "header", Schema: results.Schema, Tool: "wsspec test", Started: time.Date(2026, 7, 1, 12, 30, 15, 123456789, time.UTC), Cases: 2,
			Target: results.Target{
				URL: "ws://wsspec.example/<&>", Role: "server", Server: "none/1", Offers: cases.Capabilities{cases.Echo}, Chatty: true,
				Unordered: true, Subprotocol: "chat", Extensions: "permessage-deflate", LargestSeen: 1 << 40, Limit: 1 << 41,
				RoundTrip: 123 * time.Microsecond, Refused: "status 404", Silent: true, Notes: []string{"one", "two"},
				TLS: &results.TLS{Version: "TLS 1.3", Cipher: "none", ALPN: "http/1.1", Subject: "CN=one", Issuer: "CN=two",
					Expires: time.Date(2027, 7, 1, 0, 0, 0, 0, time.UTC), Verified: true, WantsCertificate: true},
			},
			Config: results.Config{Selectors: []string{"rfc6455/5"}, Exclude: []string{"rfc6455/5.6"}, Jobs: 8, Thorough: true, Stress: true, Grace: time.Millisecond, Deadline: time.Second, Seed: 1<<64 - 1,
				Fields: []string{"Authorization: (redacted)"}, Shard: &results.Shard{Number: 2, Of: 5, Cases: 10, Digest: "0123"}},
		},
		Cases: []results.Case{{
			Kind: "case", Index: 1, ID: "rfc6455/5.5/one", Title: "one", Verdict: cases.Fail, Level: "MUST", Note: "it went on", Option: "--thorough",
			Rows: []string{"6455-5.5-02"}, Twin: "rfc6455/5.5/other", Autobahn: []string{"2.5"}, Disputed: "two readings", Cause: "nobody looks", Bugs: []string{"CVE-2020-27813"},
			Row: "6455-5.5-02", Rule: "MUST, RFC 6455 section 5.5", Link: "https://www.rfc-editor.org/", Seen: "rfc6455/5.5/other",
			Sent: []string{"ping, empty"}, Allowed: []string{"close 1002"}, Got: []string{"pong, empty"},
			Breaches: []results.Breach{{Row: "6455-5.1-04", Rule: "no mask", Saw: "a mask", Case: "rfc6455/5.5/other", Seen: 3, Remark: true}},
			Attempts: 2, Duration: 3 * time.Second, Memory: 31 << 20, CPU: 20 * time.Millisecond,
			Closed:     &results.Close{Code: 1002, Reason: "bye", First: true},
			Transcript: []results.Entry{{At: time.Millisecond, Dir: "<", Bytes: []byte("\x81\xff\x00"), Size: 1 << 20, Event: "FIN"}},
			Expected:   &results.Expected{Reason: "known", Link: "https://wsspec.example/1", Expires: "2026-12-31"},
		}, {
			Kind: "case", Index: 2, ID: "rfc6455/5.5/two", Title: "two", Verdict: cases.Pass,
		}},
		Footer: results.Footer{Kind: "footer", Counts: map[cases.Verdict]int{cases.Fail: 1, cases.Pass: 1}, Resilience: map[cases.Verdict]int{cases.Pass: 3}, Partial: "interrupted", Duration: time.Minute,
			Deviations: []results.Deviation{{File: "wsspec.yaml", Line: 3, Case: "rfc6455/5.5/one", Capability: cases.Deflate, Says: "it passes"}},
			Usage:      &results.Usage{Before: 31 << 20, After: 35 << 20, Peak: 40 << 20, CPU: 2100 * time.Millisecond, Lost: "process 1 has ended"}},
	}
}

// tell tells an observer of a run, the cases in the given order.
func tell(to interface {
	Started(results.Header)
	Begun(string)
	Judged(results.Case)
	Finished(results.Footer)
}, r *results.Run, order ...int) {
	to.Started(r.Header)
	for _, i := range order {
		to.Begun(r.Cases[i].ID)
		to.Judged(r.Cases[i])
	}
	to.Finished(r.Footer)
}

// written is a run as a file.
func written(r *results.Run) string {
	var file bytes.Buffer
	w := results.NewWriter(&file)
	order := make([]int, len(r.Cases))
	for i := range order {
		order[i] = i
	}
	tell(w, r, order...)
	Expect(w.Err()).NotTo(HaveOccurred())
	return file.String()
}

// emptyFields are the fields of a value that have none, with those of the values inside it.
func emptyFields(v reflect.Value, path string) (list []string) {
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			break
		}
		for i := range v.NumField() {
			list = append(list, emptyFields(v.Field(i), path+"."+v.Type().Field(i).Name)...)
		}
		return list
	case reflect.Pointer:
		if !v.IsNil() {
			return emptyFields(v.Elem(), path)
		}
	case reflect.Slice:
		if v.Len() > 0 {
			return emptyFields(v.Index(0), path+"[0]")
		}
	}
	if v.IsZero() {
		return []string{path}
	}
	return nil
}

var _ = Describe("a results file", func() {
	It("brings back every field of a run", func() {
		Expect(emptyFields(reflect.ValueOf(*full()), "")).To(BeEmpty(), "the run of this test has a value for each field")
		r, err := results.Read(strings.NewReader(written(full())))
		Expect(err).NotTo(HaveOccurred())
		Expect(r).To(Equal(full()))
	})

	It("has a line for the header, for each case as it is told, and for the footer", func() {
		lines := strings.Split(strings.TrimSuffix(written(full()), "\n"), "\n")
		Expect(lines).To(HaveLen(4))
		Expect(lines[0]).To(HavePrefix(`{"kind":"header","schema":1,`))
		Expect(lines[1]).To(HavePrefix(`{"kind":"case",`))
		Expect(lines[3]).To(HavePrefix(`{"kind":"footer",`))
	})

	It("is read in the order of the table, in whatever order the cases ended", func() {
		var file bytes.Buffer
		tell(results.NewWriter(&file), full(), 1, 0)
		r, err := results.Read(&file)
		Expect(err).NotTo(HaveOccurred())
		Expect(r).To(Equal(full()))
	})

	It("is read however small the pieces are, and without the last line end", func() {
		file := strings.TrimSuffix(written(full()), "\n")
		r, err := results.Read(iotest.OneByteReader(strings.NewReader(file)))
		Expect(err).NotTo(HaveOccurred())
		Expect(r).To(Equal(full()))
	})

	It("is read with the line ends of other systems, and with fields that a later version added", func() {
		file := strings.ReplaceAll(written(full()), "\n", "\r\n")
		file = strings.ReplaceAll(file, `{"kind":"case",`, `{"kind":"case","later":{"a":[1]},`)
		r, err := results.Read(strings.NewReader(file))
		Expect(err).NotTo(HaveOccurred())
		Expect(r).To(Equal(full()))
	})

	It("may have lines of any length", func() {
		long := full()
		long.Cases[1].Note = strings.Repeat("long ", 1<<18)
		r, err := results.Read(strings.NewReader(written(long)))
		Expect(err).NotTo(HaveOccurred())
		Expect(r.Cases[1].Note).To(HaveLen(5 << 18))
	})

	It("that is cut off anywhere is refused", func() {
		file := written(full())
		firstLine := strings.Index(file, "\n") + 1
		for i := range strings.TrimSuffix(file, "\n") {
			_, err := results.Read(strings.NewReader(file[:i]))
			Expect(err).To(HaveOccurred(), "%d of %d bytes", i, len(file))
			if i >= firstLine {
				Expect(err).To(MatchError(results.ErrTruncated), "%d of %d bytes", i, len(file))
			}
		}
	})

	header, one, footer := lineOf(0), lineOf(1), lineOf(3)
	DescribeTable("is refused in one sentence", func(sentence string, lines ...string) {
		r, err := results.Read(strings.NewReader(strings.Join(lines, "\n") + "\n"))
		Expect(err).To(MatchError(sentence))
		Expect(r).To(BeNil())
	},
		Entry("without a footer", "there is no footer: the run was cut off", header, one),
		Entry("with nothing but a header", "there is no footer: the run was cut off", header),
		Entry("without a header", `line 1 is "case", not the header of a results file`, one, footer),
		Entry("of JSON of another program", `line 1 is "", not the header of a results file`, `{"name":"x"}`, `{"name":"y"}`),
		Entry("of JSON over several lines", "line 1 is no line of a results file", "{", `"name": "x"`, "}"),
		Entry("of JSON that is no object", "line 1 is no line of a results file", "[]"),
		Entry("of text", "line 1 is no line of a results file", "<html>"),
		Entry("of bytes", "line 1 is no line of a results file", "\x1f\x8b\x08\x00"),
		Entry("of an empty line", "line 1 is no line of a results file", ""),
		Entry("of a later schema", "the results are of schema 2, this version reads schema 1", strings.Replace(header, `"schema":1`, `"schema":2`, 1), footer),
		Entry("of no schema", "the results are of schema 0, this version reads schema 1", strings.Replace(header, `"schema":1,`, "", 1), footer),
		Entry("with a value in the header that is none", "line 1: config.jobs cannot be of the kind string", strings.Replace(header, `"jobs":8`, `"jobs":"many"`, 1), footer),
		Entry("with a time that is none", "line 1 has a value that is not of its kind", strings.Replace(header, `2026-07-01`, `2026-77-01`, 1), footer),
		Entry("with garbage between the lines", "line 2 is no line of a results file", header, "garbage", footer),
		Entry("with an empty line", "line 2 is no line of a results file", header, "", footer),
		Entry("with a line of an unknown kind", `line 2 is of the unknown kind "remark"`, header, `{"kind":"remark"}`, footer),
		Entry("with two headers", `line 2 is of the unknown kind "header"`, header, header, footer),
		Entry("with a value in a case that is none", "line 3: title cannot be of the kind object", header, one, strings.Replace(one, `"title":"one"`, `"title":{}`, 1), footer),
		Entry("with a verdict that is none", `line 2 has the unknown verdict "failed"`, header, strings.Replace(one, `"verdict":"fail"`, `"verdict":"failed"`, 1), footer),
		Entry("with a case without a verdict", `line 2 has the unknown verdict ""`, header, strings.Replace(one, `"verdict":"fail",`, "", 1), footer),
		Entry("with a value in the footer that is none", "line 2: counts cannot be of the kind string", header, strings.Replace(footer, `"fail":1`, `"fail":"1"`, 1)),
		Entry("with a case behind the footer", "line 4 stands behind the footer", header, one, footer, one),
		Entry("with two footers", "line 3 stands behind the footer", header, footer, footer),
		Entry("with garbage behind the footer", "line 3 stands behind the footer", header, footer, "garbage"),
	)

	It("is refused if there is nothing in it", func() {
		_, err := results.Read(strings.NewReader(""))
		Expect(err).To(MatchError("the file is empty"))
	})

	It("is refused if half a line stands behind the footer", func() {
		_, err := results.Read(strings.NewReader(written(full()) + `{"kind":`))
		Expect(err).To(MatchError("line 5 stands behind the footer"))
	})

	It("that cannot be read says where, and why", func() {
		file := written(full())
		broken := io.MultiReader(strings.NewReader(file[:len(file)-5]), iotest.ErrReader(syscall.EIO))
		_, err := results.Read(broken)
		Expect(err).To(MatchError(syscall.EIO))
		Expect(err).To(MatchError(HavePrefix("line 4 cannot be read: ")))
	})
})

// lineOf is a line of a whole file, the first of them 0.
func lineOf(n int) string {
	var file bytes.Buffer
	tell(results.NewWriter(&file), full(), 0, 1)
	return strings.Split(file.String(), "\n")[n]
}

// disk takes so many writes, then it is full.
type disk struct {
	room   int
	writes int
	bytes.Buffer
}

func (d *disk) Write(p []byte) (int, error) {
	if d.writes++; d.writes > d.room {
		return 0, syscall.ENOSPC
	}
	return d.Buffer.Write(p)
}

var _ = Describe("a writer", func() {
	It("keeps the first error, and writes nothing behind it", func() {
		to := &disk{room: 2}
		w := results.NewWriter(to)
		tell(w, full(), 0, 1)
		Expect(w.Err()).To(MatchError(syscall.ENOSPC))
		Expect(to.writes).To(Equal(3), "nothing is written after the error")
		_, err := results.Read(&to.Buffer)
		Expect(err).To(MatchError(results.ErrTruncated))
	})

	It("has written each line when it returns, so that what was told survives a crash", func() {
		to := &disk{room: 99}
		w := results.NewWriter(to)
		r := full()
		w.Started(r.Header)
		Expect(to.writes).To(Equal(1))
		w.Begun(r.Cases[0].ID)
		w.Judged(r.Cases[0])
		Expect(to.writes).To(Equal(2))
		Expect(to.String()).To(HaveSuffix("}\n"))
		Expect(w.Err()).NotTo(HaveOccurred())
	})

	It("has no error of a disk that is not full", func() {
		w := results.NewWriter(&disk{room: 4})
		tell(w, full(), 0, 1)
		Expect(w.Err()).NotTo(HaveOccurred())
		Expect(errors.Is(w.Err(), syscall.ENOSPC)).To(BeFalse())
	})
})

var _ = Describe("a collector", func() {
	It("keeps a run in the order of the table", func() {
		c := &results.Collector{}
		tell(c, full(), 1, 0)
		Expect(&c.Run).To(Equal(full()))
	})
})
