"""Sites of companies: built as they were ordered, and shown to visitors at hosts of their own, apart from the API."""
