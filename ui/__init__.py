"""What people touch: the kiosk, the admin mode, the command line. Composition roots live here."""
