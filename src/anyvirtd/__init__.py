"""The daemon: hosts drivers behind the native protocol."""
