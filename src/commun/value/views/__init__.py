"""Pages of the room, by aggregate."""
