"""What pages read, by aggregate."""
