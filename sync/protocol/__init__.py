"""What kiosk and central server say to each other: messages, cursors, versions. Values only."""
