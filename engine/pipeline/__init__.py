"""The main road: newest frame in, one MirrorState out, and the only threads of the engine."""
