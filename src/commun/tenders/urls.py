"""The addresses of the tender watch, inside a group: paths in French, names in English."""

from django.urls import path

from commun.tenders.views import able, board, for_me, intentions, needs, notices, ranking, sources, stages, watch

app_name = "tenders"
urlpatterns = [
    path("", for_me.for_me, name="for-me"),
    path("classement/", ranking.ranking_state, name="ranking"),
    path("pour-moi.csv", for_me.export, name="for-me-csv"),
    path("avis/nouveau/", sources.new_notice, name="new-notice"),
    path("avis/<slug:ref>/", notices.notice, name="notice"),
    path("avis/<slug:ref>/garder/", notices.keep, name="keep-notice"),
    path("avis/<slug:ref>/ecarter/", notices.hide, name="hide-notice"),
    path("avis/<slug:ref>/reprendre/", notices.unmark, name="unmark-notice"),
    path("avis/<slug:ref>/intentions/", intentions.panel, name="intentions"),
    path("avis/<slug:ref>/intention/", intentions.declare, name="declare-intention"),
    path("avis/<slug:ref>/intention/retirer/", intentions.withdraw, name="withdraw-intention"),
    path("avis/<slug:ref>/besoins/", needs.needs, name="needs"),
    path("avis/<slug:ref>/besoins/<slug:need>/retirer/", needs.remove, name="remove-need"),
    path("avis/<slug:ref>/besoins/idees/", needs.suggested, name="suggested-needs"),
    path("avis/<slug:ref>/qui-pourrait/", able.able, name="able"),
    path("avis/<slug:ref>/qui-pourrait/me-trouver/", able.openness, name="openness"),
    path("avis/<slug:ref>/etape/", stages.move, name="move-pursuit"),
    path("avis/<slug:ref>/porteur/", stages.hold, name="hold-notice"),
    path("tableau/", board.board, name="board"),
    path("tableau.csv", board.board_export, name="board-csv"),
    path("liste-du-mois/", board.month, name="month"),
    path("liste-du-mois.csv", board.month_export, name="month-csv"),
    path("reseau/", board.network, name="network"),
    path("reseau.csv", board.network_export, name="network-csv"),
    path("veille/", watch.watch, name="watch"),
    path("veille.csv", watch.export, name="watch-csv"),
    path("veille/nouvelle/", watch.new, name="new-watch"),
    path("veille/apercu/", watch.preview, name="preview-watch"),
    path("veille/<slug:ref>/", watch.edit, name="edit-watch"),
    path("veille/<slug:ref>/retirer/", watch.remove, name="remove-watch"),
    path("sources/", sources.sources, name="sources"),
    path("sources.csv", sources.export, name="sources-csv"),
]
