"""Addresses of the room inside a group, by aggregate; those outside are in ``outside_urls``."""

from commun.governance.urls import groups, processes

app_name = "governance"
urlpatterns = [*groups.urlpatterns, *processes.urlpatterns]
