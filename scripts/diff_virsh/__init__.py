"""The original virsh on the original test driver and on our daemon's."""
