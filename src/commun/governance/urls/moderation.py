"""Addresses of moderation."""

from django.urls import path

from commun.governance.views import moderation as views

urlpatterns = [
    path("mots-masques/", views.moderation, name="moderation"),
    path("mots-masques/processus/<slug:process>/", views.words_of_process, name="words-of-process"),
    path("mots-masques/seances/<slug:meeting>/", views.words_of_meeting, name="words-of-meeting"),
    path("mots-masques/roles/", views.words_about_roles, name="words-about-roles"),
    path("mots-masques/<int:hidden>/", views.hidden_words, name="hidden-words"),
    path("mots-masques/<int:hidden>/remontrer/", views.show_again, name="show-words-again"),
    path("mots-masques/<int:hidden>/desaccord/", views.appeal, name="appeal-hidden"),
    path("mots-masques/masquer/<slug:kind>/<int:number>/", views.hide, name="hide-words"),
]
