"""The launcher behind `./commun`: standard library only, so that it works before anything is installed."""
