package rules

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed ids.txt
var idText string

// ids holds every rule id of ids.txt with its letter.
var ids = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(idText) {
		id, letter, _ := strings.Cut(strings.TrimSpace(line), " ")
		if id != "" && id[0] != '#' {
			m[id] = letter
		}
	}
	return m
})

// KnownID tells whether a ruleset may have a rule of that id. The ids are one
// closed list, so that the same problem has the same name in every ruleset
// and in every year's books; a ruleset chooses from it.
func KnownID(id string) bool {
	_, ok := ids()[id]
	return ok
}
