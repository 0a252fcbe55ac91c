"""Addresses of the room inside a group, by aggregate; those outside are in ``outside_urls``."""

from commun.governance.urls import (
    charter,
    decisions,
    disagreements,
    facilitation,
    groups,
    guests,
    guided,
    meetings,
    moderation,
    processes,
    roles,
)

app_name = "governance"
urlpatterns = [
    *groups.urlpatterns,
    *meetings.urlpatterns,
    *processes.urlpatterns,
    *guided.urlpatterns,
    *roles.urlpatterns,
    *decisions.urlpatterns,
    *charter.urlpatterns,
    *disagreements.urlpatterns,
    *guests.urlpatterns,
    *facilitation.urlpatterns,
    *moderation.urlpatterns,
]
