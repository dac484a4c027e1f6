"""Where secrets lie. The values appear in no repr, log, error or database."""
