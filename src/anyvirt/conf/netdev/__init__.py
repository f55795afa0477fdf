"""What interfaces of guests, networks and their ports have in common."""
