"""The trail of what was done: read, checked, exported."""
