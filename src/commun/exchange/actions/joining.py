"""One thread joins another: its messages, its summaries, the decisions that it speaks of, what members chose."""

from django.db.models import Max, Min

from commun.exchange.models import Post, Thread, ThreadDecision, ThreadReading, ThreadSummary


def join(target: Thread, other: Thread) -> None:
    """Put all of ``other`` in ``target``; its address leads there from now on. Journal held, space in scope."""
    Post.objects.filter(thread=other).update(thread=target)
    Thread.objects.filter(pk=other.pk).update(merged_into=target, split_from=None)
    # Taken apart once, together again: the one no longer comes from the other.
    Thread.objects.filter(pk=target.pk, split_from=other).update(split_from=None)
    Thread.objects.filter(split_from=other).exclude(pk=target.pk).update(split_from=target)
    if target.section_id is None and other.section_id is not None:
        target.section_id = other.section_id
        target.save(update_fields=["section"])
    # The last one written stands at the head, whichever thread it was of; where the thread stands does not change.
    ThreadSummary.objects.filter(thread=other).update(thread=target)
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
