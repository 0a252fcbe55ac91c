"""The addresses of the house: paths in French, names in English."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from commun.config import api, mails, tokens, views
from commun.people.views import mail_acts
from commun.ui.writing import offline

GROUP = "g/<slug:space_slug>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("sante/", views.health, name="health"),
    path("hors-ligne.js", offline.worker, name="offline-worker"),
    path("aller/", views.go_to_group, name="go-to-group"),
    path("compte/", include("commun.people.account_urls")),
    path("m/<str:token>/", mail_acts.mail_act, name="mail-act"),
    path("moi/", include("commun.people.urls")),
    path("moi/programmes/", tokens.tokens, name="tokens"),
    path("moi/programmes/nouveau/", tokens.new_token, name="new-token"),
    path("moi/programmes/<slug:token>/changer/", tokens.rotate_token, name="rotate-token"),
    path("moi/programmes/<slug:token>/revoquer/", tokens.revoke_token, name="revoke-token"),
    path("api/", tokens.api, name="api"),
    path("", include("commun.governance.outside_urls")),
    path("", include("commun.bids.outside_urls")),
    path("", include("commun.exchange.outside_urls")),
    path(GROUP, include("commun.governance.urls")),
    path(GROUP, include("commun.tenders.urls")),
    path(GROUP, include("commun.value.urls")),
    path(GROUP, include("commun.ui.writing.urls")),
    path(GROUP, include("commun.bids.urls")),
    path(GROUP, include("commun.exchange.urls")),
    path("_mail/", mails.outbox, name="outbox"),
    path("_mail/<int:pk>/", mails.one, name="outgoing-mail"),
    path("_mail/<int:pk>/page/", mails.page, name="outgoing-mail-page"),
]

urlpatterns += api.urls()
handler400, handler500 = api.wrong_request, api.broken

if settings.CATALOGUE:
    urlpatterns.append(path("_ui/", include("commun.ui.urls")))
