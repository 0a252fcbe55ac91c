"""What the pages of this room read; each function says its number of queries."""
