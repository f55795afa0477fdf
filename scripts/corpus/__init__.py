"""Comparing with libvirt's own sample documents: `python -m scripts.corpus`."""
