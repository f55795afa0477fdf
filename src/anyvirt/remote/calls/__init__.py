"""The methods of drivers as calls of procedures."""
