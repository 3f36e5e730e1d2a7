package main

import _ "modernc.org/sqlite"

const (
	driver = "sqlite"
	txlock = "&_txlock=immediate"
)

func dsn(file, sync string) string {
	return "file:" + file + "?_pragma=journal_mode(WAL)&_pragma=synchronous(" + sync + ")&_pragma=foreign_keys(1)&_pragma=busy_timeout(10000)&_pragma=cache_size(-65536)&_pragma=mmap_size(2147483648)"
}
