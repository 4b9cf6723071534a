package rules

import (
	"encoding/json"
	"testing"

	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"
)

func TestCentiIsReadAndWrittenExactly(t *testing.T) {
	for _, c := range []struct {
		text  string
		want  Centi
		print string
	}{
		{"0", 0, "0"}, {"5", 500, "5"}, {"100", 10000, "100"}, {"87.5", 8750, "87.5"}, {"0.5", 50, "0.5"}, {"0.1", 10, "0.1"},
		{"0.05", 5, "0.05"}, {"12.30", 1230, "12.3"}, {"12.3000", 1230, "12.3"}, {"-2.25", -225, "-2.25"}, {"1000000", 100000000, "1000000"},
	} {
		var y, j Centi
		if err := yaml.Unmarshal([]byte(c.text), &y); err != nil || y != c.want {
			t.Errorf("YAML %s = %d, %v", c.text, y, err)
		}
		if err := json.Unmarshal([]byte(c.text), &j); err != nil || j != c.want {
			t.Errorf("JSON %s = %d, %v", c.text, j, err)
		}
		if got, err := json.Marshal(c.want); err != nil || string(got) != c.print {
			t.Errorf("%d is written %s, %v", c.want, got, err)
		}
	}
	for _, bad := range []string{"0.123", "1e3", "", ".", "1.", ".5", "x", "+1", "--1", "1000001", "99999999999999999999", "1,5", "0x10", "１"} {
		if v, err := ParseCenti(bad); err == nil {
			t.Errorf("%q was read as %d", bad, v)
		}
	}
	var c Centi
	if err := yaml.Unmarshal([]byte("[1]"), &c); err == nil {
		t.Error("a list was read as points")
	}
	c = 7
	if err := json.Unmarshal([]byte("null"), &c); err != nil || c != 0 {
		t.Errorf("null is %d, %v", c, err)
	}
}

func TestCentiComesBackTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := Centi(rapid.IntRange(-100_000_000, 100_000_000).Draw(t, "centi"))
		if got, err := ParseCenti(want.String()); err != nil || got != want {
			t.Fatalf("%d → %s → %d, %v", want, want, got, err)
		}
		raw, err := yaml.Marshal(map[string]Centi{"points": want})
		if err != nil {
			t.Fatal(err)
		}
		var back map[string]Centi
		if err := yaml.Unmarshal(raw, &back); err != nil || back["points"] != want {
			t.Fatalf("%s → %v, %v", raw, back, err)
		}
	})
}
