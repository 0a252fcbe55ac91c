"""Doors by which mails come in."""
