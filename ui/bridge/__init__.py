"""From the core's threads to Qt's main thread, and from error codes to words."""
