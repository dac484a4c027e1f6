"""Decides what must change so that our store and a platform say the same. Pure: no clock, no network, no database."""
