"""Addresses of what one does with threads and their messages, under ``liste/``."""

from django.urls import path

from commun.exchange.views import archives, threads

urlpatterns = [
    path("liste/ma-lecture/", threads.reading, name="my-reading"),
    path("liste/fils/<slug:thread>/lecture/", threads.read_thread, name="read-thread"),
    path("liste/fils/<slug:thread>/joindre/", threads.merge, name="merge-thread"),
    path("liste/messages/<slug:post>/separer/", threads.split, name="split-thread"),
    path("liste/messages/<slug:post>/qui/", threads.told, name="who-was-told"),
    path("liste/archives/", archives.archives, name="archives"),
    path("liste/fichiers/<slug:post_file>/", threads.post_file, name="post-file"),
]
