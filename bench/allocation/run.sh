#!/bin/sh
# Measures Titian beside LEMON's network simplex on one national round: the
# same files, runs in turn, the median of each. First CPU seconds of whole
# processes, reading and writing included, with memory and whether the optima
# agree; then the solving alone, on one processor.
#
#   bench/allocation/run.sh [titian binary] [runs]
#
# SCALE=4 makes the country four times as large, SEED another one. Needs Go,
# g++ and Debian's liblemon-dev; without a binary it builds ./cmd/titian.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
titian=${1:-}
runs=${2:-5}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

[ -n "$titian" ] || { titian=$work/titian && (cd "$root" && CGO_ENABLED=0 go build -o "$titian" ./cmd/titian); }
(cd "$here/.." && go build -o "$work/gen" ./allocation/gen)
g++ -O2 -std=c++17 -o "$work/lemon" "$here/lemon.cpp" -llemon
"$work/gen" -out "$work" -seed "${SEED:-1}" -scale "${SCALE:-1}"

files="--people $work/people.csv --offerings $work/offerings.csv --pairs $work/pairs.csv"
# measure NAME COMMAND… appends "cpu-seconds peak-KiB" to NAME.log
measure() {
	name=$1
	shift
	bash -c 'TIMEFORMAT="%U %S"; { time "$@" >"$0.out" 2>"$0.err"; } 2>"$0.time"' "$work/$name" \
		"$work/peak" "$work/$name.peak" "$@"
	awk -v peak="$(cat "$work/$name.peak")" '{ print $1 + $2, peak }' "$work/$name.time" >>"$work/$name.log"
}
# peak FILE COMMAND… runs the command and writes its largest resident set.
cat >"$work/peak.c" <<'C'
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
int main(int argc, char **argv) {
  pid_t p = fork();
  if (p == 0) { execvp(argv[2], argv + 2); _exit(127); }
  int status; struct rusage use;
  wait4(p, &status, 0, &use);
  FILE *f = fopen(argv[1], "w");
  fprintf(f, "%ld\n", use.ru_maxrss);
  fclose(f);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
C
gcc -O2 -o "$work/peak" "$work/peak.c"

i=0
while [ "$i" -lt "$runs" ]; do
	measure lemon "$work/lemon" "$work/people.csv" "$work/offerings.csv" "$work/pairs.csv"
	sed 's/.*"solve_cpu":\([0-9.]*\).*/\1/' "$work/lemon.out" >>"$work/solve.log"
	for method in deferred deferred_reserves optimum; do
		measure "$method" "$titian" allocate $files --method "$method" --json
	done
	i=$((i + 1))
done

median() { cut -d' ' -f1 "$work/$1.log" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
lemon=$(median lemon)
printf '%-18s %8s %8s %10s\n' method 'CPU s' '× LEMON' 'peak MiB'
for name in lemon deferred deferred_reserves optimum; do
	awk -v name="$name" -v cpu="$(median "$name")" -v lemon="$lemon" '
		$2 > peak { peak = $2 }
		END { printf "%-18s %8.2f %8.3f %10.0f\n", name, cpu, cpu / lemon, peak / 1024 }' "$work/$name.log"
done
best=$(sed 's/.*"points":\([0-9]*\).*/\1/' "$work/lemon.out")
ours=$(head -c 300 "$work/optimum.out" | sed 's/.*"points":\([0-9]*\),"bound":\([0-9]*\).*/\1 \2/')
echo "optimum: LEMON $best, ours and its bound $ours"
[ "$ours" = "$best $best" ] || { echo "the optima differ" >&2; exit 1; }

solve=$(median solve)
echo "solving alone: LEMON $solve s"
(cd "$root" && go test -run '^$' -bench National -benchtime 3x -cpu 1 ./internal/engine/allocation -national "$work") |
	awk -v lemon="$solve" '/^BenchmarkNational/ {
		sub("BenchmarkNational/", "", $1)
		printf "%-18s %8.2f %8.3f\n", $1, $3 / 1e9, $3 / 1e9 / lemon
	}'
