"""Mirrors: how they enrol, prove who they are, change their keys, and are sent away."""
