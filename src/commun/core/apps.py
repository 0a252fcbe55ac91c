"""The kernel: what every room stands on."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy


class CoreConfig(AppConfig):
    name = "commun.core"
    label = "core"

    def ready(self) -> None:
        from commun.core import dbrole, files, journal, registries
        from commun.core.search import indexing
        from commun.core.writing import access, facts, personal

        connection_created.connect(dbrole.take_role, dispatch_uid="commun.core.dbrole")
        registries.files.add("core", files.all_paths)
        registries.subjects.add(facts.TEXT, access.texts_called)
        title = gettext_lazy("Texts written together")
        registries.personal_data.add("core.texts", registries.PersonalData(title, personal.export, personal.erase))
        if indexing.follow not in journal.followers:
            journal.followers.append(indexing.follow)
        post_migrate.connect(dbrole.sync_after_migrate, dispatch_uid="commun.core.privileges")
