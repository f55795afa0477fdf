"""Configuration of the documentation builder, Sphinx."""

from anyvirt import __version__

project = "anyvirt"
author = "The anyvirt developers"
release = __version__
extensions = ["myst_parser"]
html_theme = "alabaster"
html_theme_options = {"description": "libvirt in Python", "page_width": "1100px"}
html_show_copyright = False
