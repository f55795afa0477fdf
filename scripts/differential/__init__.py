"""The original libvirt's own test driver and ours, document by document."""
