package portal

import "time"

// A Probe (探测) is one look at whether a site's home page opens: many a day,
// spread over it. 检查指标 (国办秘函〔2019〕19号) counts visits that do not open
// within 15 seconds, so a slow one is not OK.
type Probe struct {
	Site   string
	At     time.Time
	OK     bool   // the page came whole within the limit, with a status below 400
	Status int    // of the answer, 0 when there was none
	Millis int    // until the page had come, or until it was given up
	Error  string // Err word of what went wrong, "" when OK or a status tells
	// Own says that nothing at all could be reached then, so that the fault is
	// our network's and the probe tells nothing of the site.
	Own bool
}
