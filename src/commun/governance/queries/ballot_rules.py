"""The rules of a vote in words: fixed before the opening, shown to those who vote."""

from typing import Any

from django.utils.translation import gettext as _

from commun.governance.models import Process
from commun.governance.queries.ballot_results import RULES, TIES
from commun.ui import money
from commun.ui.dates import moment

Method = Process.Method
WITH_MAJORITY = frozenset({Method.PROPOSAL, Method.CHOICE, Method.APPROVAL})
UNDECIDED = frozenset({Method.SENSE, Method.GRADIENT, Method.COUNT, Method.QUESTION})


def rules_of(process: Process) -> list[tuple[str, str]]:
    """Names and values; what does not apply is left out."""
    rules = process.rules
    pairs: list[tuple[Any, Any]] = [
        (_("Closes"), moment(process.closes_at) if process.closes_at else ""),
        (_("Majority"), _majority(rules) if process.method in WITH_MAJORITY else ""),
        (_("Rule of counting"), str(RULES.get(str(rules.get("rule")), ""))),
        (_("Seats"), str(rules["seats"]) if process.method in {Method.SEVERAL, Method.SORTITION} else ""),
        (_("Amount"), money.euros(rules["amount_cents"]) if "amount_cents" in rules else ""),
        (_("Quorum"), _quorum(process)),
        (_("If there is a tie"), _tie(process)),
        (_("Results are shown"), str(process.get_shown_display())),
        (_("Weights"), _weights(rules)),
        (_("For absent members"), _absent(rules)),
        (_("Fingerprint of the electorate"), process.electorate_digest[:16]),
    ]
    return [(str(name), value) for name, value in pairs if value]


def _majority(rules: dict[str, Any]) -> str:
    bases = {
        "expressed": _("of the answers that choose something")
        if "rule" in rules
        else _("of the answers for and against"),
        "cast": _("of all answers, abstentions included"),
        "eligible": _("of all who have a voice"),
    }
    words = {"base": bases.get(rules.get("base", "expressed"), ""), "percent": rules.get("percent", 67)}
    if rules.get("majority") == "absolute":
        said = _("more than half %(base)s") % words
    elif rules.get("majority") == "qualified":
        said = _("at least %(percent)s %% %(base)s") % words
    elif "rule" in rules:
        return ""
    else:
        said = _("more for than against")
    if rules.get("most_against") is None:
        return said
    words["percent"] = rules["most_against"]
    return said + _(", and at most %(percent)s %% %(base)s against") % words


def _weights(rules: dict[str, Any]) -> str:
    if rules.get("voices"):
        return _("one voice per organisation, shared among its people; both totals are shown")
    return _("they differ from person to person; both totals are shown") if rules.get("weights") else ""


def _quorum(process: Process) -> str:
    rules = process.rules
    if rules.get("quorum_percent"):
        sentence = _("%(percent)s %% of those who have a voice") % {"percent": rules["quorum_percent"]}
    elif rules.get("quorum_number"):
        sentence = _("%(number)s people") % {"number": rules["quorum_number"]}
    else:
        return ""
    counted = _("abstentions count") if rules.get("abstention_counts", True) else _("abstentions do not count")
    if not rules.get("next"):
        return f"{sentence}, {counted}."
    without = _("Without it:")
    return f"{sentence}, {counted}. {without} {rules['next']}"


def _tie(process: Process) -> str:
    if process.method in UNDECIDED or process.method in {Method.DATES, Method.SORTITION}:
        return ""
    rule = str(TIES.get(process.rules.get("tie", ""), ""))
    if process.method == Method.BUDGET:
        return _("the cheaper first; at the same cost: %(rule)s") % {"rule": rule}
    return rule


def _absent(rules: dict[str, Any]) -> str:
    cap = rules.get("absent_per_holder")
    return _("one person may write down %(count)s answers at most") % {"count": cap} if cap else ""
