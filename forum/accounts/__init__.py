"""Who writes here. For now guests only: people without an account, known by a signed cookie."""
