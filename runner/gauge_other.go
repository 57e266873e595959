//go:build !linux

package runner

import "errors"

// ProcessGauge reads memory and CPU time of a process, on Linux.
func ProcessGauge(int) (Gauge, error) {
	return nil, errors.New("memory and CPU time of a process can be read on Linux only; --metrics-url works everywhere")
}
