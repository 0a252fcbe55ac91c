"""Letters of the room, by aggregate."""
