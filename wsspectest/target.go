package wsspectest

import (
	"fmt"
	"net/http"
	"time"

	"github.com/wsspec/wsspec/runner"
	"github.com/wsspec/wsspec/runner/inprocess"
)

// Target is the server under test.
type Target struct {
	open func() (*opened, error)
}

// URL is the server at a ws, wss or ws+unix URL.
func URL(url string) Target { return Reached(new(runner.Dial), url) }

// Reached is the server at a URL that is reached in a way of its own: with certificates, through a proxy.
func Reached(dial *runner.Dial, url string) Target {
	return Target{func() (*opened, error) {
		target, err := dial.Target(url)
		return &opened{target: target}, err
	}}
}

// Handler is a handler in this process. It is asked for the path /.
func Handler(handler http.Handler) Target { return HandlerAt("/", handler) }

// HandlerAt is a handler in this process that is asked for another path.
func HandlerAt(path string, handler http.Handler) Target {
	return Target{func() (*opened, error) {
		server := inprocess.Serve(handler)
		return &opened{server.Target(path), server}, nil
	}}
}

// opened is a target that can be asked.
type opened struct {
	target *runner.Target
	server *inprocess.Server // nil if it is elsewhere
}

// patience is how long a handler has to notice that its connections ended.
const patience = 5 * time.Second

// close ends what was opened. The error tells of a handler that does not notice.
func (o *opened) close() error {
	if o.server == nil {
		return nil
	}
	return o.server.Close(patience)
}

// panics tells of those of a handler that nobody was told of yet; empty if there are none.
func (o *opened) panics() string {
	if o.server == nil {
		return ""
	}
	list := o.server.TakePanics()
	if len(list) == 0 {
		return ""
	}
	return fmt.Sprintf("the handler panicked, %d times in all; the first time: %v\n%s", len(list), list[0].Value, list[0].Stack)
}
