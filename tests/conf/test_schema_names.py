"""Every element and attribute that libvirt's own schemas allow is declared by our models."""

from __future__ import annotations

from pathlib import Path

import pytest

from anyvirt import conf
from anyvirt.conf.capabilities import HostCpu
from anyvirt.conf.domain.cpu import Cpu
from anyvirt.util.xmlmap.element import ElementMeta
from tests.conf.schema_names import SCHEMAS, Schema, declared_names

KINDS: dict[str, tuple[str, tuple[ElementMeta, ...]]] = {
    "domain": ("domain.rng", (conf.Domain,)),
    "snapshot": ("domainsnapshot.rng", (conf.Snapshot,)),
    "checkpoint": ("domaincheckpoint.rng", (conf.Checkpoint,)),
    "backup": ("domainbackup.rng", (conf.Backup,)),
    "capabilities": ("capability.rng", (conf.Capabilities,)),
    "domain-capabilities": ("domaincaps.rng", (conf.DomainCapabilities,)),
    "cpu": ("cpu.rng", (Cpu, HostCpu)),
    "interface": ("interface.rng", (conf.HostInterface,)),
    "network": ("network.rng", (conf.Network,)),
    "network-port": ("networkport.rng", (conf.NetworkPort,)),
    "node-device": ("nodedev.rng", (conf.NodeDevice,)),
    "nwfilter": ("nwfilter.rng", (conf.NetworkFilter,)),
    "nwfilter-binding": ("nwfilterbinding.rng", (conf.FilterBinding,)),
    "secret": ("secret.rng", (conf.Secret,)),
    "pool": ("storagepool.rng", (conf.StoragePool,)),
    "pool-capabilities": ("storagepoolcaps.rng", (conf.StoragePoolCapabilities,)),
    "volume": ("storagevol.rng", (conf.StorageVolume,)),
}
NOT_YET = Path(__file__).with_name("schema_names_not_yet.txt")


def not_yet(kind: str) -> set[str]:
    """The names of *kind* that are left out, with a reason."""
    lines = [line for line in NOT_YET.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    entries = [line.partition(": ")[0].split(" ") for line in lines]
    return {name for of, name in entries if of == kind}


@pytest.mark.parametrize("kind", KINDS)
def test_every_name_of_the_schema_is_declared(kind: str) -> None:
    """What the schema allows is declared, or listed with a reason; the list has nothing that is declared by now."""
    file, models = KINDS[kind]
    if not (SCHEMAS / file).exists():
        pytest.skip(f"libvirt's schema {file} is not in {SCHEMAS}")
    allowed = Schema(SCHEMAS / file).names()
    assert allowed, "a schema without names was misread"
    declared = {name for model in models for name in declared_names(model)}
    assert allowed - declared == not_yet(kind)


def test_reading_a_schema_finds_names_through_references_and_choices(tmp_path: Path) -> None:
    """Definitions that include, refer to themselves, or name several elements at once are followed."""
    (tmp_path / "base.rng").write_text(
        """<grammar xmlns="http://relaxng.org/ns/structure/1.0">
        <define name="b"><element name="b"><attribute><choice><name>x</name><name>y</name></choice></attribute>
        <optional><ref name="b"/></optional></element></define><define name="old"><attribute name="gone"/></define>
        </grammar>""",
        encoding="utf-8",
    )
    (tmp_path / "top.rng").write_text(
        """<grammar xmlns="http://relaxng.org/ns/structure/1.0"><include href="base.rng">
        <define name="old"><attribute name="new"/></define></include>
        <start><element name="a"><ref name="b"/><ref name="old"/>
        <element name="any"><anyName/></element></element></start></grammar>""",
        encoding="utf-8",
    )
    assert Schema(tmp_path / "top.rng").names() == {"a/b", "a/any", "a/@new", "b/b", "b/@x", "b/@y"}
