#!/bin/sh
# pg_load.sh DBNAME DATADIR: (re)creates the database and loads the CSV set. PGHOST/PGPORT/PGUSER from the environment.
set -e
here=$(dirname "$(readlink -f "$0")")
dropdb --if-exists "$1"; createdb "$1"
psql -q -d "$1" -f "$here/pg.sql"
for t in institutions programmes persons enrolments attendance; do
	psql -q -d "$1" -c "\copy $t FROM '$2/$t.csv' CSV HEADER"
done
psql -q -d "$1" -f "$here/pg_index.sql" >/dev/null
psql -At -d "$1" -c "SELECT pg_size_pretty(pg_database_size(current_database()))"
