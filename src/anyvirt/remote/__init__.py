"""Connections to hypervisors that a daemon drives, here or on another host."""
