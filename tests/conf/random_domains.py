"""Random domains that read like real ones: a few parts each, with a few options each, of values that make sense."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any, Final, TypeVar, cast

from hypothesis import strategies as st

from anyvirt.conf.domain.model import Domain, DomainType
from anyvirt.util.xmlmap import Element, Fragment
from anyvirt.util.xmlmap.convert import TEXT
from anyvirt.util.xmlmap.fields import Kind
from anyvirt.util.xmlmap.plan import Slot, element_members, plan_of
from tests.conf.newer import NEWER
from tests.conf.strategies import chosen_members, constants_of, words_of

E = TypeVar("E", bound=Element)

NAME: Final = "guest"
UUID: Final = "c7a5fdbd-edaf-9455-926a-d65c16db1809"
MAC: Final = "52:54:00:12:34:56"

# Texts that belong into fields of a name; whatever else a field is called, it gets plain words.
_PLAIN: Final = ("a", "b1", "x-y_z", "/a/b", "1")
_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "mac": (MAC, "52:54:0:1:2:3", "AA:bb:cc:dd:ee:ff", "01:00:00:00:00:00", "x"),
    "address": ("10.0.0.1", "2001:db8::1", "0.0.0.0", "a.example"),
    "gateway": ("10.0.0.1", "2001:db8::1"),
    "netmask": ("255.255.255.0", "10.0.0.1"),
    "peer": ("10.0.0.2", "2001:db8::2"),
    "host": ("127.0.0.1", "a.example"),
    "service": ("1234", "http"),
    "port": ("1", "1.2", "1.2.3.4", "1234", "x"),
    "guestfwd_address": ("10.0.0.1", "2001:db8::1"),
    "guestfwd_port": ("4600", "0", "x"),
    "wwn": ("5000c500155b9c1b", "x"),
    "wwpn": ("naa.5000c500155b9c1b", "x"),
    "geometry_trans": ("auto", "none", "lba"),
    "alias": ("ua-a", "ua-b1", "net0", "ua-x y"),
    "passwd_valid_to": ("2030-12-31T23:59:59", "x"),
    "genid": ("f0e1d2c3-b4a5-9687-7869-5a4b3c2d1e0f", "x"),
    "target": ("vda", "sda", "hda", "sdb", "fda", "xvda", "ubda", "vdaa", "x", "a"),
    "model": ("virtio", "e1000", "rtl8139", "piix3-uhci", "nec-xhci", "virtio-scsi", "lsilogic", "none", "pci-bridge"),
    "vcpus": ("0", "0-3", "1,3"),
    "cpus": ("0", "0-3", "1,3"),
    "iothreads": ("1", "1-2"),
    "nodeset": ("0", "0-1"),
    "port_profile": ("a",),
    "os_arch": ("i686", "x86_64", "aarch64", "ppc64", "s390x"),
    "os_machine": ("pc", "q35", "virt", "pseries", "s390-ccw-virtio"),
    "format": ("raw", "qcow2", "luks", "x"),
    "driver": ("qemu", "tap", "file", "x"),
    "time_adjustment": ("0", "3600"),
    "adjustment": ("0", "3600", "reset", "x"),
    "bios_version": ("1.0",),
    "socket": ("/run/a.sock", "a"),
    "serial": ("WD-1", "a b"),
    "product": ("A product", "12345678901234567"),
    "vendor_id": ("KVMKVMKVM", "123456789abc", "GenuineIntel"),
    "vendor": ("Intel", "12345678", "123456789"),
}

# Numbers that are more than a number to some rule.
_NUMBERS: Final = (0, 1, 2, 3, 4, 7, 8, 16, 64, 512, 1024, 4096, 65536, 1048576)


def domains() -> st.SearchStrategy[Domain]:
    """Guests of the test driver with one or two of the things that a domain can have."""
    known = {
        "type": DomainType.TEST,
        "name": NAME,
        "uuid": UUID,
        "memory": 1048576,
        "current_memory": 1048576,
        "vcpu": 4,
        "os_type": "hvm",
        "os_arch": "x86_64",
    }
    return _built(Domain, known, depth=5, most=2)


def parts(cls: type[E], *, depth: int = 4, most: int = 4) -> st.SearchStrategy[E]:
    """Objects of *cls* with at most *most* of the options that may be left out."""
    return _built(cls, {}, depth=depth, most=most)


def _built(cls: type[E], known: Mapping[str, Any], *, depth: int, most: int) -> st.SearchStrategy[E]:
    slots = [slot for slot in plan_of(cls).slots if slot.name not in known and not _is_newer(cls, slot)]
    needed = {slot.name for slot in slots if slot.required or constants_of(cls, slot)}
    free = [slot.name for slot in slots if slot.name not in needed]
    chosen = st.lists(st.sampled_from(free), unique=True, max_size=most) if free else st.just([])
    # What decides on the class of a part comes before the part.
    order = sorted(slots, key=lambda slot: slot.choice is not None and bool(slot.choice.levels_up))

    @st.composite
    def build(draw: st.DrawFn) -> E:
        values = dict(known)
        wanted = needed.union(draw(chosen))
        for slot in order:
            if slot.name in wanted:
                strategy = _values(cls, slot, values, depth)
                if strategy is not None:
                    values[slot.name] = draw(strategy)
        return cls(**values)

    return build()


def _is_newer(cls: type[Element], slot: Slot) -> bool:
    """Whether an option, or all of its words, came after the original that is compared with."""
    return any(f"{base.__name__}.{slot.name}" in NEWER for base in cls.__mro__)


def _values(cls: type[Element], slot: Slot, values: Mapping[str, Any], depth: int) -> st.SearchStrategy[Any] | None:
    if slot.field.kind is Kind.FLAG:
        return st.just(True)
    if element_members(slot):
        members = [member for member in chosen_members(cls, slot, values) if member.__name__ not in NEWER]
        if depth == 0 or not members:
            return None
        one: st.SearchStrategy[Any] = st.one_of(*(parts(member, depth=depth - 1) for member in members))
    elif slot.fragment:
        tag = slot.field.path.rpartition("/")[2]
        one = st.just(Fragment(f"<{tag}><a:b xmlns:a='urn:a'>c</a:b></{tag}>"))
    else:
        one = _scalars(cls, slot)
    most = 1 if f"several {cls.__name__}.{slot.name}" in NEWER else 2
    return st.lists(one, min_size=1, max_size=most) if slot.many else one


def _scalars(cls: type[Element], slot: Slot) -> st.SearchStrategy[Any]:
    converter = slot.converter
    assert converter is not None
    constants = constants_of(cls, slot)
    if constants:
        choices: list[Any] = [converter.parse(text) for text in constants]
    elif converter is TEXT:
        return st.sampled_from(_WORDS.get(slot.name, _PLAIN))
    else:
        choices = words_of(converter)
        if choices and all(type(value) is int for value in choices):
            choices += [number for number in _NUMBERS if number not in choices and _takes(converter, number)]
    names = [f"{base.__name__}.{slot.name}" for base in cls.__mro__]
    return st.sampled_from([value for value in choices if not any(f"{name}={_word(value)}" in NEWER for name in names)])


def _takes(converter: Any, number: int) -> bool:
    try:
        return cast("bool", converter.parse(str(number)) == number)
    except ValueError:
        return False


def _word(value: Any) -> Any:
    return value.value if isinstance(value, enum.Enum) else value
