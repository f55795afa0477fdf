"""The <filter> document, rules about the packets of a guest: model, defaults and rules, a module each."""
