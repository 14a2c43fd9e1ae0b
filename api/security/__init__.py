"""Who may do what: keys, tokens and their scopes."""
