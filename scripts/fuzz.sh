#!/bin/bash
# fuzz.sh TIME: every fuzz test of the program in turn, each for TIME. Inputs that fail are left in
# the package's testdata/fuzz, to be committed with the repair.
set -euo pipefail
cd "$(dirname "$0")/.."

found=0
for pkg in $(go list -f '{{if or .TestGoFiles .XTestGoFiles}}{{.ImportPath}}{{end}}' ./internal/...); do
	for name in $(go test -list '^Fuzz' "$pkg" | grep '^Fuzz' || true); do
		found=$((found + 1))
		echo "== ${pkg#titian/} $name"
		go test -run '^$' -fuzz "^$name\$" -fuzztime "$1" "$pkg"
	done
done
echo "$found fuzz tests ran for $1 each"
[ "$found" -gt 0 ]
