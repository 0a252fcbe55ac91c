"""Who may what; getters that raise NotFound."""
