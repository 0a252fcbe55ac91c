"""News of each: what was brought to the next meeting, and bringing one's own."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from commun.exchange.actions.news import bring_news
from commun.exchange.forms.news import NewsForm
from commun.exchange.policies import offers as policies
from commun.exchange.queries.news import news_of
from commun.exchange.views.offers import parts_of, place
from commun.governance.policies import MemberRequest
from commun.governance.queries.meetings import next_meeting
from commun.governance.views.support import attempt, done, form_page, posted, require


@require_GET
def news(request: MemberRequest) -> HttpResponse:
    """What members will tell at the next meeting."""
    meeting = next_meeting(request.space)
    context = {
        "meeting": meeting,
        "items": news_of(meeting) if meeting else [],
        "can_write": policies.can_write(request.member),
        "parts": parts_of(request, "news"),
    }
    return render(request, "exchange/news/news_page.html", context)


def new_news(request: MemberRequest) -> HttpResponse:
    """Bring one's own."""
    require(policies.can_write(request.member))
    form, url = NewsForm(posted(request)), place(request, "news")
    if form.is_valid() and attempt(form, lambda: bring_news(by=request.member, **form.cleaned_data)):
        return done(request, _("It is in the agenda of the next meeting."), url)
    return form_page(
        request, form, title=_("Tell my news"), overline=_("News of each"), submit=_("Bring it to the meeting"),
        lede=_("Three minutes of the next meeting. You may change it or withdraw it from its agenda."), cancel_url=url,
    )  # fmt: skip
