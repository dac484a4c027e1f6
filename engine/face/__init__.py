"""From landmarks to millimetres: pose, smoothing, measures, shape. Pure but for its own model files."""
