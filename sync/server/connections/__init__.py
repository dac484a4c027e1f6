"""The online shops a company is joined to. Their keys are taken in, kept in the secret store, and never shown."""
