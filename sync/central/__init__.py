"""The client of a central server, for the kiosk and the command line."""
