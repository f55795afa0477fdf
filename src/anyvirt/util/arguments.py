"""What public calls accept, turned into what drivers take.

As in libvirt-python a value of a wrong type is a TypeError, and one that no call can take an InvalidArg. The latter are
found before a driver is asked, so they are completed and remembered as the thread's last error here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from operator import index
from typing import Any, Final, Protocol, TypeVar

from anyvirt.util.error import (
    InvalidArg,
    InvalidDomain,
    InvalidDomainCheckpoint,
    InvalidDomainSnapshot,
    InvalidInterface,
    InvalidNetwork,
    InvalidNodeDevice,
    InvalidNwfilter,
    InvalidSecret,
    InvalidStoragePool,
    InvalidStorageVol,
    Overflow,
    error_from_message,
    libvirtError,
)
from anyvirt.util.flags import check_exclusive, check_required, invalid_argument
from anyvirt.util.last_error import remember
from anyvirt.util.limits import CPU_MAP_BITS, DOMAINS, SECRET_BYTES, at_most, short
from anyvirt.util.refs import (
    CheckpointRef,
    DomainRef,
    InterfaceRef,
    NetworkRef,
    NodeDeviceRef,
    NwfilterRef,
    SecretRef,
    SnapshotRef,
    StoragePoolRef,
    StorageVolRef,
)

_SHORT: Final = 4096  # characters that need no closer look
MAX_KEYS: Final = 16  # VIR_DOMAIN_SEND_KEY_MAX_KEYS
_FROM_DOMAIN: Final = 20  # VIR_FROM_DOMAIN, of calls about the host too
_ORIGINS: Final = {  # the first part of a name that is found decides
    "Snapshot": 35,  # VIR_FROM_DOMAIN_SNAPSHOT
    "Checkpoint": 69,  # VIR_FROM_DOMAIN_CHECKPOINT
    "Domain": _FROM_DOMAIN,
    "NodeDevice": 22,  # VIR_FROM_NODEDEV
    "virNodeListDevices": 22,
    "virNodeNumOfDevices": 22,
    "Storage": 18,  # VIR_FROM_STORAGE
    "NWFilter": 33,  # VIR_FROM_NWFILTER
    "Network": 19,  # VIR_FROM_NETWORK
    "Interface": 26,  # VIR_FROM_INTERFACE
    "Secret": 30,  # VIR_FROM_SECRET
    "virStream": 38,  # VIR_FROM_STREAMS
}
_INT_MAX: Final = 2**31 - 1
_UINT_MAX: Final = 2**32 - 1
_MEMORY_LIMIT: Final = (2**63 - 1) // 1024  # KiB whose bytes a signed 64-bit number can count


class HasXml(Protocol):
    """A document as a model, such as anyvirt.conf.Domain."""

    def to_xml(self) -> str: ...


XmlLike = str | HasXml
"""A document, as text or as a model."""


class HasRef(Protocol):
    """A virDomain of either flavour."""

    @property
    def _conn(self) -> object: ...

    @property
    def _ref(self) -> DomainRef: ...


def origin_of(function: str) -> int:
    """VIR_FROM_* of an error that the call *function* meets outside a driver: the part of the API it belongs to."""
    return next((origin for part, origin in _ORIGINS.items() if part in function), _FROM_DOMAIN)


def refused(error: libvirtError, function: str, *, origin: int | None = None) -> libvirtError:
    """*error*, complete, on its way to whoever called *function*; *origin* where that does not say it."""
    error.origin = origin_of(function) if origin is None else origin
    remember(error)
    return error


def must(rule: str, name: str, function: str) -> libvirtError:
    """The InvalidArg that says what argument *name* of *function* must be or not be."""
    message = f"{name} in {function} must {rule}"
    return refused(invalid_argument(message, function=function, argument=name), function)


def text(value: str, name: str, function: str) -> str:
    """A text, which must be there."""
    if type(value) is str and "\0" not in value and len(value) < _SHORT:
        return value
    if value is None:
        raise must("not be NULL", name, function)
    return _plain(value, name)


def optional_text(value: str | None, name: str) -> str | None:
    """A text or None."""
    return None if value is None else _plain(value, name)


def _plain(value: str, name: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{name} must be str or None, not {type(value).__name__}")
    if "\0" in value:
        raise ValueError(f"{name} has an embedded null character")
    return short(value, name)


def xml_text(document: XmlLike, name: str, function: str) -> str:
    """The text of *document*."""
    if not isinstance(document, str | None):
        to_xml = getattr(document, "to_xml", None)
        if to_xml is None:
            raise TypeError(f"{name} must be a str or a model with to_xml(), not {type(document).__name__}")
        return str(to_xml())
    return text(document, name, function)


def optional_xml(document: XmlLike | None, name: str, function: str) -> str | None:
    """The text of *document*, or None."""
    return None if document is None else xml_text(document, name, function)


def octets(value: bytes | bytearray | memoryview, name: str) -> bytes:
    """Bytes that are there."""
    if not isinstance(value, bytes | bytearray | memoryview):
        raise TypeError(f"{name} must be bytes, not {type(value).__name__}")
    return bytes(value)


def secret_value(value: str | bytes | bytearray | memoryview | None, name: str, function: str) -> bytes:
    """The bytes of a secret, which must not be empty; libvirt-python takes a text, too."""
    taken = b"" if value is None else value.encode() if isinstance(value, str) else octets(value, name)
    if not taken:
        raise must("not be NULL", name, function)
    return at_most(taken, SECRET_BYTES, name)


def cpu_map(bits: Iterable[object], name: str) -> tuple[bool, ...]:
    """A truth value for each CPU of the host, from number 0."""
    return at_most(tuple(map(bool, bits)), CPU_MAP_BITS, name)


def number(value: int, name: str) -> int:
    """A number that fits into C's int."""
    value = index(value)
    if not -_INT_MAX - 1 <= value <= _INT_MAX:
        raise OverflowError(f"{name} is out of range: {value} does not fit into 32 bits")
    return value


def natural(value: int, name: str, function: str) -> int:
    """The same, and not negative."""
    value = number(value, name)
    if value < 0:
        raise must("be zero or greater", name, function)
    return value


def long(value: int, name: str) -> int:
    """A number that fits into C's long long."""
    value = index(value)
    if not -(2**63) <= value < 2**63:
        raise OverflowError(f"{name} is out of range: {value} does not fit into 64 bits")
    return value


def unsigned_long(value: int, name: str) -> int:
    """A number that fits into C's unsigned long long."""
    value = index(value)
    if not 0 <= value < 2**64:
        raise OverflowError(f"{name} is out of range: {value} does not fit into 64 unsigned bits")
    return value


def positive(value: int, name: str, function: str) -> int:
    """A number that fits into C's unsigned int and is not 0."""
    value = unsigned(value, name, function)
    if value == 0:
        raise must("not be zero", name, function)
    return value


def unsigned(value: int, name: str, function: str) -> int:
    """A number that fits into C's unsigned int."""
    value = index(value)
    if not 0 <= value <= _UINT_MAX:
        raise must(f"be from 0 to {_UINT_MAX}, not {value}", name, function)
    return value


def memory_kib(value: int, name: str, function: str) -> int:
    """A size of memory in KiB."""
    value = index(value)
    if value == 0:
        raise must("not be zero", name, function)
    if not 0 < value < _MEMORY_LIMIT:
        raise refused(Overflow(f"{name} is not a size in KiB: {value}"), function)
    return value


def uuid_from_bytes(uuid: bytes | bytearray | memoryview, name: str, function: str) -> str:
    """Canonical text of the 16 bytes of a UUID."""
    if uuid is None:
        raise must("not be NULL", name, function)
    if isinstance(uuid, str):
        uuid = uuid.encode()  # libvirt-python takes it too, and programs pass the wrong form to see whether it fails
    digits = memoryview(uuid).hex()
    if len(digits) != 32:
        raise must(f"have 16 bytes, not {len(digits) // 2}", name, function)
    return _hyphenated(digits)


def uuid_from_text(uuid: str, name: str, function: str) -> str:
    """Canonical form of a UUID: lower case, hyphens in their places. Hyphens may be missing in *uuid*."""
    digits = text(uuid, name, function).strip().replace("-", "").lower()
    if len(digits) != 32 or not set(digits) <= set("0123456789abcdef"):
        error = must("be a valid UUID", name, function)
        error.hint = f"a UUID has 32 hexadecimal digits, which '{uuid}' does not have"
        raise error
    return _hyphenated(digits)


def _hyphenated(digits: str) -> str:
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def exclusive_flags(flags: int, function: str, **bits: int) -> None:
    """Refuse *flags* with more than one of *bits*, which are given by their names."""
    if flags & sum(bits.values()):
        for first, second in combinations(bits.items(), 2):
            try:
                check_exclusive(flags, first, second, function)
            except InvalidArg as error:
                raise refused(error, function) from None


def required_flags(flags: int, function: str, **bits: int) -> None:
    """Refuse *flags* with the first of two *bits*, which are given by their names, and without the second."""
    flag, needed = bits.items()
    try:
        check_required(flags, flag, needed, function)
    except InvalidArg as error:
        raise refused(error, function) from None


def key_codes(codes: Sequence[int], count: int, function: str) -> list[int]:
    """The *count* key codes of sendKey()."""
    if len(codes) != count:
        raise refused(InvalidArg(f"nkeycodes is {count}, but there are {len(codes)} key codes"), function)
    if not 0 < count <= MAX_KEYS:
        raise refused(InvalidArg(f"{count} keys cannot be sent at once: 1 to {MAX_KEYS} can"), function)
    numbers = [index(code) for code in codes]
    if not all(0 <= code <= _UINT_MAX for code in numbers):
        raise OverflowError(f"keycodes must fit into C's unsigned int: {numbers}")
    return numbers


def texts(values: Iterable[str] | None, name: str) -> list[str]:
    """A list of texts, which may be empty or None."""
    if values is None:
        return []
    if isinstance(values, str):
        raise TypeError(f"{name} must be a list of str or None, not str")
    return [_plain(value, name) for value in values]


def guest_time(time: Mapping[str, int] | None, flags: int) -> tuple[int, int]:
    """Seconds and nanoseconds of the time that setTime() is given.

    Raises:
        TypeError: it is neither a dict, nor None with flags that say where the time comes from.
        LookupError: it has no seconds.
    """
    if time is None and flags:
        return 0, 0
    if not isinstance(time, Mapping):
        raise TypeError("time must be a dict, or None with flags that say where the time comes from")
    if "seconds" not in time:
        raise LookupError("time must have 'seconds'")
    return long(time["seconds"], "seconds"), index(time.get("nseconds", 0))


def socket_descriptor(descriptor: int, name: str, function: str) -> int:
    """A file descriptor that is a socket."""
    import os
    import stat

    descriptor = number(descriptor, name)
    try:
        mode = os.fstat(descriptor).st_mode
    except OSError as exc:
        message = f"{name} {descriptor} of {function}: {exc.strerror}"
        raise refused(invalid_argument(message, function=function, argument=name), function) from exc
    if not stat.S_ISSOCK(mode):
        message = f"{name} {descriptor} must be a socket"
        raise refused(invalid_argument(message, function=function, argument=name), function)
    return descriptor


R = TypeVar("R")

_INVALID: Final[dict[type, type[libvirtError]]] = {
    DomainRef: InvalidDomain,
    SnapshotRef: InvalidDomainSnapshot,
    CheckpointRef: InvalidDomainCheckpoint,
    NetworkRef: InvalidNetwork,
    StoragePoolRef: InvalidStoragePool,
    StorageVolRef: InvalidStorageVol,
    NodeDeviceRef: InvalidNodeDevice,
    InterfaceRef: InvalidInterface,
    SecretRef: InvalidSecret,
    NwfilterRef: InvalidNwfilter,
}
"""What None is in place of an object."""


def object_ref(obj: Any, kind: type[R], conn: object, name: str, function: str) -> R:
    """What drivers need of *obj*, an object whose reference is a *kind*, which must be of the connection *conn*."""
    if obj is None:
        invalid = _INVALID[kind]
        pattern = f"{invalid.prefix} in %s"
        message = pattern % function
        raise refused(error_from_message(invalid.code, message, str1=pattern, str2=function), function)
    ref = getattr(obj, "_ref", None)
    if not isinstance(ref, kind):
        raise TypeError(f"{name} of {function} must be what a {kind.__name__.removesuffix('Ref')} is, not {obj!r}")
    if obj._conn is not conn:
        raise refused(InvalidArg(f"{name} of {function}: {obj!r} is of another connection"), function)
    return ref


def domain_refs(doms: Iterable[HasRef], conn: object, function: str) -> list[DomainRef]:
    """What drivers need of each of *doms*, which must be of the connection *conn*."""
    refs: list[DomainRef] = []
    for dom in doms:
        ref = getattr(dom, "_ref", None)
        if not isinstance(ref, DomainRef):
            raise refused(InvalidArg(f"doms of {function}: {dom!r} is no domain"), function)
        if dom._conn is not conn:
            raise refused(InvalidArg(f"doms of {function}: {dom!r} is of another connection"), function)
        refs.append(ref)
    at_most(refs, DOMAINS, "doms")
    if not refs:
        raise refused(InvalidArg(f"doms of {function}: there is none"), function)
    return refs
