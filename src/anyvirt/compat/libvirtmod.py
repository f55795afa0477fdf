"""The functions under libvirt-python's classes: named as in C, they take an object and answer None or -1 on failure.

An object's `_o`, which programs pass, is a weak reference to it here; the object itself is taken, too. The error of a
call that failed is the thread's last.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from weakref import ref

import anyvirt
from anyvirt.compat.functions import FUNCTIONS
from anyvirt.error import libvirtError
from anyvirt.eventloop import _eventInvokeHandleCallback, _eventInvokeTimeoutCallback

_Call = Callable[..., Any]

# Functions of the module there whose counterparts here are functions too, by their names here.
_PLAIN = {
    "virConnectOpen": "open",
    "virConnectOpenAuth": "openAuth",
    "virConnectOpenReadOnly": "openReadOnly",
    "virGetVersion": "getVersion",
    "virRegisterErrorHandler": "registerErrorHandler",
}
_PLAIN |= {
    name: name
    for name in (
        "virEventAddHandle",
        "virEventAddTimeout",
        "virEventInvokeFreeCallback",
        "virEventRegisterDefaultImpl",
        "virEventRegisterImpl",
        "virEventRemoveHandle",
        "virEventRemoveTimeout",
        "virEventRunDefaultImpl",
        "virEventUpdateHandle",
        "virEventUpdateTimeout",
        "virGetLastError",
        "virGetLastErrorCode",
        "virGetLastErrorDomain",
        "virGetLastErrorMessage",
        "virInitialize",
        "virResetLastError",
    )
}

# Methods that have no row in the table: class, method, answer on failure.
_WRITTEN_BY_HAND: dict[str, tuple[str, str, int | None]] = {
    "virConnGetLastError": ("virConnect", "virConnGetLastError", None),
    "virConnResetLastError": ("virConnect", "virConnResetLastError", None),
    "virConnectClose": ("virConnect", "close", -1),
    "virConnectListDomainsID": ("virConnect", "listDomainsID", None),
    "virConnectUnregisterCloseCallback": ("virConnect", "unregisterCloseCallback", -1),
    "virStreamAbort": ("virStream", "abort", -1),
    "virStreamFinish": ("virStream", "finish", -1),
    "virStreamNew": ("virConnect", "newStream", None),
    "virStreamRecv": ("virStream", "recv", None),
    "virStreamRecvFlags": ("virStream", "recvFlags", None),
    "virStreamRecvHole": ("virStream", "recvHole", None),
    "virStreamSend": ("virStream", "send", -1),
    "virStreamSendHole": ("virStream", "sendHole", -1),
    "virStreamEventRemoveCallback": ("virStream", "eventRemoveCallback", -1),
    "virStreamEventUpdateCallback": ("virStream", "eventUpdateCallback", -1),
}
_EVENTS = {
    "virConnectDomainEvent": "domainEvent",
    "virConnectNetworkEvent": "networkEvent",
    "virConnectNodeDeviceEvent": "nodeDeviceEvent",
    "virConnectSecretEvent": "secretEvent",
    "virConnectStoragePoolEvent": "storagePoolEvent",
}
_CLASSES = (
    "virConnect",
    "virDomain",
    "virDomainCheckpoint",
    "virDomainSnapshot",
    "virInterface",
    "virNWFilter",
    "virNWFilterBinding",
    "virNetwork",
    "virNetworkPort",
    "virNodeDevice",
    "virSecret",
    "virStoragePool",
    "virStorageVol",
    "virStream",
)


def methods() -> dict[str, tuple[str, str, int | None]]:
    """The functions that are methods: class, method, and the answer on failure."""
    found = dict(FUNCTIONS) | _WRITTEN_BY_HAND
    for stem, method in _EVENTS.items():
        found[f"{stem}DeregisterAny"] = ("virConnect", f"{method}DeregisterAny", -1)
    for cls in _CLASSES:
        found[f"{cls}_pointer"] = (cls, "c_pointer", None)
    return found


def functions() -> dict[str, _Call]:
    """The functions by their names."""
    found = {name: _method(name, *described) for name, described in methods().items()}
    for stem, method in _EVENTS.items():
        found[f"{stem}RegisterAny"] = _registration(f"{stem}RegisterAny", f"{method}RegisterAny")
    for cls in _CLASSES[1:]:
        found[f"{cls}Free"] = _free(f"{cls}Free", cls)
    found["virConnectDomainEventRegister"] = _legacy("virConnectDomainEventRegister", "domainEventRegister", None)
    found["virConnectDomainEventDeregister"] = _legacy("virConnectDomainEventDeregister", "domainEventDeregister")
    found["virConnectRegisterCloseCallback"] = _described(
        "virConnectRegisterCloseCallback", "virConnect", "registerCloseCallback"
    )
    found["virStreamEventAddCallback"] = _described("virStreamEventAddCallback", "virStream", "eventAddCallback")
    found["virEventInvokeHandleCallback"] = _invoked("virEventInvokeHandleCallback", _eventInvokeHandleCallback)
    found["virEventInvokeTimeoutCallback"] = _invoked("virEventInvokeTimeoutCallback", _eventInvokeTimeoutCallback)
    for name, ours in _PLAIN.items():
        if hasattr(anyvirt, ours):
            found[name] = _function(name, getattr(anyvirt, ours))
    return found


def _method(name: str, cls: str, method: str, failure: int | None) -> _Call:
    def call(obj: object, /, *args: object) -> object:
        found = _checked(name, obj, cls)
        try:
            return getattr(found, method)(*map(pointed_to, args))
        except libvirtError:
            return failure

    return _named(call, name)


def _registration(name: str, method: str) -> _Call:
    def call(conn: object, obj: object, event_id: int, described: dict[str, Any], /) -> object:
        found = _checked(name, conn, "virConnect")
        try:
            return getattr(found, method)(pointed_to(obj), event_id, described["cb"], described.get("opaque"))
        except libvirtError:
            return -1

    return _named(call, name)


class _Dispatch:
    """The handler of an object that hears of domains by a method of its own; two of the same object are equal."""

    def __init__(self, obj: Any) -> None:
        self._obj = obj

    def __call__(self, _conn: object, dom: object, event: int, detail: int, _opaque: object) -> None:
        self._obj._dispatchDomainEventCallbacks(dom, event, detail)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Dispatch) and self._obj is other._obj

    def __hash__(self) -> int:
        return id(self._obj)


def _legacy(name: str, method: str, *opaque: object) -> _Call:
    def call(conn: object, obj: object, /) -> int:
        found = _checked(name, conn, "virConnect")
        if not hasattr(obj, "_dispatchDomainEventCallbacks"):
            raise TypeError(f"{name}() takes an object that has _dispatchDomainEventCallbacks(), not {obj!r}")
        try:
            getattr(found, method)(_Dispatch(obj), *opaque)
        except libvirtError:
            return -1
        return 0

    return _named(call, name)


def _described(name: str, cls: str, method: str) -> _Call:
    """A function whose last argument holds what is to be called, and with what."""

    def call(obj: object, /, *args: Any) -> int:
        found = _checked(name, obj, cls)
        *plain, described = args
        try:
            getattr(found, method)(*plain, described["cb"], described.get("opaque"))
        except libvirtError:
            return -1
        return 0

    return _named(call, name)


def _invoked(name: str, ours: _Call) -> _Call:
    """What calls a handler that an event loop of the program was given, in its parts."""

    def call(*args: Any) -> int:
        *happened, callback, opaque = args
        ours(*happened, (callback, opaque, None))
        return 0

    return _named(call, name)


def _function(name: str, ours: _Call) -> _Call:
    def call(*args: object) -> object:
        try:
            return ours(*args)
        except libvirtError:
            return None

    return _named(call, name)


def _free(name: str, cls: str) -> _Call:
    def call(obj: object, /) -> int:
        _checked(name, obj, cls)
        return 0  # an object goes when nobody refers to it

    return _named(call, name)


def pointed_to(value: Any) -> Any:
    """The object that a pointer is of; other values are what they are."""
    return value() if isinstance(value, ref) else value


def _checked(name: str, pointer: object, cls: str) -> Any:
    obj = pointed_to(pointer)
    if not isinstance(obj, getattr(anyvirt, cls)):
        raise TypeError(f"{name}() takes a {cls}, not {type(obj).__name__}")
    return obj


def _named(call: _Call, name: str) -> _Call:
    call.__name__ = call.__qualname__ = name
    call.__module__ = "libvirtmod"
    return call
