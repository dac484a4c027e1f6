"""Tells a web page or a shop's own program the shape of the face in a picture; nothing of the picture is kept."""
