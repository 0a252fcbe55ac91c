"""Addresses of the list of a group, all under ``liste/``."""

from django.urls import path

from commun.exchange.views import held_mails, lists

urlpatterns = [
    path("liste/", lists.threads, name="list"),
    path("liste/ecrire/", lists.new_thread, name="new-thread"),
    path("liste/reglages/", lists.settings, name="list-settings"),
    path("liste/fils/<slug:thread>/", lists.thread, name="thread"),
    path("liste/messages/<slug:post>/", lists.original, name="original-mail"),
    path("liste/messages/<slug:post>/courriel.eml", lists.mail_file, name="mail-file"),
    path("liste/attente/", held_mails.held_mails, name="held-mails"),
    path("liste/attente/<slug:held_mail>/", held_mails.held_mail, name="held-mail"),
    path("liste/attente/<slug:held_mail>/laisser-passer/", held_mails.release, name="release-mail"),
]
