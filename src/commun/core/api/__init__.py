"""The engine of the API: what each room offers to programs, read and written in one way (ADR 29)."""
