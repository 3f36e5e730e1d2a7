#!/bin/bash
# Regenerates and fails when a generated file changes. Sums are compared rather than git's index,
# so that unfinished work elsewhere in the tree does not matter.
set -euo pipefail
cd "$(dirname "$0")/.."

sums() { git ls-files -co --exclude-standard -- '*_templ.go' | sort | xargs -r sha256sum; }

before=$(sums)
# A generator that cannot parse a page says so on its log.
if ! log=$(go tool -modfile=tools/go.mod templ generate 2>&1); then
	echo "$log" >&2
	exit 1
fi
if ! diff <(printf "%s" "$before") <(printf "%s" "$(sums)"); then
	echo "Generated files were stale and have been renewed: review and commit them (make gen)." >&2
	exit 1
fi
