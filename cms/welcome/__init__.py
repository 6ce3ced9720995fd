"""First login: three short screens, each with one question."""
