"""The only door to the key ring."""
