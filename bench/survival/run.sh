#!/bin/bash
# Kaplan–Meier of a million people and a Cox model of 200,000 × 5, ours beside
# R's survival package on the same files in one run. CPU seconds (user and
# system), best of three. Exits 1 if figures disagree or a floor is missed.
#
#   bench/survival/run.sh            builds ./cmd/titian
#   TITIAN=path bench/survival/run.sh
#
# R (Debian's r-base-core and r-cran-survival) is installed if it is missing.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if ! command -v Rscript >/dev/null || ! Rscript -e 'library(survival)' >/dev/null 2>&1; then
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends r-base-core r-cran-survival >/dev/null
fi
titian=${TITIAN:-$work/titian}
if [ -z "${TITIAN:-}" ]; then
  (cd "$root" && go build -o "$titian" ./cmd/titian)
fi
(cd "$root/bench" && go build -o "$work/gen" ./survival/gen)

"$work/gen" -people 1000000 >"$work/km.csv"
"$work/gen" -people 4000000 >"$work/km4.csv"
"$work/gen" -people 200000 -days >"$work/cox.csv"
"$work/gen" -people 800000 -days >"$work/cox4.csv"

# ours FILE FLAGS...: the least CPU of three runs; the answer stays in out.json.
ours() {
  local file=$1 best= t
  shift
  for _ in 1 2 3; do
    TIMEFORMAT='%U %S'
    t=$({ time "$titian" survival --json --input "$file" --time time --event event "$@" >"$work/out.json"; } 2>&1 | awk '{print $1 + $2}')
    best=$(awk -v a="$t" -v b="${best:-$t}" 'BEGIN {print (a < b) ? a : b}')
  done
  echo "$best"
}

# theirs km|cox FILE: reading and fitting of the run that fitted fastest.
theirs() {
  for i in 1 2 3; do Rscript "$root/bench/survival/fit.R" "$1" "$2" >"$work/$1.$i"; done
  cat "$work/$1".[123] | awk 'NF == 2' | sort -k2 -n | head -1
}

# agree FIGURES OURS: the largest relative difference.
agree() {
  paste <(awk 'NF == 1' "$1") "$2" | awk '
    NF != 2 {print "a figure is missing" > "/dev/stderr"; exit 1}
    {d = $1 - $2; if (d < 0) d = -d; s = $1 < 0 ? -$1 : $1; if (s > 0) d /= s; if (d > most) most = d}
    END {print most + 0}'
}

field() { grep -o "\"$1\":[-0-9.e+]*" "$work/out.json" | cut -d: -f2; }

failed=0
floor() { # NAME RATIO LEAST
  awk -v r="$2" -v l="$3" 'BEGIN {exit !(r >= l)}' || { echo "MISSED: $1 is $2, must be at least $3"; failed=1; }
}
ratio() { awk -v a="$1" -v b="$2" 'BEGIN {printf "%.2f", a / b}'; }

km=(--group aid --at 365,730)
cox=(--covariates aid,age,prior,work,parole --at 365)

mine=$(ours "$work/km.csv" "${km[@]}")
{ field survival; field lower | awk 'NR != 3 && NR != 6 && NR < 6'; field upper | awk 'NR != 3 && NR != 6 && NR < 6'; field chisq; } >"$work/km.ours"
read -r reading fitting < <(theirs km "$work/km.csv")
echo "Kaplan–Meier and log-rank, 1,000,000 people: ours $mine s with reading; R $fitting s and $reading s reading"
echo "  R fitting alone / ours whole: $(ratio "$fitting" "$mine"); R whole / ours whole: $(ratio "$(awk -v a="$fitting" -v b="$reading" 'BEGIN {print a + b}')" "$mine")"
echo "  largest relative difference of figures: $(agree "$work/km.1" "$work/km.ours")"
floor "Kaplan–Meier, R whole / ours whole" "$(ratio "$(awk -v a="$fitting" -v b="$reading" 'BEGIN {print a + b}')" "$mine")" 2
four=$(ours "$work/km4.csv" "${km[@]}")
echo "  4,000,000 people: $four s, $(ratio "$four" "$mine") times as long"
floor "linearity of Kaplan–Meier, 5.2 / times as long" "$(ratio 5.2 "$(ratio "$four" "$mine")")" 1

mine=$(ours "$work/cox.csv" "${cox[@]}")
coxfields() { field coef; grep -o '"coef":[^}]*' "$work/out.json" | grep -o '"se":[-0-9.e+]*' | cut -d: -f2; field loglik_null; field loglik; field concordance; field chisq; }
coxfields >"$work/cox.ours"
read -r reading fitting < <(theirs cox "$work/cox.csv")
echo "Cox model (Efron) and its check, 200,000 × 5: ours $mine s with reading; R $fitting s and $reading s reading"
echo "  R fitting alone / ours whole: $(ratio "$fitting" "$mine"); R whole / ours whole: $(ratio "$(awk -v a="$fitting" -v b="$reading" 'BEGIN {print a + b}')" "$mine")"
echo "  largest relative difference of figures: $(agree "$work/cox.1" "$work/cox.ours")"
floor "Cox, R whole / ours whole" "$(ratio "$(awk -v a="$fitting" -v b="$reading" 'BEGIN {print a + b}')" "$mine")" 1
four=$(ours "$work/cox4.csv" "${cox[@]}")
echo "  800,000 people: $four s, $(ratio "$four" "$mine") times as long"
floor "linearity of Cox, 5.2 / times as long" "$(ratio 5.2 "$(ratio "$four" "$mine")")" 1
exit $failed
