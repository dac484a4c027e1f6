"""The page that one-time links lead to."""
