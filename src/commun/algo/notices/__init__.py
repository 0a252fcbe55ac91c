"""Reads public notices of any source into one shape, and joins their versions into threads."""
