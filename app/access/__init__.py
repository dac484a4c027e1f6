"""Who may do what: authentication and authorisation, which yields a TenantScope."""
