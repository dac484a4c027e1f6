"""Where frames come from: camera, video, still picture, demo customer. Knows nothing of faces."""
