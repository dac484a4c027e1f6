"""What kind of content the files of a site are, by the ends of their names."""

from __future__ import annotations

CONTENT_TYPES = {
    ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
    ".json": "application/json", ".xml": "application/xml", ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm", ".glb": "model/gltf-binary", ".webp": "image/webp", ".png": "image/png",
    ".jpg": "image/jpeg", ".woff2": "font/woff2", ".webmanifest": "application/manifest+json",
}  # fmt: skip
UNKNOWN_CONTENT = "application/octet-stream"
PACKED_ALREADY = frozenset({".webp", ".png", ".jpg", ".woff2"})
"""Compressing these once more saves nothing."""
