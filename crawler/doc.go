// Package crawler reads a portal: it takes addresses from a Frontier, fetches
// each once, reads its facts and gives both back.
//
// colly makes the requests, synchronously, inside a bounded pool of workers;
// its own queue, robots, limits and charset guesses are switched off, because
// the defaults are permissive (robots ignored, bodies cut silently at 10 MB, a
// goroutine a request). What a request must obey stands in an onion of
// RoundTrippers around the wire, one concern each: identify, robots, rate,
// private addresses, caps, evidence. A queue a host keeps a slow host from
// holding up the others.
//
// The crawl has an order: home pages and column lists first, then what they
// show, then retries; so the columns' lists have named their items before the
// items are read, whatever the order of the workers.
package crawler
