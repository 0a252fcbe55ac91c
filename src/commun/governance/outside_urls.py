"""Addresses of the room outside any group."""

from django.urls import path

from commun.governance.views import groups, joining

urlpatterns = [
    path("groupes/", groups.groups, name="groups"),
    path("groupes/nouveau/", groups.found, name="found-group"),
    path("rejoindre/<str:token>/", joining.join, name="join"),
]
