#!/usr/bin/env bash
# Brings what measures the generated pages (axe, html-validate, Lighthouse, Liquid for the Shopify part). An unchanged run does nothing.
set -euo pipefail
cd "$(dirname "$0")/page_checks"
PATH="$PWD/../../.venv/bin:$PATH"   # Node and npm come with the environment
stamp=node_modules/.installed-from
want=$(cat package.json package-lock.json .npmrc | sha256sum)
[ -f "$stamp" ] && [ "$(cat "$stamp")" = "$want" ] && exit 0
echo "Bringing the page checks"
npm ci --silent
echo "$want" > "$stamp"
