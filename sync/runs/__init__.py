"""One sync run of one connection, step by step: pull, sweep, push. Called by whoever owns the clock."""
