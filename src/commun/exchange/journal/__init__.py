"""Facts of the room, by aggregate."""
