"""The commands by topic. `anyvirt_tools.program` says which module has which, and imports the one that is asked for."""
