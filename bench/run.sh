#!/bin/bash
# run.sh: the desk day on a bare handler, on Titian and on PocketBase, side by side on this machine,
# and the figures held against limits.json. From the environment:
#   SCALE   size of the country (0.1; 1 is the nation)      ROUNDS  paired rounds (5)
#   OPS     operations (R1,R2,R4,R6,W2,W3)                  C       connections (8)
#   D       measured time of a run (1500ms)                 STRICT  1: fail when a limit is missed
#   SERVERS which to run (bare ours pocketbase)             FRESH   1: make the data anew
#   STARTS  starts of each that are timed (5)
# Everything large lies in bench/data, which git ignores. All servers listen on the loopback.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
cd "$here"
export CGO_ENABLED=0

scale=${SCALE:-0.1} rounds=${ROUNDS:-5} ops=${OPS:-R1,R2,R4,R6,W2,W3} servers=${SERVERS:-bare ours pocketbase} starts=${STARTS:-5}
bin=$here/data/bin dir=$here/data/scale-$scale
ours_flags=(--db "sqlite:$dir/ours/titian.db" --secret "$dir/ours/secret")
declare -A port pid data
[ -z "${FRESH:-}" ] || rm -rf "$dir"
mkdir -p "$bin" "$dir"

has() { [[ " $servers " == *" $1 "* ]]; }
say() { echo "== $*" >&2; }

stop() {
	# Only what this script started, each by its own id.
	for p in "${pid[@]}"; do kill "$p" 2>/dev/null || true; done
	wait 2>/dev/null || true
}
trap stop EXIT

say "building"
for c in deskgen deskload deskcmp desksignin bareserver; do go build -o "$bin/$c" "./$c"; done
if has pocketbase; then go -C peers/pocketbase build -o "$bin/pocketbase" .; fi
if has ours; then go -C .. build -o "$bin/titian" ./cmd/titian; fi

# once STEP COMMAND…: runs the command unless it has succeeded on this data before.
once() {
	local done=$dir/.$1
	if [ ! -e "$done" ]; then
		say "$1"
		"${@:2}"
		touch "$done"
	fi
}
load_bare() {
	rm -f "$dir"/bare.db*
	"$bin/bareserver" -db "$dir/bare.db" -schema schema/sqlite.sql -load "$dir"
}
load_pocketbase() {
	rm -rf "$dir/pocketbase"
	"$bin/pocketbase" desk-load "$dir" --dir "$dir/pocketbase" --dev=false
}
load_ours() {
	rm -rf "$dir/ours"
	mkdir -p "$dir/ours"
	"$bin/titian" generate --scale "$scale" --seed 1 "${ours_flags[@]}" --ids "$dir/ours/ids.json"
	# The token is kept with the data that knows it, readable by its owner alone.
	(umask 077 && "$bin/titian" token create "${ours_flags[@]}" --user bench --json >"$dir/ours/token.json")
	(umask 077 && head -c 18 /dev/urandom | base64 >"$dir/ours/password")
	"$bin/titian" user password "${ours_flags[@]}" bench <"$dir/ours/password"
}
once data "$bin/deskgen" -scale "$scale" -out "$dir"
for s in $servers; do once "load-$s" "load_$s"; done

free_port() { # one that nobody listens at
	local p
	while p=$((20000 + RANDOM % 20000)) && (: <"/dev/tcp/127.0.0.1/$p") 2>/dev/null; do :; done
	echo "$p"
}
load() { # load SERVER ARGUMENTS…: deskload against it
	"$bin/deskload" -label "$1" -target "targets/$1.json" -base "127.0.0.1:${port[$1]}" -ids "${data[$1]}" -seq "$dir/seq-$1" "${@:2}"
}
start() { # start SERVER COMMAND…: in the background, until its first answer
	local began
	began=$(date +%s%N)
	"${@:2}" >"$dir/$1.log" 2>&1 &
	pid[$1]=$!
	load "$1" -ops R1 -await "$began" >>"$out" || { tail -20 "$dir/$1.log" >&2; exit 1; }
}

halt() { # halt SERVER
	kill "${pid[$1]}"
	wait "${pid[$1]}" 2>/dev/null || true
	unset "pid[$1]"
}
declare -A command
if has bare; then
	port[bare]=$(free_port) data[bare]=$dir/ids.json
	command[bare]="$bin/bareserver -db $dir/bare.db -sync FULL -addr 127.0.0.1:${port[bare]}"
fi
if has ours; then
	port[ours]=$(free_port) data[ours]=$dir/ours/ids.json
	OURS_TOKEN=$(grep -o '"token": *"[^"]*"' "$dir/ours/token.json" | cut -d'"' -f4)
	export OURS_TOKEN
	command[ours]="$bin/titian serve ${ours_flags[*]} --addr 127.0.0.1:${port[ours]}"
fi
if has pocketbase; then
	port[pocketbase]=$(free_port) data[pocketbase]=$dir/ids.json
	PB_TOKEN=$("$bin/pocketbase" desk-token --dir "$dir/pocketbase" --dev=false)
	export PB_TOKEN
	command[pocketbase]="$bin/pocketbase serve --http 127.0.0.1:${port[pocketbase]} --dir $dir/pocketbase --dev=false"
fi

out=$dir/rounds.tsv
: >"$out"
say "starting, $starts times"
for ((n = 1; n <= starts; n++)); do
	for s in $servers; do
		# shellcheck disable=SC2086 # a command and its arguments
		start "$s" ${command[$s]}
		[ "$n" = "$starts" ] || halt "$s"
	done
done
if has ours; then
	OURS_SESSION=$("$bin/desksignin" -base "127.0.0.1:${port[ours]}" -user bench <"$dir/ours/password")
	export OURS_SESSION
fi

for ((r = 1; r <= rounds; r++)); do
	say "round $r of $rounds"
	for s in $servers; do
		load "$s" -ops "$ops" -c "${C:-8}" -d "${D:-1500ms}" -warm 300ms -pid "${pid[$s]}" >>"$out"
	done
done

echo "Desk day at scale $scale, $rounds rounds, $(nproc) cores, $(date +%F)"
"$bin/deskcmp" -limits limits.json ${STRICT:+-strict} "$out"
