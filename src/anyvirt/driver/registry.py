"""Which driver answers a URI. Drivers are imported only when a URI asks for them."""

from __future__ import annotations

import importlib
import importlib.util
import os

from anyvirt.driver import URI, Driver
from anyvirt.util.error import ConfigUnsupported, NoConnect

# URI scheme: (module, class, the package that it needs and the extra that brings it). Each drives what is on this host.
_OURS: dict[str, tuple[str, str, tuple[str, str] | None]] = {
    "qemu": ("anyvirt.qemu.driver", "QemuDriver", ("qemu.qmp", "qemu")),
    "test": ("anyvirt.test.driver", "TestDriver", None),
}
_ENTRY_POINTS = "anyvirt.drivers"


def default_uri() -> str:
    """The URI of a connection for which none was given: from the environment, else the user's own embedded QEMU."""
    return os.environ.get("ANYVIRT_DEFAULT_URI") or os.environ.get("LIBVIRT_DEFAULT_URI") or "qemu:///embed"


def driver_for(uri: URI) -> type[Driver]:
    """The driver class for *uri*.

    Raises:
        NoConnect: no driver of that name is installed, or it does not reach other hosts.
        ConfigUnsupported: the driver is there, but a package that it needs is not.
    """
    known = _OURS.get(uri.driver)
    if known is None:
        return _third_party(uri)
    if uri.transport is not None or uri.host is not None:
        raise NoConnect(
            f"no connection driver available for {uri.text}",
            hint=f"the {uri.driver} driver works on this host: {uri.driver}:///...",
        )
    module, name, needs = known
    if needs is not None and not _installed(needs[0]):
        raise ConfigUnsupported(
            f"the {uri.driver} driver needs the Python package '{needs[0]}'", hint=f"pip install 'anyvirt[{needs[1]}]'"
        )
    found: object = getattr(importlib.import_module(module), name)
    assert isinstance(found, type)
    assert issubclass(found, Driver)
    return found


def _installed(package: str) -> bool:
    # Asked before anything else: drivers import what they need when they need it, which may be amidst a start.
    try:
        return importlib.util.find_spec(package) is not None
    except ModuleNotFoundError:
        return False  # what it is part of is not there


def _third_party(uri: URI) -> type[Driver]:
    from importlib.metadata import entry_points

    installed = entry_points(group=_ENTRY_POINTS)
    for entry in installed:
        if entry.name == uri.driver:
            try:
                found = entry.load()
            except Exception as exc:
                # Somebody else's package: whatever is wrong with it, the program that opens a connection must learn so.
                raise NoConnect(f"cannot load the driver '{uri.driver}' from '{entry.value}': {exc}") from exc
            if not (isinstance(found, type) and issubclass(found, Driver)):
                raise NoConnect(f"the entry point '{entry.value}' for '{uri.driver}' is not a driver")
            return found
    drivers = ", ".join(sorted({*_OURS, *(entry.name for entry in installed)}))
    raise NoConnect(f"no connection driver available for {uri.text}", hint=f"drivers installed here: {drivers}")
