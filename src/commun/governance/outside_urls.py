"""Addresses of the room outside any group."""

from django.urls import path

from commun.governance.views import calendars, groups, joining

urlpatterns = [
    path("groupes/", groups.groups, name="groups"),
    path("groupes/nouveau/", groups.found, name="found-group"),
    path("moi/agendas/", calendars.my_calendars, name="my-calendars"),
    path("moi/agendas/<slug:feed>/revoquer/", calendars.revoke, name="revoke-calendar"),
    path("agenda/<str:token>.ics", calendars.feed, name="calendar-feed"),
    path("rejoindre/<str:token>/", joining.join, name="join"),
]
