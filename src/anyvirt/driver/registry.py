"""Which driver answers a URI. Drivers are imported only when a URI asks for them."""

from __future__ import annotations

import importlib
import importlib.util
import os
from collections.abc import Iterator

from anyvirt.driver import URI, Driver, settings
from anyvirt.driver.settings import aliased
from anyvirt.util.error import ConfigUnsupported, InternalError, NoConnect, libvirtError

# URI scheme: (module, class, the package that it needs and the extra that brings it). Each drives what is on this host,
# but for "remote".
_OURS: dict[str, tuple[str, str, tuple[str, str] | None]] = {
    "qemu": ("anyvirt.qemu.driver", "QemuDriver", ("qemu.qmp", "qemu")),
    "remote": ("anyvirt.remote.driver", "RemoteDriver", None),
    "test": ("anyvirt.test.driver", "TestDriver", None),
}
# Those that only a daemon has.
_DAEMONS = frozenset(
    {
        *("bhyve", "ch", "lxc", "openvz", "vbox", "vz", "xen"),
        *("interface", "network", "nodedev", "nwfilter", "secret", "storage"),
    }
)
_ENTRY_POINTS = "anyvirt.drivers"


_PROBED = ("openvz", "xen", "qemu", "lxc", "vbox")  # libvirt's order: its library's own drivers, then its daemons'


def find(name: str, *, aliases: bool = True) -> tuple[URI, type[Driver]]:
    """The URI that *name* says or stands for, the default for an empty one, and its driver.

    Raises:
        InternalError: it is not a URI, or one whose host was probably meant as its path.
        NoConnect: it names no driver, or one that is not here.
        ConfigUnsupported: the driver is there, but a package that it needs is not.
        ConfSyntax: a file of settings cannot be understood.
    """
    text = name or default_uri()
    if text.lower() == "xen":
        text = "xen:///system"  # from the time before URIs
    elif aliases:
        text = aliased(text)
    uri = URI.parse(text)
    if uri.driver in ("qemu", "vbox", "vz") and uri.host in ("system", "session"):
        raise InternalError(f"invalid URI {text} (maybe you want {uri.driver}:///{uri.host})")
    return uri, driver_for(uri)


def find_hosted(name: str) -> tuple[URI, type[Driver]]:
    """The URI that *name* says, and its driver in this very process, which hosts drivers for others.

    Raises:
        InternalError: it is not a URI.
        NoConnect: it names no driver of this process.
        ConfigUnsupported: the driver is there, but a package that it needs is not.
    """
    uri = URI.parse(name)
    if uri.transport is not None or uri.host is not None:
        raise NoConnect(f"{name} leads to another daemon", hint="connect there; a daemon opens nothing elsewhere")
    found = _load(uri.driver) if uri.driver in _OURS and uri.driver != "remote" else _third_party(uri)
    if found is None:
        raise NoConnect(f"no connection driver available for {uri.text}", hint=f"this daemon has {_names()}")
    return uri, found


def default_uri() -> str:
    """The URI of a connection for which none was given: the one that is set, else of the first driver that works here.

    Raises:
        NoConnect: none does.
    """
    return chosen_uri() or _probed()


def chosen_uri() -> str | None:
    """The URI that the environment, or else the settings, say for a connection for which none was given.

    Raises:
        InternalError, ConfSyntax: a file of settings makes no sense.
    """
    return (
        os.environ.get("ANYVIRT_DEFAULT_URI") or os.environ.get("LIBVIRT_DEFAULT_URI") or settings.uri_default()
    ) or None


def _probed() -> str:
    problems: list[str] = []
    for scheme in _PROBED:
        if scheme in _OURS:
            try:
                uri = _load(scheme).default_uri()
            except libvirtError as exc:
                problems.append(str(exc))
                continue
            if uri is not None:
                return uri
            problems.append(f"the {scheme} driver finds nothing to work with on this host")
    raise NoConnect("no URI was given, and no driver works on this host", hint="; ".join(problems))


def driver_for(uri: URI) -> type[Driver]:
    """The driver class for *uri*: one that works on this host, or the one that has a daemon do it, here or elsewhere.

    Raises:
        NoConnect: no driver of that name is installed.
        ConfigUnsupported: the driver is there, but a package that it needs is not.
    """
    if uri.driver in _OURS:
        elsewhere = uri.transport is not None or uri.host is not None
        of_daemon = uri.driver == "qemu" and uri.path in ("/system", "/session")
        return _load("remote" if elsewhere or of_daemon else uri.driver)
    if uri.driver in _DAEMONS:
        return _load("remote")
    found = _third_party(uri)
    if found is not None:
        return found
    if uri.transport is not None:
        return _load("remote")  # that daemon may have it
    raise NoConnect(f"no connection driver available for {uri.text}", hint=f"drivers installed here: {_names()}")


def _names() -> str:
    return ", ".join(sorted({*_OURS, *_DAEMONS, *_third_parties()} - {"remote"}))


def _load(scheme: str) -> type[Driver]:
    module, name, needs = _OURS[scheme]
    if needs is not None and not _installed(needs[0]):
        raise ConfigUnsupported(
            f"the {scheme} driver needs the Python package '{needs[0]}'", hint=f"pip install 'anyvirt[{needs[1]}]'"
        )
    try:
        found: object = getattr(importlib.import_module(module), name)
    except ModuleNotFoundError as exc:
        raise ConfigUnsupported(
            f"the {scheme} driver cannot run on this system, whose Python has no module '{exc.name}'",
            hint=f"reach a daemon on another host: {scheme}+tls://HOST/system",
        ) from exc
    assert isinstance(found, type)
    assert issubclass(found, Driver)
    return found


def _installed(package: str) -> bool:
    # Asked before anything else: drivers import what they need when they need it, which may be amidst a start.
    try:
        return importlib.util.find_spec(package) is not None
    except ModuleNotFoundError:
        return False  # what it is part of is not there


def _third_parties() -> Iterator[str]:
    from importlib.metadata import entry_points

    return (entry.name for entry in entry_points(group=_ENTRY_POINTS))


def _third_party(uri: URI) -> type[Driver] | None:
    from importlib.metadata import entry_points

    for entry in entry_points(group=_ENTRY_POINTS, name=uri.driver):
        try:
            found = entry.load()
        except Exception as exc:
            # Somebody else's package: whatever is wrong with it, the program that opens a connection must learn so.
            raise NoConnect(f"cannot load the driver '{uri.driver}' from '{entry.value}': {exc}") from exc
        if not (isinstance(found, type) and issubclass(found, Driver)):
            raise NoConnect(f"the entry point '{entry.value}' for '{uri.driver}' is not a driver")
        return found
    return None
