"""The command line `anyvirt`. It stands on the public API alone."""
