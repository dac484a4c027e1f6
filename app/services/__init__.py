"""Use cases as verbs."""
