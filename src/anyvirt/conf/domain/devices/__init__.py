"""The devices of a domain, a module per kind."""
