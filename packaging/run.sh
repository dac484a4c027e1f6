#!/usr/bin/env bash
# Starts the mirror on the screen; without one, shows itself for ten seconds on a virtual screen and leaves a picture.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec .venv/bin/varai kiosk
fi
echo "No display here: running on a virtual screen for 10 seconds."
mkdir -p build
packaging/on_screen.sh .venv/bin/varai kiosk --windowed --screenshot build/mirror.png --seconds 10
echo "The picture is build/mirror.png"
