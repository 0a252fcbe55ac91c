"""Facts of the room, each with the sentence people read, by aggregate."""

from commun.bids.journal import bids, brands, papers, projects, proposals  # noqa: F401
