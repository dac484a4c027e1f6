"""One file a command group of `varai`; each imports what it needs only when it runs."""
