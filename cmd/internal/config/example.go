package config

import _ "embed"

//go:embed example.yaml
var example string

// Example returns a commented configuration that loads as it stands: every
// key, with its default where it has one. Its office and addresses are
// invented.
func Example() string { return example }
