#!/usr/bin/env bash
# Make sure that a Chromium is there for the browser tests; say what to install where this script may not.
set -eu
for name in chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null && exit 0
done
if command -v apt-get >/dev/null; then
  if [ "$(id -u)" = 0 ]; then as_root=(); elif sudo -n true 2>/dev/null; then as_root=(sudo -n); else as_root=(none); fi
  if [ "${as_root[*]:-}" != none ]; then
    "${as_root[@]}" apt-get update -qq && "${as_root[@]}" apt-get install -y -qq chromium >/dev/null && exit 0
  fi
fi
echo "The browser tests need Chromium, and it could not be installed here." >&2
echo "Install it and run again; on Debian or Ubuntu: sudo apt-get install chromium" >&2
exit 1
