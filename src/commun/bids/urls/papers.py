"""Addresses of the papers of legal entities."""

from django.urls import path

from commun.bids.views import dossier, espd_answers, papers

urlpatterns = [
    path("reponses/pieces/", papers.my_vault, name="my-vault"),
    path("reponses/entites/<slug:siren>/", papers.vault, name="vault"),
    path("reponses/entites/<slug:siren>/ajouter/", papers.add_paper, name="add-paper"),
    path("reponses/entites/<slug:siren>/fiche/", papers.entity_sheet, name="entity-sheet"),
    path("reponses/entites/<slug:siren>/declarations/", espd_answers.criteria, name="espd-criteria"),
    path("reponses/entites/<slug:siren>/declarations/exclusions/", espd_answers.grounds, name="espd-grounds"),
    path("reponses/entites/<slug:siren>/declarations/<slug:code>/", espd_answers.criterion, name="espd-criterion"),
    path("reponses/pieces/<slug:paper>/", papers.take_paper, name="take-paper"),
    path("reponses/pieces/<slug:paper>/retirer/", papers.remove_paper, name="remove-paper"),
    path("reponses/<slug:bid>/dossier/", dossier.dossier, name="dossier"),
    path("reponses/<slug:bid>/dossier/ajouter/", dossier.add_file, name="add-bid-file"),
    path("reponses/<slug:bid>/dossier/sous-traitance/<slug:siren>/", dossier.subcontract, name="subcontract"),
    path("reponses/<slug:bid>/dossier/faire/", dossier.make, name="make-folder"),
    path("reponses/<slug:bid>/dossier/<slug:form>.<slug:extension>", dossier.document, name="document"),
    path("reponses/fichiers/<slug:bid_file>/", dossier.bid_file, name="bid-file"),
    path("reponses/fichiers/<slug:bid_file>/retirer/", dossier.remove_file, name="remove-bid-file"),
    path("reponses/dossiers/<slug:folder>/", dossier.take, name="take-folder"),
]
