package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// size is a number of bytes on the command line, with or without a unit.
type size int64

var units = []struct {
	name  string
	bytes int64
}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"B", 1}}

func (s *size) Set(text string) error {
	digits, unit := text, int64(1)
	for _, u := range units {
		if number, ok := strings.CutSuffix(text, u.name); ok {
			digits, unit = strings.TrimSpace(number), u.bytes
			break
		}
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n < 1 || n > (1<<40)/unit {
		return errors.New("a size is a whole number of bytes, KiB, MiB or GiB, from 1 byte to 1024 GiB")
	}
	*s = size(n * unit)
	return nil
}

func (s *size) String() string {
	for _, u := range units {
		if n := int64(*s); n > 0 && n%u.bytes == 0 {
			return fmt.Sprintf("%d%s", n/u.bytes, u.name)
		}
	}
	return "0B"
}

func (s *size) Type() string { return "size" }
