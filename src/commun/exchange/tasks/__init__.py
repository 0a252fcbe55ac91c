"""Background doors of the room: thin, safe to run twice. Importing this declares the hours of all."""

from commun.exchange.tasks import archives, list_care, list_digests, lists, mailbox, webhooks

__all__ = ["archives", "list_care", "list_digests", "lists", "mailbox", "webhooks"]
