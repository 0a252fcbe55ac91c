"""A whole group in one file: written table by table, read again on a new site with every number kept (ADR 28)."""
