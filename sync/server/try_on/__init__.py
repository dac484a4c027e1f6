"""The door for face-shape questions: of staff and mirrors, and of web pages with a shop's publishable key."""
