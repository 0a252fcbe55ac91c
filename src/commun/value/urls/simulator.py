"""Address of the simulator."""

from django.urls import path

from commun.value.views import simulator

urlpatterns = [path("valeur/simulateur/", simulator.simulator, name="simulator")]
