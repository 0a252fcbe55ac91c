"""Every kind of letter that this room sends, by whom it touches: see ``core.mail_kinds``."""

from commun.core.mail_kinds import Nature, declare

# To an address that has no place in the group yet, or from another group: asked for, or once and no more.
declare(
    Nature.OWED,
    "governance.invitation", "governance.guest", "governance.facilitator_call", "governance.facilitator_free",
    "governance.facilitator_told",
)  # fmt: skip
# One's own place, what one asked for, what protects one.
declare(
    Nature.OWED,
    "governance.welcome", "governance.moved", "governance.removal", "governance.removed", "governance.hidden",
    "governance.shown_again", "governance.receipt", "governance.vote-link", "governance.looked",
    "governance.taken_out",
)  # fmt: skip
declare(
    Nature.MINE,
    "governance.vote-open", "governance.vote-soon", "governance.vote-result", "governance.ask", "governance.opened",
    "governance.advice", "governance.advised", "governance.objection", "governance.stopped", "governance.proposed",
    "governance.given", "governance.carry", "governance.duty", "governance.learn", "governance.pair",
    "governance.facilitator_answer", "governance.admission", "governance.welcomer", "governance.rest",
    "governance.case", "governance.case_ask", "governance.appealed",
    # They carry one's own actions, and what one may object to until a day.
    "governance.minutes",
)  # fmt: skip
declare(
    Nature.CONCERNS,
    "governance.due", "governance.conclude", "governance.again", "governance.unengaged", "governance.term",
    "governance.spread", "governance.asked", "governance.welcomed", "governance.day-off", "governance.no-meeting",
    # A date that one may have written down is no longer true.
    "governance.meeting-moved", "governance.meeting-cancelled", "governance.series-changed",
    "governance.series-ended", "governance.let-go",
)  # fmt: skip
declare(Nature.DECISIONS, "governance.ended", "governance.text")
declare(Nature.LIFE, "governance.meeting-planned", "governance.series")
