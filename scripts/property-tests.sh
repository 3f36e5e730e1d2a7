#!/bin/bash
# The names of the tests that draw random histories, as a pattern for go test -skip.
set -euo pipefail
cd "$(dirname "$0")/.."
grep -rl 'rapid\.Check(' --include='*_test.go' internal | xargs awk '
  /^func Test/ { name = $2; sub(/\(.*/, "", name) }
  /rapid\.Check\(/ && name { print name }' | sort -u | paste -sd '|'
