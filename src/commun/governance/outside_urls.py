"""Addresses of the room outside any group."""

from django.urls import path

from commun.governance.views import calendars, facilitation, groups, joining, legal_forms, mail_votes

urlpatterns = [
    path("groupes/", groups.groups, name="groups"),
    path("groupes/nouveau/", groups.found, name="found-group"),
    path("formes-juridiques/", legal_forms.legal_forms, name="legal-forms"),
    path("formes-juridiques/<slug:legal_form>/", legal_forms.edit, name="edit-legal-form"),
    path("moi/agendas/", calendars.my_calendars, name="my-calendars"),
    path("moi/agendas/<slug:feed>/revoquer/", calendars.revoke, name="revoke-calendar"),
    path("moi/faciliter/", facilitation.mine, name="my-facilitation"),
    path("moi/faciliter/sortir/", facilitation.leave, name="leave-pool"),
    path("moi/faciliter/<slug:call>/", facilitation.answer, name="answer-facilitator-call"),
    path("agenda/<str:token>.ics", calendars.feed, name="calendar-feed"),
    path("voter/<str:token>/", mail_votes.vote, name="vote-by-mail"),
    path("bulletin-secret/", mail_votes.secret_note, name="secret-ballot-note"),
    path("rejoindre/<str:token>/", joining.join, name="join"),
]
