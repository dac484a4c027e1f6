"""Composition root of the kiosk: window, mirror item, and the Qt-free flow of a visit."""
