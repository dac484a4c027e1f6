"""The client of the central server: for the mirror's worker and the command line."""
