"""Checking what was sent, by aggregate; nothing is saved here."""
