"""Letters of the room, each with the reason why it came."""
