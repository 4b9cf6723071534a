// Package rectify follows a problem from the scan that found it to 销号. A case
// (整改事项) is the life of one finding across scans; its events are only ever
// appended, each with who, when and why, and its state is their fold. The
// package is pure: days and instants come in as arguments, cases and events
// are kept elsewhere.
//
// # States
//
//	             Seen
//	              │      ┌────────── Seen after the exemption's day ─────────┐
//	              ▼      ▼                                                   │
//	┌────────►  待确认 pending ──────────────┬── Exempt ──────────►  免责 exempted
//	│             │ Confirm (a veto: twice)  │                              ▲
//	│             ▼                          ├── Dismiss ───────►  误报 dismissed
//	│           已确认 confirmed ────────────┤                              ▲
//	│             │ Issue         ▲          │                              │
//	│             ▼               │ Transfer │                              │
//	│  ┌─────►  已下发 issued ────┴──────────┤                              │
//	│  │          │ Reply    ▲               │                              │
//	│  │          ▼          │ Seen after    │                              │
//	│  │        已反馈 replied  the answer   ├── Appeal ──► 申诉 appealed ──┘
//	│  │          │                          │                  │   Decide, granted
//	│  Seen       │ Clean                    │                  └─► where it was
//	│  │          ▼                          │                      Decide, upheld
//	│  └────── 复查通过 verified ────────────┘
//	│             │ Close: two clean looks a day apart
//	│  Seen       ▼
//	└────────── 销号 closed
//	 within 30 days, as the next round; later it opens a new case
//
// Receive (签收) and Extend (延期) keep the phase and may move the deadline of
// what stands in a notice, only ever to a later day.
//
// The one switch that decides all of this is in apply.go.
//
// Clean verifies from every open state before 复查通过, but only when its scan
// began after the last notice or answer and after the last time the problem
// was seen. Seen brings 复查通过 back to the state that it came from.
//
// # What is not an event
//
// Unverified and absent subjects, and void or incomplete scans, change
// nothing: Reconcile makes no event of them. Overdue (逾期), due soon and
// recurred (复发) are computed from the state and a day, never stored.
//
// # Two clocks
//
// An event has the instant At at which it was entered and the civil day On
// for which it counts; for a scan On is its as-of day. Whether a scan began
// after a notice is asked of instants. Whether two looks lie a day apart is
// asked of moments: the day On at the clock of the look. Both agree for
// everything that is entered on its day.
package rectify
