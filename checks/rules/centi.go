package rules

import (
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// maxWhole keeps sums of any number of lines far from the bounds of an int64.
const maxWhole = 1_000_000

// ParseCenti reads a decimal number of points such as 87.5, exactly. More than
// two decimals, signs other than one leading minus, exponents, and more than a
// million points are errors.
func ParseCenti(s string) (Centi, error) {
	digits, negative := strings.CutPrefix(s, "-")
	whole, part, dot := strings.Cut(digits, ".")
	if whole == "" || dot && part == "" || len(strings.TrimRight(part, "0")) > 2 || !decimal(whole) || !decimal(part) {
		return 0, fmt.Errorf("%q 不是分值，应为最多两位小数的数字，例如 0.5", s)
	}
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || n > maxWhole {
		return 0, fmt.Errorf("分值 %s 太大", s)
	}
	part = (part + "00")[:2]
	v := Centi(n*100) + Centi(part[0]-'0')*10 + Centi(part[1]-'0')
	if negative {
		v = -v
	}
	return v, nil
}

func decimal(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// String returns the points as a decimal number without trailing zeros: 87.5, 100, -0.25.
func (c Centi) String() string {
	sign, n := "", uint64(c)
	if c < 0 {
		sign, n = "-", uint64(-c)
	}
	s := sign + strconv.FormatUint(n/100, 10)
	switch rest := n % 100; {
	case rest == 0:
		return s
	case rest%10 == 0:
		return s + "." + strconv.FormatUint(rest/10, 10)
	default:
		return fmt.Sprintf("%s.%02d", s, rest)
	}
}

// MarshalJSON writes the points as a JSON number: 87.5.
func (c Centi) MarshalJSON() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalJSON reads a JSON number of at most two decimals; null is 0.
func (c *Centi) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*c = 0
		return nil
	}
	v, err := ParseCenti(string(b))
	if err == nil {
		*c = v
	}
	return err
}

// MarshalYAML writes the points as a YAML number.
func (c Centi) MarshalYAML() (any, error) {
	tag := "!!float"
	if c%100 == 0 {
		tag = "!!int"
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: c.String()}, nil
}

// UnmarshalYAML reads a YAML number of at most two decimals exactly, without
// the detour through a float.
func (c *Centi) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind != yaml.ScalarNode {
		return fmt.Errorf("第%d行：分值应是一个数字", n.Line)
	}
	v, err := ParseCenti(n.Value)
	if err != nil {
		return fmt.Errorf("第%d行：%w", n.Line, err)
	}
	*c = v
	return nil
}
