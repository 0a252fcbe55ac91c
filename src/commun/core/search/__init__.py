"""The search over everything: one table of search documents, that follows the journal (ADR 26)."""
