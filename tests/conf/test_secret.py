"""Secrets: what they are for, and what is refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyvirt.conf import Secret, SecretUsage, SecretUsageType
from anyvirt.conf.secret import parse, post_parse, validate
from anyvirt.util.error import ConfigUnsupported, InternalError, XmlDetail, XmlError, XmlInvalidSchema, libvirtError

UUID = "0b7c3f4e-4f0e-4d63-9a55-6a1f4c3d2e11"


def secret(inside: str = "", how: str = "") -> str:
    return f"<secret{how}><uuid>{UUID}</uuid>{inside}</secret>"


@pytest.mark.parametrize(
    ("usage", "tag"), [("volume", "volume"), ("ceph", "name"), ("iscsi", "target"), ("tls", "name"), ("vtpm", "name")]
)
def test_a_complete_document_comes_back_as_it_was(usage: str, tag: str) -> None:
    text = f"""<secret ephemeral='yes' private='no'>
  <uuid>{UUID}</uuid>
  <description>opens &lt;it&gt;</description>
  <usage type='{usage}'>
    <{tag}>it</{tag}>
  </usage>
</secret>
"""
    read = parse(text)
    assert read.to_xml() == text
    assert read.usage is not None
    assert (read.usage.type, read.usage.id) == (SecretUsageType(usage), "it")


def test_a_secret_may_say_nothing() -> None:
    read = parse("<secret/>")
    assert (read.ephemeral, read.private, read.usage) == (False, False, None)
    assert read.uuid is not None
    assert read.uuid != parse("<secret/>").uuid


def test_a_usage_keeps_what_belongs_to_its_type() -> None:
    read = parse(secret("<usage type='iscsi'><name>a</name><target>b</target><volume>c</volume></usage>"))
    assert read.usage == SecretUsage(type=SecretUsageType.ISCSI, target="b")
    assert parse(secret("<usage type='none'><name>a</name></usage>")).usage is None
    assert SecretUsage(type=SecretUsageType.NONE).id is None


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        (secret(how=" ephemeral='maybe'"), XmlError, "@ephemeral: 'maybe' is not one of yes, no"),
        (secret(how=" private='1'"), XmlError, "@private: '1' is not one of yes, no"),
        ("<secret><uuid>7</uuid></secret>", InternalError, "uuid: '7' is not a UUID"),
        (secret("<usage/>"), XmlError, "usage/@type is required"),
        (secret("<usage type='door'/>"), ConfigUnsupported, "'door' is not one of none, volume, ceph"),
        (secret("<usage type='volume'><name>a</name></usage>"), InternalError, "usage 'volume' needs a <volume>"),
        (secret("<usage type='ceph'/>"), InternalError, "usage 'ceph' needs a <name>"),
        (secret("<usage type='iscsi'><target/></usage>"), InternalError, "usage 'iscsi' needs a <target>"),
        (secret("<usage type='tls'/>"), InternalError, "usage 'tls' needs a <name>"),
        (secret("<usage type='vtpm'/>"), InternalError, "usage 'vtpm' needs a <name>"),
        ("<secret>", XmlDetail, "secret, line 1"),
    ],
)
def test_what_is_refused(text: str, kind: type[libvirtError], reason: str) -> None:
    with pytest.raises(kind, match=re.escape(reason)):
        parse(text)


def test_unknown_parts_are_refused_on_demand() -> None:
    parse(secret("<bogus/>"))
    with pytest.raises(XmlInvalidSchema, match="bogus"):
        parse(secret("<bogus/>"), strict=True)


texts = st.none() | st.text("ab <&>'\"é", min_size=1, max_size=8)
secrets = st.builds(
    Secret,
    ephemeral=st.booleans(),
    private=st.booleans(),
    uuid=st.uuids().map(str),
    description=texts,
    usage=st.none()
    | st.builds(SecretUsage, type=st.sampled_from(SecretUsageType), volume=texts, name=texts, target=texts),
)


@given(secrets)
def test_any_secret_comes_back_equal(built: Secret) -> None:
    assert Secret.from_xml(built.to_xml()) == built


@given(secrets)
def test_the_passes_may_run_again(built: Secret) -> None:
    post_parse(built)
    once = built.copy()
    post_parse(built)
    assert built == once
    if built.usage is None or built.usage.id:
        validate(built)
        assert parse(built.to_xml()) == built
