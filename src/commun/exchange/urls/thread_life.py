"""Addresses of how threads are led, of sections and of templates, of how long words are kept, under ``liste/``."""

from django.urls import path

from commun.exchange.views import archives, keeping, sections, thread_export, thread_life

urlpatterns = [
    path("liste/fils/<slug:thread>/en-pause/", thread_life.park, name="park-thread"),
    path("liste/fils/<slug:thread>/clore/", thread_life.close, name="close-thread"),
    path("liste/fils/<slug:thread>/rouvrir/", thread_life.reopen, name="reopen-thread"),
    path("liste/fils/<slug:thread>/ou-en-est-on/", thread_life.sum_up, name="sum-up-thread"),
    path("liste/fils/<slug:thread>/ou-en-est-on/avant/", thread_life.summaries, name="thread-summaries"),
    path("liste/fils/<slug:thread>/imprimer/", thread_export.printed, name="thread-print"),
    path("liste/fils/<slug:thread>/fil.md", thread_export.as_markdown, name="thread-markdown"),
    path("liste/fils/<slug:thread>/fil.json", thread_export.as_json, name="thread-json"),
    path("liste/fils/<slug:thread>/rubrique/", thread_life.put_away, name="file-thread"),
    path("liste/rubriques/", sections.sections, name="sections"),
    path("liste/rubriques/<slug:list_section>/", sections.rename_section, name="rename-section"),
    path("liste/rubriques/<slug:list_section>/retirer/", sections.remove_section, name="remove-section"),
    path("liste/archives/liste.mbox", archives.whole_list, name="list-archive"),
    path("liste/duree/", keeping.keeping, name="list-keeping"),
    path("liste/modeles/", sections.thread_templates, name="thread-templates"),
    path("liste/modeles/nouveau/", sections.new_template, name="new-thread-template"),
    path("liste/modeles/maison/<slug:thread_starter>/", sections.take_starter, name="take-thread-starter"),
    path("liste/modeles/<slug:thread_template>/", sections.thread_template, name="thread-template"),
    path("liste/modeles/<slug:thread_template>/retirer/", sections.remove_template, name="remove-thread-template"),
]
