"""What a mirror and the central server say to each other: versioned messages, and how they become values."""
