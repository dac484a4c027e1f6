"""Pixels and geometry: camera, landmarks, pose, measures, overlay. Knows nothing of shops, users or Qt."""
