"""Both ends of every wire: platforms, reconciliation, kiosk worker, central server."""
