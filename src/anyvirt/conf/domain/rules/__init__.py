"""Rules that libvirt enforces outside its drivers, a module per topic. `validate` calls them in order."""
