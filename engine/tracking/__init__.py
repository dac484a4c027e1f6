"""From a frame to 478 landmarks. Knows nothing of millimetres."""
