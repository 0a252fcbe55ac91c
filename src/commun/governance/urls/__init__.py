"""Addresses of the room inside a group, by aggregate; those outside are in ``outside_urls``."""

from commun.governance.urls import decisions, groups, processes, roles

app_name = "governance"
urlpatterns = [*groups.urlpatterns, *processes.urlpatterns, *roles.urlpatterns, *decisions.urlpatterns]
