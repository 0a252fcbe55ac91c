"""Addresses of contributions and of their kinds."""

from django.urls import path

from commun.value.views import contribution_files, contributions, kinds

urlpatterns = [
    path("valeur/mes-contributions/", contributions.my_contributions, name="my-contributions"),
    path("valeur/mes-contributions/vu/", contributions.answer_seen, name="answer-seen"),
    path("valeur/mes-contributions/importer/", contribution_files.import_file, name="import-contributions"),
    path("valeur/mes-contributions/importer/confirmer/", contribution_files.confirm_import, name="confirm-import"),
    path("valeur/contributions/", contributions.contributions, name="contributions"),
    path("valeur/contributions/export.csv", contribution_files.export_csv, name="contributions-csv"),
    path("valeur/contributions/<slug:contribution>/corriger/", contributions.correct, name="correct-contribution"),
    path("valeur/contributions/<slug:contribution>/reconnaitre/", contributions.acknowledge, name="acknowledge"),
    path("valeur/contributions/<slug:contribution>/ne-plus-reconnaitre/", contributions.take_back, name="take-back"),
    path("valeur/sortes/", kinds.kinds, name="kinds"),
    path("valeur/sortes/proposer/", kinds.propose_kinds, name="propose-kinds"),
    path("valeur/sortes/depart/", kinds.propose_starters, name="propose-starters"),
]
