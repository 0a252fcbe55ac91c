"""Letters of the room."""
