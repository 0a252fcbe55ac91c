"""Addresses of the texts of the group and of its rules."""

from django.urls import path

from commun.governance.views import admissions, charter, charter_changes, welcomes

urlpatterns = [
    path("charte/", charter.charter, name="charter"),
    path("demandes/", admissions.admissions, name="admissions"),
    path("demandes/<slug:applicant>/", admissions.answer, name="answer-application"),
    path("demandes/<slug:applicant>/echange/", welcomes.application, name="application"),
    path("demandes/<slug:applicant>/retirer/", welcomes.withdraw, name="withdraw-application"),
    path("accueil/<slug:newcomer>/", welcomes.name, name="name-welcomer"),
    path("accueil/<int:welcome>/suite/", welcomes.go_on, name="welcome"),
    path("charte/regles/", charter.rules, name="rules"),
    path("charte/regles/proposer/", charter_changes.change_rules, name="change-rules"),
    path("charte/proposer/", charter_changes.new_text, name="new-text"),
    path("charte/article/<slug:article>/", charter.article, name="article"),
    path("charte/article/<slug:article>/modifier/", charter_changes.change_article, name="change-article"),
    path("charte/article/<slug:article>/retirer/", charter_changes.withdraw_article, name="withdraw-article"),
    path("charte/<slug:text>/", charter.text, name="text"),
    path("charte/<slug:text>/imprimer/", charter.printed, name="text-print"),
    path("charte/<slug:text>/texte.md", charter.as_markdown, name="text-markdown"),
    path("charte/<slug:text>/texte.json", charter.as_json, name="text-json"),
    path("charte/<slug:text>/acceptations/", charter.acceptances, name="acceptances"),
    path("charte/<slug:text>/repondre/", charter.answer, name="answer-text"),
    path("charte/<slug:text>/article/", charter_changes.new_article, name="new-article"),
]
