"""The <device> document, a device of the host: model, defaults and rules, a module each."""
