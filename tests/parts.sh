#!/bin/sh
# The parts that pip cannot bring: a browser for its tests, and what draws PDF. Gets them when root on Debian or
# Ubuntu; otherwise says in one line what to install, and the tests that need them are skipped.
missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
libraries=$(/sbin/ldconfig -p 2>/dev/null || true)
for pair in libpango-1.0.so.0=libpango-1.0-0 libpangoft2-1.0.so.0=libpangoft2-1.0-0 \
    libharfbuzz-subset.so.0=libharfbuzz-subset0; do
    case "$libraries" in
    *"${pair%%=*}"*) ;;
    *) missing="$missing ${pair#*=}" ;;
    esac
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing$missing"
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086 # one word a package
    if apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1 ||
        { apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing >/dev/null; }; then
        exit 0
    fi
fi
echo "Some tests will be skipped; they need: apt-get install$missing"
