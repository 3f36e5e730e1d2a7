#!/bin/bash
# run.sh: names and the nation's counts on Titian (SQLite) beside pg_trgm and live SQL on PostgreSQL.
#   PEOPLE  how many (275000)      ROUNDS  paired rounds (5)      DATA  where (bench/data/find)
# Needs sqlite3, psql and PostgreSQL's own programs with pg_trgm; starts a server of its own and ends it.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
people=${PEOPLE:-275000} dir=${DATA:-$here/../data/find-$people} bin=$here/../data/bin
pgbin=$(dirname "$(readlink -f "$(command -v postgres || ls /usr/lib/postgresql/*/bin/postgres | tail -1)")")
mkdir -p "$dir" "$bin"
go build -C "$here/../.." -o "$bin/titian" ./cmd/titian
go build -C "$here/.." -o "$bin/find" ./find
ours=(--db "sqlite:$dir/titian.db" --secret "$dir/secret")
[ -s "$dir/ids.json" ] || "$bin/titian" generate --people "$people" --seed 1 "${ours[@]}" --ids "$dir/ids.json"
"$bin/titian" migrate "${ours[@]}" >/dev/null # data of an earlier day

as() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
pg=$(mktemp -d)
if [ "$(id -u)" = 0 ]; then chown postgres "$pg"; fi
stop() {
	[ -z "${server:-}" ] || kill "$server" 2>/dev/null || true
	as "$pgbin/pg_ctl" -D "$pg/data" -m immediate stop >/dev/null 2>&1 || true
	rm -rf "$pg"
}
trap stop EXIT
as "$pgbin/initdb" -D "$pg/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
as "$pgbin/pg_ctl" -D "$pg/data" -l "$pg/log" -w -o "-k $pg -c listen_addresses= -c shared_buffers=512MB -c max_parallel_workers_per_gather=0 -c jit=off -c fsync=off" start >/dev/null
sql() { psql -q -h "$pg" -U postgres -d postgres "$@"; }
sql -c 'CREATE EXTENSION pg_trgm' \
	-c 'CREATE TABLE facility (id text PRIMARY KEY)' \
	-c 'CREATE TABLE person (id text PRIMARY KEY, facility_id text, name text, register_no text, custody_status text)' \
	-c 'CREATE TABLE enrolment (id text PRIMARY KEY, facility_id text, status text)' \
	-c 'CREATE TABLE session (id text PRIMARY KEY, facility_id text, held_on date, status text)' \
	-c 'CREATE TABLE attendance (session_id text, mark text)'
copy() { sqlite3 -csv "$dir/titian.db" "$2" | sql -c "COPY $1 FROM STDIN CSV"; }
copy facility "SELECT hex(id) FROM directory_organisation WHERE kind = 'facility'"
copy person 'SELECT hex(id), hex(facility_id), name, register_no, custody_status FROM person_person'
copy enrolment 'SELECT hex(id), hex(facility_id), status FROM programme_enrolment'
copy session 'SELECT hex(id), hex(facility_id), held_on, status FROM programme_session'
# Only the month that is counted: less for PostgreSQL to read, and quicker to load.
copy attendance "SELECT hex(session_id), mark FROM programme_attendance WHERE session_id IN (SELECT id FROM programme_session WHERE held_on >= '2026-10-23')"
sql -c 'CREATE INDEX person_trgm ON person USING gin (name gin_trgm_ops)' -c 'CREATE INDEX person_active ON person (facility_id, custody_status)' \
	-c 'CREATE INDEX enrolment_active ON enrolment (facility_id, status)' -c 'CREATE INDEX session_day ON session (held_on, facility_id)' \
	-c 'CREATE INDEX attendance_session ON attendance (session_id) INCLUDE (mark)' -c 'VACUUM ANALYZE'

OURS_TOKEN=$("$bin/titian" token create "${ours[@]}" --user bench --json | grep -o '"token": *"[^"]*"' | cut -d'"' -f4)
export OURS_TOKEN
port=$((20000 + RANDOM % 20000))
"$bin/titian" serve "${ours[@]}" --addr "127.0.0.1:$port" 2>"$dir/serve.log" &
server=$!
until (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do sleep 0.1; done
"$bin/find" -base "http://127.0.0.1:$port" -pid "$server" -pg "postgres:///postgres?host=$pg&user=postgres" -ids "$dir/ids.json" -rounds "${ROUNDS:-5}"
