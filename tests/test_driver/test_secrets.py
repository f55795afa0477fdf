"""Secrets of test:///default. The original's test driver has none; these answer as its daemon does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import anyvirt
from anyvirt import constants
from anyvirt.error import (
    ConfigUnsupported,
    InternalError,
    InvalidArg,
    InvalidSecret,
    NoSecret,
    OperationDenied,
    XmlError,
    XmlInvalidSchema,
)
from anyvirt.objects.secret import virSecret

UUID = "c7a5fdbd-edaf-9455-926a-d65c16db1809"
CEPH = constants.VIR_SECRET_USAGE_TYPE_CEPH
VOLUME = constants.VIR_SECRET_USAGE_TYPE_VOLUME


def secret_xml(
    *,
    uuid: str = "",
    usage: str = "<usage type='ceph'><name>pool</name></usage>",
    ephemeral: str = "no",
    private: str = "no",
    more: str = "",
) -> str:
    uuid = f"<uuid>{uuid}</uuid>" if uuid else ""
    return f"<secret ephemeral='{ephemeral}' private='{private}'>{uuid}{usage}{more}</secret>"


@pytest.fixture
def conn() -> Iterator[anyvirt.virConnect]:
    with anyvirt.open("test:///default") as conn:
        yield conn


@pytest.fixture
def secret(conn: anyvirt.virConnect) -> virSecret:
    return conn.secretDefineXML(secret_xml(uuid=UUID))


def test_there_is_none_at_first(conn: anyvirt.virConnect) -> None:
    """In either list."""
    assert (conn.listAllSecrets(), conn.listSecrets(), conn.numOfSecrets()) == ([], [], 0)


def test_a_secret_is_found_by_uuid_and_usage(conn: anyvirt.virConnect, secret: virSecret) -> None:
    """And knows both."""
    assert conn.secretLookupByUUIDString(UUID) == conn.secretLookupByUsage(CEPH, "pool") == secret
    assert conn.secretLookupByUUID(secret.UUID()) == secret
    assert (secret.UUIDString(), secret.usageType(), secret.usageID()) == (UUID, CEPH, "pool")
    assert (conn.listSecrets(), conn.numOfSecrets()) == ([UUID], 1)


def test_its_document(secret: virSecret) -> None:
    """As libvirt writes it."""
    assert secret.XMLDesc() == (
        "<secret ephemeral='no' private='no'>\n"
        f"  <uuid>{UUID}</uuid>\n"
        "  <usage type='ceph'>\n"
        "    <name>pool</name>\n"
        "  </usage>\n"
        "</secret>\n"
    )


@pytest.mark.parametrize(("kind", "name"), [(VOLUME, "pool"), (CEPH, "other"), (0, ""), (99, "pool")])
def test_another_usage_is_not_found(conn: anyvirt.virConnect, secret: virSecret, kind: int, name: str) -> None:
    """Kind and name must fit."""
    with pytest.raises(NoSecret, match=f"no secret with matching usage '{name}'"):
        conn.secretLookupByUsage(kind, name)


def test_a_value_is_kept(secret: virSecret) -> None:
    """Whatever bytes it has; the last one counts, and a new definition leaves it alone."""
    with pytest.raises(NoSecret, match=f"secret '{UUID}' does not have a value"):
        secret.value()
    for value in (b"\0\xff", bytearray(b"b"), memoryview(b"c")):
        secret.setValue(value)
        assert secret.value() == bytes(value)
    secret.setValue("text")
    secret.connect().secretDefineXML(secret_xml(uuid=UUID, more="<description>new</description>"))
    assert secret.value() == b"text"
    assert "<description>new</description>" in secret.XMLDesc()


@pytest.mark.parametrize("value", [b"", "", None])
def test_an_empty_value_is_refused(secret: virSecret, value: Any) -> None:
    """The one that is there stays."""
    secret.setValue(b"old")
    with pytest.raises(InvalidArg, match="value in virSecretSetValue must not be NULL"):
        secret.setValue(value)
    assert secret.value() == b"old"


@pytest.mark.parametrize("value", [5, ["x"]])
def test_a_value_of_another_type_is_refused(secret: virSecret, value: Any) -> None:
    """As libvirt-python does."""
    with pytest.raises(TypeError, match="value must be"):
        secret.setValue(value)


def test_a_private_value_is_not_given(conn: anyvirt.virConnect) -> None:
    """Not even whether there is one; and the privacy cannot be taken away."""
    private = conn.secretDefineXML(secret_xml(uuid=UUID, private="yes"))
    for _ in range(2):
        with pytest.raises(InvalidSecret, match="secret is private"):
            private.value()
        private.setValue(b"x")
    with pytest.raises(InternalError, match="cannot change private flag on existing secret"):
        conn.secretDefineXML(secret_xml(uuid=UUID))
    conn.secretDefineXML(secret_xml(uuid=UUID, private="yes", ephemeral="yes"))


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        (secret_xml(), f"a secret with UUID {UUID} already defined for use with pool"),
        (
            secret_xml(uuid=UUID, usage="<usage type='ceph'><name>x</name></usage>"),
            f"a secret with UUID {UUID} is already defined for use with pool",
        ),
        (secret_xml(uuid=UUID, usage=""), f"a secret with UUID {UUID} is already defined for use with pool"),
    ],
)
def test_usages_do_not_change_and_belong_to_one(
    conn: anyvirt.virConnect, secret: virSecret, xml: str, words: str
) -> None:
    """Nothing changes."""
    before = secret.XMLDesc()
    with pytest.raises(InternalError, match=words) as caught:
        conn.secretDefineXML(xml)
    assert caught.value.get_error_domain() == constants.VIR_FROM_SECRET
    assert (conn.listSecrets(), secret.XMLDesc()) == ([UUID], before)


def test_one_name_may_be_used_by_two_kinds(conn: anyvirt.virConnect, secret: virSecret) -> None:
    """They are told apart; and secrets that nothing uses are as many as one likes."""
    tls = conn.secretDefineXML(secret_xml(usage="<usage type='tls'><name>pool</name></usage>"))
    assert conn.secretLookupByUsage(constants.VIR_SECRET_USAGE_TYPE_TLS, "pool") == tls != secret
    assert conn.secretDefineXML("<secret/>") != conn.secretDefineXML("<secret/>")
    assert conn.numOfSecrets() == 4


def test_lists_can_be_filtered(conn: anyvirt.virConnect) -> None:
    """By both properties, alone and together."""
    for ephemeral in ("yes", "no"):
        for private in ("yes", "no"):
            conn.secretDefineXML(secret_xml(usage="", ephemeral=ephemeral, private=private))

    def found(flags: int) -> set[str]:
        return {secret.XMLDesc().splitlines()[0] for secret in conn.listAllSecrets(flags)}

    every = found(0)
    assert len(every) == 4
    assert found(constants.VIR_CONNECT_LIST_SECRETS_EPHEMERAL) == {line for line in every if "ephemeral='yes'" in line}
    assert found(constants.VIR_CONNECT_LIST_SECRETS_NO_PRIVATE) == {line for line in every if "private='no'" in line}
    assert found(3) == found(12) == found(15) == every
    both = constants.VIR_CONNECT_LIST_SECRETS_NO_EPHEMERAL | constants.VIR_CONNECT_LIST_SECRETS_PRIVATE
    assert found(both) == {"<secret ephemeral='no' private='yes'>"}


def test_every_other_flag_is_refused(conn: anyvirt.virConnect, secret: virSecret) -> None:
    """By number and function."""
    calls: dict[str, tuple[Callable[[int], object], int]] = {
        "virConnectListAllSecrets": (conn.listAllSecrets, 15),
        "virSecretDefineXML": (lambda flags: conn.secretDefineXML(secret_xml(uuid=UUID), flags), 1),
        "virSecretGetXMLDesc": (secret.XMLDesc, 0),
        "virSecretSetValue": (lambda flags: secret.setValue(b"x", flags), 0),
        "virSecretGetValue": (secret.value, 0),
    }
    for function, (call, known) in calls.items():
        for bit in range(32):
            if not known & 1 << bit:
                with pytest.raises(InvalidArg, match=rf"unsupported flags \({1 << bit:#x}\) in function {function}"):
                    call(1 << bit)


def test_an_undefined_secret_is_gone(conn: anyvirt.virConnect, secret: virSecret) -> None:
    """With its value and its usage."""
    secret.setValue(b"x")
    secret.undefine()
    for call in (secret.undefine, secret.value, secret.XMLDesc, lambda: secret.setValue(b"x")):
        with pytest.raises(NoSecret, match=UUID):
            call()
    again = conn.secretDefineXML(secret_xml(uuid=UUID))
    with pytest.raises(NoSecret):
        again.value()


@pytest.mark.parametrize(
    ("xml", "error"),
    [
        ("<secret", anyvirt.libvirtError),
        ("<x/>", XmlError),
        ("<secret><usage type='junk'/></secret>", ConfigUnsupported),
        ("<secret><usage type='ceph'/></secret>", InternalError),
        ("<secret private='maybe'/>", XmlError),
        ("<secret><uuid>junk</uuid></secret>", InternalError),
    ],
)
def test_bad_documents_are_refused(conn: anyvirt.virConnect, xml: str, error: type[anyvirt.libvirtError]) -> None:
    """From the part that they are about, or from the one that reads."""
    with pytest.raises(error) as caught:
        conn.secretDefineXML(xml)
    assert caught.value.get_error_domain() in (constants.VIR_FROM_SECRET, constants.VIR_FROM_XML)
    assert conn.numOfSecrets() == 0


def test_documents_are_checked_when_that_is_asked_for(conn: anyvirt.virConnect) -> None:
    """What nobody knows is left out otherwise."""
    strange = secret_xml(more="<strange/>")
    with pytest.raises(XmlInvalidSchema, match="strange"):
        conn.secretDefineXML(strange, constants.VIR_SECRET_DEFINE_VALIDATE)
    conn.secretDefineXML(strange)


def test_a_reader_may_not_have_the_value(secret: virSecret) -> None:
    """Nor change anything."""
    secret.setValue(b"x")
    with anyvirt.openReadOnly("test:///default") as reader:
        seen = reader.secretLookupByUUIDString(UUID)
        assert seen.XMLDesc() == secret.XMLDesc()
        for call in (
            seen.value,
            seen.undefine,
            lambda: seen.setValue(b"y"),
            lambda: reader.secretDefineXML("<secret/>"),
        ):
            with pytest.raises(OperationDenied):
                call()


def test_events_tell_of_definitions_and_values(conn: anyvirt.virConnect) -> None:
    """In order, each once."""
    seen: list[tuple[Any, ...]] = []
    done = threading.Event()

    def lifecycle(_conn: Any, secret: virSecret, event: int, detail: int, opaque: str) -> None:
        seen.append((secret.UUIDString(), event, detail, opaque))
        if event == constants.VIR_SECRET_EVENT_UNDEFINED:
            done.set()

    def changed(_conn: Any, secret: virSecret, opaque: str) -> None:
        seen.append((secret.UUIDString(), opaque))

    numbers = [
        conn.secretEventRegisterAny(None, constants.VIR_SECRET_EVENT_ID_LIFECYCLE, lifecycle, "life"),
        conn.secretEventRegisterAny(None, constants.VIR_SECRET_EVENT_ID_VALUE_CHANGED, changed, "value"),
    ]
    secret = conn.secretDefineXML(secret_xml(uuid=UUID))
    secret.setValue(b"x")
    secret.undefine()
    assert done.wait(30)
    for number in numbers:
        conn.secretEventDeregisterAny(number)
    assert seen == [(UUID, 0, 0, "life"), (UUID, "value"), (UUID, 1, 0, "life")]


def test_threads_do_not_get_one_usage_twice(conn: anyvirt.virConnect) -> None:
    """One of them defines it, the others are told so."""
    outcomes: list[str] = []

    def define() -> None:
        try:
            conn.secretDefineXML(secret_xml())
            outcomes.append("defined")
        except InternalError:
            outcomes.append("refused")

    threads = [threading.Thread(target=define) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["defined"] + ["refused"] * 7
    assert conn.numOfSecrets() == 1
