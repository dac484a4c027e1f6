"""Where platforms tell that something changed: verified, kept, answered at once; worked off elsewhere."""
