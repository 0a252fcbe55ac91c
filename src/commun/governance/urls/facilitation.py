"""Addresses of a group that calls facilitators of the pool."""

from django.urls import path

from commun.governance.views import facilitation as views

urlpatterns = [
    path("facilitateurs/", views.facilitators, name="facilitators"),
    path("facilitateurs/<slug:facilitator>/appeler/", views.call, name="call-facilitator"),
    path("facilitateurs/appels/<slug:call>/retirer/", views.take_back, name="take-back-call"),
    path("facilitateurs/appels/<slug:call>/retour/", views.tell, name="tell-facilitator"),
]
