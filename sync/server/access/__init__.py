"""People of a tenant, their roles, what they were granted, and where they are signed in."""
