"""Calls with every pair of flags, for one library; run with the Python that has it.

    python flag_calls.py libvirt|anyvirt < rows

Reads a list of [C function, class, method, [[argument, type], ...]] as JSON, and answers with an object: for each
function what it says of flags that do not go together, by pairs of bits. Each call has a flag more, which no function
knows: rules of a driver come after that one is refused, and only those of the library itself are left.
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


def objects(libvirt: Any) -> dict[str, Any]:
    """One of each class that there is without more."""
    conn = libvirt.open("test:///default")
    dom = conn.lookupByName("test")
    other = conn.defineXML("<domain type='test'><name>off</name><memory>1</memory><os><type>hvm</type></os></domain>")
    pool = conn.storagePoolLookupByName("default-pool")
    return {
        "virConnect": conn,
        "virDomain": dom,
        "virNetwork": conn.networkLookupByName("default"),
        "virStoragePool": pool,
        "virStorageVol": pool.createXML("<volume><name>v</name><capacity>4096</capacity></volume>", 0),
        "virInterface": conn.interfaceLookupByName("eth1"),
        "virNodeDevice": conn.nodeDeviceLookupByName("computer"),
        "virDomainSnapshot": other.snapshotCreateXML("<domainsnapshot/>", 0),
        "virDomainCheckpoint": dom.checkpointCreateXML("<domaincheckpoint><name>c</name></domaincheckpoint>", 0),
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


def main() -> None:
    """Answer."""
    libvirt = importlib.import_module(sys.argv[1])
    libvirt.registerErrorHandler(lambda *_: None, None)
    known = objects(libvirt)
    found: dict[str, dict[str, tuple[int, int, str]]] = {}
    for function, owner, name, args in json.load(sys.stdin):
        method = getattr(known.get(owner), name, None)
        if method is None:
            continue
        found[function] = {}
        for first, second in itertools.combinations_with_replacement(range(BITS), 2):
            flags = 1 << first | 1 << second | UNKNOWN
            try:
                method(*(flags if arg == "flags" else value(kind, known) for arg, kind in args))
            except libvirt.libvirtError as error:
                message = error.get_error_message()
                if "mutually exclusive" in message or "is required by flag" in message:
                    said = (error.get_error_code(), error.get_error_domain(), message)
                    found[function][f"{first},{second}"] = said
            except (TypeError, ValueError, LookupError, OverflowError, RuntimeError):
                pass  # of the arguments, which both libraries look at first
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
