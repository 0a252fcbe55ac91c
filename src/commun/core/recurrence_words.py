"""Why a recurrence rule is refused, in one sentence; the command line and the forms say the same."""

from django.utils.translation import gettext as _

from commun.algo import calendar


def why_refused(error: calendar.RuleError) -> str:
    """The sentence for ``error``, in the language of the moment."""
    about = {"about": error.about}
    if isinstance(error, calendar.NeverEnds):
        return _("This rule never ends: give it a last day or a number of times.")
    if isinstance(error, calendar.TooMany):
        return _("This rule gives more than %(about)s dates: make it end sooner.") % about
    if isinstance(error, calendar.TooFar):
        return _("This rule goes on for more than %(about)s years: make it end sooner.") % about
    if isinstance(error, calendar.TooOften):
        return _("This rule comes back more often than a group can meet: choose days, weeks, months or years.")
    if isinstance(error, calendar.CountAndUntil):
        return _("This rule has both a last day and a number of times: keep one of them.")
    if isinstance(error, calendar.UnknownPart):
        return _("This rule has a part that no calendar knows: “%(about)s”.") % about
    if not error.about:
        return _("The rule is empty.")
    return _("This rule cannot be read at “%(about)s”.") % about
