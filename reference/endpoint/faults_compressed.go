package endpoint

// compressionFaults are about compressed messages (RFC 7692 sections 6 and 7.2).
var compressionFaults = []*Fault{}
