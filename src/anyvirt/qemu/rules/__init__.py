"""What a definition must keep to for QEMU to run it, a module per topic. `anyvirt.qemu.validate` applies them."""
