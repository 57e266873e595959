package autobahn_test

import (
	"encoding/json"
	"io/fs"
	"os"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reports/autobahn"
	"github.com/wsspec/wsspec/reports/internal/fixture"
	"github.com/wsspec/wsspec/runner/results"
)

// files is a directory in memory.
type files map[string]string

func (f files) ReadFile(name string) ([]byte, error) {
	content, ok := f[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return []byte(content), nil
}

func (f files) WriteFile(name string, data []byte, _ os.FileMode) error {
	f[name] = string(data)
	return nil
}

// index is the index as a script reads it.
func (f files) index() map[string]map[string]map[string]any {
	GinkgoHelper()
	var index map[string]map[string]map[string]any
	Expect(json.Unmarshal([]byte(f[autobahn.Index]), &index)).To(Succeed())
	return index
}

// file is the file of a case as a script reads it.
func (f files) file(agent, id string) map[string]any {
	GinkgoHelper()
	name, ok := f.index()[agent][id]["reportfile"].(string)
	Expect(ok).To(BeTrue(), "%s of %s is not in the index", id, agent)
	Expect(f).To(HaveKey(name))
	var file map[string]any
	Expect(json.Unmarshal([]byte(f[name]), &file)).To(Succeed())
	return file
}

func render(run *results.Run, agent string) files {
	GinkgoHelper()
	dir := files{}
	Expect(autobahn.Render(dir, run, agent)).To(Succeed())
	return dir
}

// runOf is a run of cases.
func runOf(list ...results.Case) *results.Run {
	run := fixture.Run()
	run.Cases = list
	return run
}

// judged is a case that covers an identifier.
func judged(id string, verdict cases.Verdict, transcript ...results.Entry) results.Case {
	return results.Case{Kind: "case", ID: "rfc6455/5.5/x", Autobahn: []string{id}, Verdict: verdict, Transcript: transcript}
}

// What happens on a wire.
var (
	connected = results.Entry{Dir: "!", Event: "connected"}
	request   = results.Entry{Dir: ">", Bytes: []byte("GET / HTTP/1.1\r\nHost: a\r\n\r\n")}
	response  = results.Entry{Dir: "<", Bytes: []byte("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n")}
	fin       = results.Entry{Dir: "!", Event: "FIN"}
	rst       = results.Entry{Dir: "!", Event: "RST"}
	timeout   = results.Entry{Dir: "!", Event: "time is up"}
)

func sent(bytes string) results.Entry     { return results.Entry{Dir: ">", Bytes: []byte(bytes)} }
func received(bytes string) results.Entry { return results.Entry{Dir: "<", Bytes: []byte(bytes)} }

// closing is a Close frame with a code.
func closing(code int) string { return "\x88\x02" + string([]byte{byte(code >> 8), byte(code)}) }

// onWire is a transcript with an open connection.
func onWire(entries ...results.Entry) []results.Entry {
	return append([]results.Entry{connected, request, response}, entries...)
}
