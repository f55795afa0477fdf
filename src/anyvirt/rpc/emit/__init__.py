"""Writers of the code between the protocol and the drivers, on both sides of a connection."""
