"""Who may do what with joint answers, by aggregate. Getters raise NotFound."""
