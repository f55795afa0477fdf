"""Output of a network."""

from __future__ import annotations

from anyvirt.conf.network.model import Network


def forget_connections(network: Network) -> None:
    """Take out how many guests use *network*."""
    network.connections = None
    if network.forward is not None:
        for interface in network.forward.interfaces:
            interface.connections = None


def format_network(network: Network, *, inactive: bool = False) -> str:
    """The document, in libvirt's style.

    Args:
        network: stays as it is.
        inactive: what the user defined, without what only a running network has (VIR_NETWORK_XML_INACTIVE).
    """
    shown = network.copy()
    if inactive:
        forget_connections(shown)
        if shown.forward is not None and shown.forward.pf is not None:
            # The functions of the card were looked up when the network started.
            shown.forward.interfaces, shown.forward.addresses = [], []
    return shown.to_xml()
