"""One thread joins another: its messages, the decisions that it speaks of, what members chose for it."""

from django.db.models import Max, Min

from commun.exchange.models import Post, Thread, ThreadDecision, ThreadReading


def join(target: Thread, other: Thread) -> None:
    """Put all of ``other`` in ``target``; its address leads there from now on. Journal held, space in scope."""
    Post.objects.filter(thread=other).update(thread=target)
    Thread.objects.filter(pk=other.pk).update(merged_into=target, split_from=None)
    # Taken apart once, together again: the one no longer comes from the other.
    Thread.objects.filter(pk=target.pk, split_from=other).update(split_from=None)
    Thread.objects.filter(split_from=other).exclude(pk=target.pk).update(split_from=target)
    for model, key in ((ThreadDecision, "decision"), (ThreadReading, "membership")):
        rows = model._default_manager.filter(thread=other)
        known = model._default_manager.filter(thread=target).values(key)
        rows.exclude(**{f"{key}__in": known}).update(thread=target)
    set_ends(target)


def set_ends(thread: Thread) -> None:
    """When its first and last messages were written, as they stand now."""
    ends = Post.objects.filter(thread=thread).aggregate(first=Min("at"), last=Max("at"))
    if ends["first"] is not None:
        thread.started_at, thread.last_at = ends["first"], ends["last"]
        thread.save(update_fields=["started_at", "last_at"])
