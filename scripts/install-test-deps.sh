#!/bin/sh
# Installs what the tests need and the machine lacks: PostgreSQL, Chromium with its driver, and
# a C compiler (the race detector links with one). Debian and its relatives, as root or with
# sudo; elsewhere it says what to install. Running it again changes nothing.
set -eu

missing=""
need() { missing="$missing $*"; }

command -v postgres >/dev/null || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || need postgresql
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || need chromium
command -v chromedriver >/dev/null || need chromium-driver
command -v "${CC:-gcc}" >/dev/null || command -v cc >/dev/null || need gcc libc6-dev

if [ -z "$missing" ]; then
	exit 0
fi
if ! command -v apt-get >/dev/null; then
	echo "The tests need these, here named as Debian names them; install them by your system's means:$missing" >&2
	exit 1
fi
if [ "$(id -u)" = 0 ]; then
	as_root=""
elif command -v sudo >/dev/null; then
	as_root="sudo"
else
	echo "Neither root nor sudo: ask an administrator for: apt-get install$missing" >&2
	exit 1
fi
echo "Installing$missing"
$as_root apt-get update -q
# shellcheck disable=SC2086 # both are lists of words
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing
