package cases

// EndsTLS is met like EndsTCP, if the target announced the end by a close_notify.
var EndsTLS Condition = endsTLS{}

type endsTLS struct{}

func (endsTLS) Want() Want { return WantTCPEnd }

func (endsTLS) String() string {
	return "a close, then close_notify and the TCP connection ended by FIN"
}

func (endsTLS) Met(o *Observation) bool { return EndsTCP.Met(o) && o.CloseNotify }

// RefusalEndsTLS is met if the server opened no connection, and ended that of TLS by a close_notify and a FIN.
var RefusalEndsTLS Condition = &refusalEnds{"no connection opened, then close_notify and the TCP connection ended by FIN", func(o *Observation) bool {
	return o.End == GotFIN && o.CloseNotify
}}

// RefusalResets is met if the server opened no connection, and ended that of TCP by a reset.
var RefusalResets Condition = &refusalEnds{"no connection opened, then the TCP connection ended by RST", func(o *Observation) bool { return o.End == GotRST }}

// RefusalStays is met if the server opened no connection, and did not end that of TCP.
var RefusalStays Condition = &refusalEnds{"no connection opened, and the TCP connection kept", func(o *Observation) bool { return o.End == Open }}

type refusalEnds struct {
	says string
	how  func(o *Observation) bool
}

func (*refusalEnds) Want() Want                { return WantTCPEnd }
func (c *refusalEnds) String() string          { return c.says }
func (c *refusalEnds) Met(o *Observation) bool { return !o.Opened && c.how(o) }
