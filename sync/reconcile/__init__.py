"""Pure decisions: what must change so that both sides agree."""
