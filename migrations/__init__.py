"""One tree of schema revisions for every node: SQLite and PostgreSQL. app.store.migrate runs it."""
