"""Letters of the room, each with the reason why it came; each kind says whom it touches (``core.mail_kinds``)."""

from commun.core.mail_kinds import Nature, declare

declare(Nature.MINE, "value.spending")
