"""Adapters to the shop platforms: each talks, maps, verifies and joins, independent of the others."""
