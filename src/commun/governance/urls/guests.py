"""Addresses of guests: three doors to ask somebody in, the list of members, and the guest's own pages."""

from django.urls import path

from commun.governance.views import guests as views

urlpatterns = [
    path("invites/", views.guests, name="guests"),
    path("invites/<slug:guest_pass>/retirer/", views.take_back, name="take-back-guest"),
    path("decisions/<slug:decision>/inviter/", views.invite_to_decision, name="invite-to-decision"),
    path("seances/<slug:meeting>/inviter/", views.invite_to_meeting, name="invite-to-meeting"),
    path("desaccords/<slug:disagreement>/inviter/", views.invite_to_case, name="invite-to-case"),
    path("invite/", views.home, name="guest-home"),
    path("invite/<slug:guest_pass>/", views.thing, name="guest-thing"),
    path("invite/<slug:guest_pass>/mot/<int:number>/", views.word, name="guest-word"),
]
