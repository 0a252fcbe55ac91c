"""Addresses of what is prepared for the cooperative."""

from django.urls import path

from commun.value.views import accounting, invoices

urlpatterns = [
    path("valeur/pour-la-cooperative/", accounting.accounting, name="accounting"),
    path("valeur/pour-la-cooperative/comptes/<slug:siren>/", accounting.plan, name="account-plan"),
    path("valeur/pour-la-cooperative/activites/", accounting.activity_codes, name="activity-codes"),
    path("valeur/pour-la-cooperative/sage.txt", accounting.sage_file, name="sage-file"),
    path("valeur/pour-la-cooperative/fec.txt", accounting.fec_file, name="fec-file"),
    path("valeur/pour-la-cooperative/factures-internes.csv", accounting.invoices_file, name="internal-invoices-file"),
    path("valeur/partages/<slug:distribution>/factures/", invoices.internal_invoices, name="internal-invoices"),
    path(
        "valeur/partages/<slug:distribution>/factures-internes.csv",
        invoices.internal_invoices_csv,
        name="internal-invoices-csv",
    ),
    path(
        "valeur/partages/<slug:distribution>/factures/<int:member>/",
        invoices.note_invoice,
        name="note-internal-invoice",
    ),
    path("valeur/travaux/<slug:work>/facture/", invoices.new_draft, name="new-draft"),
    path("valeur/brouillons/<slug:draft>/", invoices.draft, name="draft"),
    path("valeur/brouillons/<slug:draft>/modifier/", invoices.edit_draft, name="edit-draft"),
    path("valeur/brouillons/<slug:draft>/retirer/", invoices.let_draft_go, name="let-draft-go"),
    path("valeur/brouillons/<slug:draft>/cii.xml", invoices.draft_cii, name="draft-cii"),
    path("valeur/brouillons/<slug:draft>/ubl.xml", invoices.draft_ubl, name="draft-ubl"),
]
