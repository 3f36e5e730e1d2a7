#!/bin/bash
# Renews the generated files from the module's root, so that the names they carry are the same
# whoever runs it. Pages in testdata are input to tests, not pages.
set -euo pipefail
cd "$(dirname "$0")/.."

# The tool's own path: starting it through the Go command for each file would take most of the time.
templ=$(go tool -n -modfile=tools/go.mod templ)
find internal -name '*.templ' -not -path '*/testdata/*' | while read -r page; do
	log=$("$templ" generate -f "$page" 2>&1) || { echo "$page: $log" >&2; exit 1; }
done
