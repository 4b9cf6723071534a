package checks_test

import (
	"testing"

	"duwang/checks/checktest"
)

// TestPortals crawls and judges every portal under testdata.
func TestPortals(t *testing.T) { checktest.Run(t, "testdata") }
