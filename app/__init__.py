"""What an optical shop knows and does. No Qt, no OpenGL, no network."""
