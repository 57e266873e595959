package runner

import (
	"context"
	"crypto/tls"
	"net"

	"github.com/wsspec/wsspec/runner/judge"
)

// Play is play for tests that judge what was played otherwise.
func Play(ctx context.Context, connect Connect, j *judge.Judge, timing Timing) error {
	return play(ctx, connect, j, timing, &transcript{})
}

// Secure is connect with TLS on top, for any certificate.
func Secure(connect Connect) Connect {
	return func(ctx context.Context) (net.Conn, error) {
		conn, err := connect(ctx)
		if err != nil {
			return nil, err
		}
		return handshakeTLS(ctx, conn, &tls.Config{InsecureSkipVerify: true})
	}
}

// CloseNotified is closeNotified for tests.
var CloseNotified = closeNotified

// Abort is abort for tests.
var Abort = abort
