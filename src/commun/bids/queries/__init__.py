"""Reads of the room, by aggregate."""
