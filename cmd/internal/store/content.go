package store

import (
	"encoding/json"

	"duwang/crawler/portal"
)

// contentText is what was found inside an attachment as it is stored: JSON,
// "" when there is nothing to say of it.
func contentText(c *portal.Content) (string, error) {
	if c.IsZero() {
		return "", nil
	}
	b, err := json.Marshal(c)
	return clean(string(b)), err
}

// parseContent reads what contentText wrote.
func parseContent(text string) (c portal.Content, err error) {
	if text != "" {
		err = json.Unmarshal([]byte(text), &c)
	}
	return c, err
}

// foundText is what was found inside an attachment as its validator keeps it:
// "" says that it was not looked into.
func foundText(c *portal.Content) (string, error) {
	if c == nil {
		return "", nil
	}
	b, err := json.Marshal(c)
	return clean(string(b)), err
}

// parseFound reads what foundText wrote.
func parseFound(text string) (*portal.Content, error) {
	if text == "" {
		return nil, nil
	}
	c, err := parseContent(text)
	return &c, err
}
