"""The kiosk's own jobs: when a run happens, and what is told of it."""
