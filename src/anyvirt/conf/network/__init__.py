"""The <network> document: model, defaults, rules, output and updates of its sections, a module each."""
