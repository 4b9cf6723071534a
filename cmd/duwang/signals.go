//go:build !windows

package main

import (
	"os/signal"
	"syscall"
)

// A file that grows beyond what the account may write is an error like a full
// disk, not the end of the process.
func init() { signal.Ignore(syscall.SIGXFSZ) }
