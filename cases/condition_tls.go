package cases

// EndsTLS is met like EndsTCP, if the target announced the end by a close_notify.
var EndsTLS Condition = endsTLS{}

type endsTLS struct{}

func (endsTLS) Want() Want { return WantTCPEnd }

func (endsTLS) String() string {
	return "a close, then close_notify and the TCP connection ended by FIN"
}

func (endsTLS) Met(o *Observation) bool { return EndsTCP.Met(o) && o.CloseNotify }
