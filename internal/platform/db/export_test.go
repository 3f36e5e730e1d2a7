package db

// Waiting counts the transactions that wait for SQLite's writer.
func (d *DB) Waiting() int {
	d.writer.mu.Lock()
	defer d.writer.mu.Unlock()
	return len(d.writer.queue)
}

// MaxBatch is how many transactions one commit makes durable at most.
const MaxBatch = maxBatch

// Positional is positional, for its table of cases.
var Positional = positional
