// Package wsspectest runs the case table inside a Go test, one subtest for each case:
//
//	func TestEcho(t *testing.T) {
//		wsspectest.Run(t, wsspectest.Handler(echo))
//	}
//
// The server is an http.Handler, which is served in the process of the test without a port, or whatever a URL names.
//
// The name of a subtest is the ID of its case: go test -run 'TestEcho/rfc6455/5.5' carries out one section. The cases
// that -run and -skip let through are put to the server together, before the first of them is reported, which takes much
// less time than one by one.
//
// Suite is for those who bring the table into another test framework.
package wsspectest
