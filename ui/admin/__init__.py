"""The staff's side of the kiosk."""
