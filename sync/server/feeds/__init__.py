"""What changes for mirrors, by cursor, and what mirrors send."""
