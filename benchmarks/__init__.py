"""Measurements of anyvirt against bare QEMU, the standard library and libvirt; `make bench` runs them all."""
