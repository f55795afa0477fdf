"""Objects that stateful drivers keep: defined and running domains, their jobs, events and files."""
