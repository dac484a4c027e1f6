"""Tenants: the platform's list of them, a tenant's own record, and looks through broken glass."""
