package utf8stream

// Unfinished decides how much is validated in bulk. If it were wrong the validator would be slow and nothing else, so
// that no test from outside could tell.
var Unfinished = unfinished
