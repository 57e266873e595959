package endpoint

import (
	"sync"

	"github.com/wsspec/wsspec/reference/closecode"
)

// ending is how a connection ended, as an application would be told (RFC 6455 sections 7.1.4 to 7.1.6).
type ending struct {
	code   closecode.Code
	reason string
	clean  bool
}

// mostWatches bounds what clients can make a server remember.
const mostWatches = 4096

// watches remembers how watched connections ended, until somebody asks.
type watches struct {
	mu     sync.Mutex
	ended  map[string]chan ending
	once   sync.Once
	closed chan struct{}
}

func newWatches() *watches {
	return &watches{ended: map[string]chan ending{}, closed: make(chan struct{})}
}

// watch returns the channel that the end of a connection is to be sent to, or nil if there are too many.
func (w *watches) watch(id string) chan<- ending {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.ended) >= mostWatches {
		return nil
	}
	c := make(chan ending, 1)
	w.ended[id] = c
	return c
}

// report waits for the end of the connection that is watched under the id, or until stop is closed.
func (w *watches) report(id string, stop <-chan struct{}) (ending, bool) {
	w.mu.Lock()
	c := w.ended[id]
	w.mu.Unlock()
	if c == nil {
		return ending{}, false
	}
	select {
	case e := <-c:
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.ended, id)
		return e, true
	case <-stop:
	case <-w.closed:
	}
	return ending{}, false
}

func (w *watches) close() { w.once.Do(func() { close(w.closed) }) }
