"""Store pages from sandboxed templates."""
