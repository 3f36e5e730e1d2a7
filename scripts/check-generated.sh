#!/bin/bash
# Renews the generated files and fails when one changes or has lost its source. Sums are compared
# rather than git's index, so that unfinished work elsewhere in the tree does not matter.
set -euo pipefail
cd "$(dirname "$0")/.."

generated() { find internal -name '*_templ.go' -not -path '*/testdata/*' | sort; }
sums() { generated | xargs -r sha256sum; }

before=$(sums)
scripts/generate.sh
stale=$(comm -13 <(sort <<<"$before") <(sums | sort) | awk '{print $2}')
for file in $(generated); do
	[ -e "${file%_templ.go}.templ" ] || stale="$stale $file(no source)"
done
if [ -n "$stale" ]; then
	echo "Generated files were stale; review and commit what make gen has made of them:" $stale >&2
	exit 1
fi
