package runner

import (
	"context"

	"github.com/wsspec/wsspec/runner/judge"
)

// Play is play for tests that judge what was played otherwise.
func Play(ctx context.Context, connect Connect, j *judge.Judge, timing Timing) error {
	return play(ctx, connect, j, timing, &transcript{})
}
