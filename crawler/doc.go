// Package crawler reads a portal: it takes addresses from a Frontier, fetches
// each once, reads its facts and gives both back.
//
// colly makes the requests, synchronously, inside a bounded pool of workers;
// its own queue, robots, limits and charset guesses are switched off, because
// the defaults are permissive (robots ignored, bodies cut silently at 10 MB, a
// goroutine a request). Every hop of every request passes one gate (wire):
// its scheme, robots.txt, its host's turn; then the wire itself, which looks
// at the address when it connects (dial), and the caps on time and size
// (body), which mark what they cut.
//
// A queue a host keeps a slow host from holding up the others: while workers
// are idle the dispatcher looks further ahead in the frontier. A host that
// fails or turns us away gets rests (breaker) and is given up at last, with
// another chance in the retry rounds; nothing is said of what was not asked.
//
// The crawl has an order: home pages and column lists first, then what they
// show, then retries; so the columns' lists have named their items before the
// items are read, whatever the order of the workers.
//
// What the frontier holds is the truth, the spelling under which a page is
// asked for included. Everything else — manners, endless places, what a host
// answers for a page that it does not have — is learnt anew by each run,
// bounded in memory, and changes what is asked, never what was found; so a run
// that is killed and gone on with comes to the same findings.
package crawler
