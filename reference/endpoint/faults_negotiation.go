package endpoint

// negotiationFaults are about what is agreed (RFC 7692 sections 5 and 7.1).
var negotiationFaults = []*Fault{}
