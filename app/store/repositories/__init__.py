"""One repository an aggregate; each works for one tenant inside one transaction."""
