"""Frames as geometry and material, and how they sit on a face. Knows nothing of OpenGL."""
