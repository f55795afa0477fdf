"""Names of elements and attributes: those that a RELAX NG schema of libvirt allows, and those that a model declares.

A name stands with the element that it is in: `disk/source`, `source/@file`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from anyvirt.util.xmlmap.element import ElementMeta
from anyvirt.util.xmlmap.plan import Leaf, Place, element_members, plan_of

SCHEMAS = Path("/usr/share/libvirt/schemas")
_RNG = "{http://relaxng.org/ns/structure/1.0}"
PREFIXES = {
    "http://libvirt.org/schemas/domain/qemu/1.0": "qemu",
    "http://libvirt.org/schemas/domain/lxc/1.0": "lxc",
    "http://libvirt.org/schemas/domain/xen/1.0": "xen",
    "http://libvirt.org/schemas/domain/bhyve/1.0": "bhyve",
    "http://libvirt.org/schemas/domain/vmware/1.0": "vmware",
    "http://libvirt.org/schemas/network/dnsmasq/1.0": "dnsmasq",
    "http://libvirt.org/schemas/storagepool/fs/1.0": "fs",
    "http://libvirt.org/schemas/storagepool/rbd/1.0": "rbd",
}


class Schema:
    """A grammar with all that it includes."""

    def __init__(self, path: Path) -> None:
        self._defines: dict[str, list[ElementTree.Element]] = {}
        self._starts: list[ElementTree.Element] = []
        self._namespaces: dict[ElementTree.Element, str] = {}
        self._read(path, frozenset())

    def _read(self, path: Path, replaced: frozenset[str]) -> None:
        grammar = ElementTree.parse(path).getroot()
        self._inherit_namespace(grammar, "")
        for part in grammar:
            if part.tag == f"{_RNG}include":
                own = frozenset(define.get("name", "") for define in part.iter(f"{_RNG}define"))
                self._take(part, frozenset())
                self._read(path.parent / part.get("href", ""), replaced | own)
        self._take(grammar, replaced)

    def _take(self, grammar: ElementTree.Element, replaced: frozenset[str]) -> None:
        for part in grammar:
            if part.tag == f"{_RNG}define" and part.get("name") not in replaced:
                known = self._defines.setdefault(part.get("name", ""), [])
                if not any(ElementTree.tostring(part) == ElementTree.tostring(other) for other in known):
                    known.append(part)
            elif part.tag == f"{_RNG}start" and not self._starts:
                self._starts.append(part)

    def _inherit_namespace(self, part: ElementTree.Element, namespace: str) -> None:
        namespace = part.get("ns", namespace)
        self._namespaces[part] = namespace
        for inner in part:
            self._inherit_namespace(inner, namespace)

    def names(self, root: str | None = None) -> set[str]:
        """All names below the start of the grammar, or below the definition *root*."""
        found: set[str] = set()
        seen: set[tuple[int, str]] = set()
        waiting = [(part, "") for part in (self._defines[root] if root else self._starts)]
        while waiting:
            part, around = waiting.pop()
            if (id(part), around) in seen:
                continue
            seen.add((id(part), around))
            if part.tag == f"{_RNG}ref":
                waiting += [(define, around) for define in self._defines.get(part.get("name", ""), ())]
                continue
            if part.tag == f"{_RNG}attribute":
                found |= {f"{around}/@{name}" for name in self._own_names(part)}
                continue
            if part.tag == f"{_RNG}element":
                if part.find(f"{_RNG}notAllowed") is not None:
                    continue
                for name in self._own_names(part):
                    if around:
                        found.add(f"{around}/{name}")
                    waiting += [(inner, name) for inner in part]
                continue
            waiting += [(inner, around) for inner in part]
        return found

    def _own_names(self, part: ElementTree.Element) -> Iterator[str]:
        """The names that an element or attribute can have; none where any is allowed."""
        name = part.get("name")
        names = [name] if name else [inner.text for inner in part.findall(f".//{_RNG}name") if inner.text]
        prefix = PREFIXES.get(self._namespaces[part], "")
        yield from (f"{prefix}:{one}" if prefix and part.tag == f"{_RNG}element" else one for one in names)


def declared_names(cls: ElementMeta, tag: str = "") -> set[str]:
    """All names that *cls* and the classes of its parts read."""
    found: set[str] = set()
    seen: set[tuple[ElementMeta, str]] = set()
    waiting = [(cls, tag or cls.__xml_tag__)]
    while waiting:
        cls, tag = waiting.pop()
        if (cls, tag) in seen:
            continue
        seen.add((cls, tag))
        plan = plan_of(cls)
        places = [(plan.root, tag)]
        while places:
            place, name = places.pop()
            found |= {f"{name}/@{attribute}" for attribute in place.known_attributes(cls.__xml_const__) if attribute}
            for part in place.inside:
                found |= {f"{name}/{inner}" for inner in part.tags}
                if isinstance(part, Place):
                    places.append((part, part.tag))
                else:
                    if part.attribute:
                        found.add(f"{part.tag}/@{part.attribute}")
                    waiting += _members(part)
    return found


def _members(leaf: Leaf) -> list[tuple[ElementMeta, str]]:
    choice = leaf.slot.choice
    if choice is not None and choice.by_tag:
        return [(member, tag) for tag, member in choice.members.items()]
    return [(member, leaf.tag) for member in element_members(leaf.slot)]
