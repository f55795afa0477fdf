"""The <interface> document of a card, bridge, bond or VLAN of the host: model, defaults and rules.

An interface of a guest is something else: `anyvirt.conf.Interface`.
"""
