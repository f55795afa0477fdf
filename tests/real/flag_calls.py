"""Calls with every pair of flags, and calls on a read-only connection; run with the Python that has the library.

    python flag_calls.py libvirt|anyvirt < rows

Reads a list of [C function, class, method, [[argument, type], ...]] as JSON, and answers with an object of two:

- flags: for each function what it says of flags that do not go together, by pairs of bits. Each call has a flag more,
  which no function knows: rules of a driver come after that one is refused, and only those of the library are left.
- readonly: for each function that is refused on a read-only connection what it says.
"""

from __future__ import annotations

import importlib
import itertools
import json
import sys
from typing import Any

UNKNOWN = 1 << 30
BITS = 20
UUID = "6695eb01-f6a4-8304-79aa-97f2502e193f"
PLAIN: dict[str, Any] = {
    "int": 1,
    "bool": True,
    "str": "x",
    "XmlLike": "<x/>",
    "Sequence[int]": [1],
    "Sequence[XmlLike]": ["<x/>"],
    "Sequence[str]": ["x"],
    "Sequence[bool]": (True,),
    "Mapping[str, int]": {"seconds": 1},
    "Mapping[int, int]": {4: 1},
}


Objects = dict[str, Any]


def objects(libvirt: Any) -> Objects:
    """One of each class that there is without more."""
    conn = libvirt.open("test:///default")
    other = conn.defineXML("<domain type='test'><name>off</name><memory>1</memory><os><type>hvm</type></os></domain>")
    other.snapshotCreateXML("<domainsnapshot/>", 0)
    pool = conn.storagePoolLookupByName("default-pool")
    pool.createXML("<volume><name>v</name><capacity>4096</capacity></volume>", 0)
    found = looked_up(conn)
    checkpoint = "<domaincheckpoint><name>c</name></domaincheckpoint>"
    return {**found, "virDomainCheckpoint": found["virDomain"].checkpointCreateXML(checkpoint, 0)}


def looked_up(conn: Any) -> Objects:
    """The same on a connection that cannot make any."""
    pool = conn.storagePoolLookupByName("default-pool")
    return {
        "virConnect": conn,
        "virDomain": conn.lookupByName("test"),
        "virNetwork": conn.networkLookupByName("default"),
        "virStoragePool": pool,
        "virStorageVol": pool.storageVolLookupByName("v"),
        "virInterface": conn.interfaceLookupByName("eth1"),
        "virNodeDevice": conn.nodeDeviceLookupByName("computer"),
        "virDomainSnapshot": conn.lookupByName("off").listAllSnapshots()[0],
    }


def value(kind: str, known: dict[str, Any]) -> Any:
    """An argument of a type."""
    kind = kind.replace(" | None", "")
    if kind in known:
        return known[kind]
    if kind == "Sequence[virDomain]":
        return [known["virDomain"]]
    if kind == "virStream":
        return known["virConnect"].newStream()
    if kind.startswith("Mapping[str, TypedValue"):
        return {"bandwidth": 1}
    return bytes(16) if "bytes" in kind else PLAIN.get(kind, "x")


Said = tuple[int, int, str]
Call = list[Any]


def failure(libvirt: Any, call: Call, known: Objects, flags: int) -> Said | None:
    """What a call says of its failure."""
    _, owner, name, args = call
    try:
        getattr(known[owner], name)(*(flags if arg == "flags" else value(kind, known) for arg, kind in args))
    except libvirt.libvirtError as error:
        return error.get_error_code(), error.get_error_domain(), error.get_error_message()
    except (TypeError, ValueError, LookupError, OverflowError, RuntimeError):
        pass  # of the arguments, which both libraries look at first
    return None


def about_flags(libvirt: Any, calls: list[Call]) -> dict[str, dict[str, Said]]:
    """See above."""
    known = objects(libvirt)
    found: dict[str, dict[str, Said]] = {}
    for call in calls:
        function, owner, name, args = call
        if hasattr(known.get(owner), name) and any(arg == "flags" for arg, _ in args):
            found[function] = {}
            for first, second in itertools.combinations_with_replacement(range(BITS), 2):
                said = failure(libvirt, call, known, 1 << first | 1 << second | UNKNOWN)
                if said and ("mutually exclusive" in said[2] or "is required by flag" in said[2]):
                    found[function][f"{first},{second}"] = said
    return found


def about_readonly(libvirt: Any, calls: list[Call]) -> dict[str, Said]:
    """See above."""
    known = looked_up(libvirt.openReadOnly("test:///default"))
    found = {}
    for call in calls:
        function, owner, name, _ = call
        if hasattr(known.get(owner), name):
            said = failure(libvirt, call, known, 0)
            if said and said[0] == libvirt.VIR_ERR_OPERATION_DENIED:
                found[function] = said
    return found


def main() -> None:
    """Answer."""
    libvirt = importlib.import_module(sys.argv[1])
    libvirt.registerErrorHandler(lambda *_: None, None)
    calls = json.load(sys.stdin)
    keep = libvirt.open("test:///default")  # its objects go with the last connection
    found = {"flags": about_flags(libvirt, calls), "readonly": about_readonly(libvirt, calls)}
    keep.close()
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
