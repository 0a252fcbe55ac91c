"""What people send, by aggregate."""
