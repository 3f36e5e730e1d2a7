#!/bin/bash
# The pages of one partner among 5,000 agreements and a million promises, on both engines: each
# against the query that reads the same rows, and beside a tenth of the other partners. The maker of
# the data is internal/app/generate/promises.go. PROMISES=100000 is a tenth of it.
set -euo pipefail
cd "$(dirname "$0")/.."
TITIAN_TEST_COMMITMENTS=${PROMISES:-1000000} go test -count=1 -timeout 60m -v -run OnePartners ./internal/app | grep -v '^=== '
