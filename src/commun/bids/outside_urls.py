"""Addresses of the room outside any group."""

from django.urls import path

from commun.bids.views import outside

urlpatterns = [path("equipe/<str:token>/", outside.answer, name="answer-team")]
