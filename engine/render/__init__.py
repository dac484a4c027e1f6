"""The only room that speaks OpenGL: draws a MirrorState into whatever context is current."""
