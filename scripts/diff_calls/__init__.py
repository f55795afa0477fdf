"""The same calls made with the original libvirt-python and with anyvirt, on test:///, and what differs."""
