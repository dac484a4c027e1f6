"""Runs of one connection: pull, sweep, push. The same on a mirror without a server and on the server."""
