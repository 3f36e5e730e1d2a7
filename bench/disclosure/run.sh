#!/bin/sh
# Measures the release gate beside merely reading the same files.
# Usage: bench/disclosure/run.sh [folder for the generated releases]
set -eu
cd "$(dirname "$0")/../.."
dir=${1:-$(mktemp -d)}
bin=$(mktemp)
trap 'rm -f "$bin"; [ -n "${1:-}" ] || rm -rf "$dir"' EXIT
(cd bench/disclosure && CGO_ENABLED=0 go build -o "$bin" .)
[ -d "$dir/2025-12" ] || "$bin" generate "$dir"
"$bin" measure "$dir"
