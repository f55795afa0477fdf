"""Writers of the generated files, one module each. Each returns the text of its file; layout is left to ruff."""
