// Package schedule is the office's clock: it asks for scans when their time
// has come, hands them to workers, and looks at home pages many a day.
//
// When a line of the schedule is due next stands in the store, so that after a
// power cut a missed time is made up once, not never and not ten times. What
// is asked for is a run (store.Run); the run's row is the truth about who has
// it. A worker gives signs of life; one that falls silent loses the run, and
// whoever takes it goes on where the frontier stands.
//
// On SQLite the runs are worked in this process (Local). On PostgreSQL they
// are jobs of River (River), which spreads them over any number of machines:
// the unit of work is one site's share for a few minutes, then it goes back,
// and comes up again wherever a worker is free.
package schedule
