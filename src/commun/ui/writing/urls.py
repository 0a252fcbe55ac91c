"""The pages of texts written together, inside a group."""

from django.urls import path

from commun.ui.writing import views

app_name = "writing"
TEXT = "textes/<slug:written>/"
urlpatterns = [
    path(TEXT, views.text_page, name="text"),
    path(f"{TEXT}remarques/", views.remarks_panel, name="remarks"),
    path(f"{TEXT}remarques/ecrire/", views.comment, name="comment"),
    path(f"{TEXT}remarques/<int:text_comment>/repondre/", views.answer, name="answer"),
    path(f"{TEXT}remarques/<int:text_comment>/clore/", views.resolve, name="resolve"),
    path(f"{TEXT}suggestions/", views.suggest, name="suggest"),
    path(f"{TEXT}suggestions/<int:text_suggestion>/accepter/", views.accept, name="accept"),
    path(f"{TEXT}suggestions/<int:text_suggestion>/refuser/", views.refuse, name="refuse"),
    path(f"{TEXT}versions/", views.versions_page, name="versions"),
    path(f"{TEXT}versions/<int:text_version>/", views.version_page, name="version"),
    path(f"{TEXT}telecharger/<slug:file_format>/", views.download, name="download"),
]
