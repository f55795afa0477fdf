"""Opening connections, the drivers behind URIs, and the last error of a thread."""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import anyvirt
from anyvirt import aio
from anyvirt.driver import registry
from anyvirt.error import (
    ConfigUnsupported,
    InternalError,
    InvalidArg,
    NoConnect,
    NoDomain,
    NoSupport,
    OperationDenied,
    XmlError,
    libvirtError,
)
from anyvirt.util.last_error import last, set_handler

DEFAULT = "test:///default"


@pytest.fixture(autouse=True)
def nothing_failed() -> Iterator[None]:
    anyvirt.virResetLastError()
    yield
    set_handler(None, None)


@pytest.mark.parametrize(
    ("variables", "uri"),
    [
        ({}, "qemu:///embed"),
        ({"LIBVIRT_DEFAULT_URI": DEFAULT}, DEFAULT),
        ({"ANYVIRT_DEFAULT_URI": DEFAULT, "LIBVIRT_DEFAULT_URI": "nope:///"}, DEFAULT),
        ({"ANYVIRT_DEFAULT_URI": "", "LIBVIRT_DEFAULT_URI": DEFAULT}, DEFAULT),
    ],
)
def test_default_uri_comes_from_the_environment(
    variables: dict[str, str], uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert registry.default_uri() == uri


@pytest.mark.parametrize("name", [None, ""])
async def test_without_a_uri_the_default_is_opened(name: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """By every function that opens."""
    monkeypatch.setenv("ANYVIRT_DEFAULT_URI", DEFAULT)
    for conn in (anyvirt.open(name), anyvirt.openReadOnly(name), anyvirt.openAuth(name, [[], None, None])):
        with conn:
            assert conn.getURI() == DEFAULT
    for awaitable in (aio.open(name), aio.openReadOnly(name), aio.openAuth(name, [[], None, None])):
        async with await awaitable as aconn:
            assert await aconn.getURI() == DEFAULT


async def test_auth_flags_ask_for_readers() -> None:
    """VIR_CONNECT_NO_ALIASES changes nothing: there are no aliases."""
    for flags in (anyvirt.VIR_CONNECT_RO, anyvirt.VIR_CONNECT_RO | anyvirt.VIR_CONNECT_NO_ALIASES):
        with anyvirt.openAuth(DEFAULT, None, flags) as conn, pytest.raises(OperationDenied):
            conn.lookupByName("test").destroy()
        async with await aio.openAuth(DEFAULT, None, flags) as aconn:
            dom = await aconn.lookupByName("test")
            with pytest.raises(OperationDenied):
                await dom.destroy()
    with anyvirt.openAuth(DEFAULT, None, anyvirt.VIR_CONNECT_NO_ALIASES) as conn:
        conn.lookupByName("test").isActive()


async def test_unknown_auth_flags_are_refused() -> None:
    with pytest.raises(InvalidArg, match=r"unsupported flags \(0x8\) in function virConnectOpenAuth"):
        anyvirt.openAuth(DEFAULT, None, 8)
    with pytest.raises(InvalidArg, match="0x8"):
        await aio.openAuth(DEFAULT, None, 8)
    with pytest.raises(TypeError):
        anyvirt.openAuth(DEFAULT, None, "1")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", [5, b"test:///default"])
async def test_a_uri_is_a_text(name: Any) -> None:
    for opener in (anyvirt.open, anyvirt.openReadOnly):
        with pytest.raises(TypeError, match="name must be str or None"):
            opener(name)
    with pytest.raises(TypeError):
        await aio.open(name)


def test_unknown_driver_is_refused_with_those_that_exist() -> None:
    with pytest.raises(NoConnect, match="no connection driver available for nope:///x") as caught:
        anyvirt.open("nope:///x")
    assert "qemu, secret, storage, test" in str(caught.value.hint)
    assert anyvirt.virGetLastErrorCode() == anyvirt.VIR_ERR_NO_CONNECT


async def test_errors_of_opening_say_who_failed() -> None:
    """The driver once it is found, in both flavours."""
    for uri, error, origin in (
        ("test:///", InvalidArg, anyvirt.VIR_FROM_TEST),
        ("test:///nothing/there.xml", XmlError, anyvirt.VIR_FROM_TEST),
        ("no such", InternalError, anyvirt.VIR_FROM_URI),
        ("none:///", NoConnect, anyvirt.VIR_FROM_NONE),
    ):
        with pytest.raises(error) as caught:
            anyvirt.open(uri)
        assert (caught.value.origin, anyvirt.virGetLastErrorDomain()) == (origin, origin)
        anyvirt.virResetLastError()
        with pytest.raises(error) as caught:
            await aio.open(uri)
        assert (caught.value.origin, anyvirt.virGetLastErrorDomain()) == (origin, origin)


@pytest.mark.parametrize("package", ["package_that_is_not_there", "package_that_is_not_there.part", "xml.nothing"])
def test_a_missing_package_is_named_with_its_extra(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry._OURS, "needy", ("needy_driver", "NeedyDriver", (package, "needy")))
    with pytest.raises(ConfigUnsupported, match=f"the needy driver needs the Python package '{package}'") as caught:
        anyvirt.open("needy:///")
    assert caught.value.hint == "pip install 'anyvirt[needy]'"


def test_qemu_without_its_package_says_what_to_install() -> None:
    """The package is looked for when the driver is asked for, not in the midst of the first start."""
    code = (
        "import sys; sys.modules['qemu.qmp'] = None; import anyvirt\n"
        "try: anyvirt.open('qemu:///embed')\n"
        "except anyvirt.libvirtError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "the qemu driver needs the Python package 'qemu.qmp'" in done.stdout
    assert "pip install 'anyvirt[qemu]'" in done.stdout


# Drivers of other distributions

DRIVER = """
import threading
from anyvirt.conf.store.events import EventQueue
from anyvirt.driver import Driver, RunsOn

class Cloud(Driver):
    name = "CLOUD"
    error_origin = 0
    runs_on = RunsOn.CALLER

    def __init__(self, uri):
        self.uri, self.lock, self.events = uri, threading.RLock(), EventQueue()

    @classmethod
    async def open(cls, uri, *, readonly):
        return cls(uri)

    async def connect_get_hostname(self):
        return f"{self.uri.transport} {self.uri.host}"

not_a_driver = "text"
"""


@pytest.fixture
def third_party(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed distribution that brings drivers."""
    (tmp_path / "cloud_driver.py").write_text(DRIVER)
    metadata = tmp_path / "cloud_driver-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: cloud-driver\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(
        textwrap.dedent(
            """\
            [anyvirt.drivers]
            cloud = cloud_driver:Cloud
            vapour = cloud_driver:not_a_driver
            broken = cloud_driver:Nothing
            test = cloud_driver:Cloud
            """
        )
    )
    monkeypatch.syspath_prepend(tmp_path)


@pytest.mark.usefixtures("third_party")
def test_third_party_drivers_are_found_by_entry_point() -> None:
    """They get the whole URI, host and transport as well; what ours answer stays ours."""
    with anyvirt.open("cloud+https://host.example/") as conn:
        assert (conn.getType(), conn.getHostname()) == ("CLOUD", "https host.example")
        with pytest.raises(NoSupport):
            conn.listAllDomains()
    with anyvirt.open(DEFAULT) as conn:
        assert conn.getType() == "TEST"


@pytest.mark.usefixtures("third_party")
def test_third_party_drivers_that_do_not_work_are_named() -> None:
    with pytest.raises(NoConnect, match="'cloud_driver:not_a_driver' for 'vapour' is not a driver"):
        anyvirt.open("vapour:///")
    with pytest.raises(NoConnect, match="cannot load the driver 'broken' from 'cloud_driver:Nothing'") as caught:
        anyvirt.open("broken:///")
    assert isinstance(caught.value.__cause__, AttributeError)
    with pytest.raises(NoConnect) as unknown:
        anyvirt.open("nope:///")
    assert {"broken", "cloud", "qemu", "test", "vapour"} <= set(re.findall(r"\w+", str(unknown.value.hint)))


# The last error


def test_the_last_error_is_this_threads() -> None:
    with anyvirt.open(DEFAULT) as conn:
        with pytest.raises(NoDomain):
            conn.lookupByName("nope")
        error = anyvirt.virGetLastError()
        assert error is not None
        assert error[:2] == (anyvirt.VIR_ERR_NO_DOMAIN, anyvirt.VIR_FROM_TEST)
        assert anyvirt.virGetLastErrorCode() == anyvirt.VIR_ERR_NO_DOMAIN
        assert anyvirt.virGetLastErrorDomain() == anyvirt.VIR_FROM_TEST
        assert anyvirt.virGetLastErrorMessage() == error[2]
        elsewhere: list[object] = []
        thread = threading.Thread(target=lambda: elsewhere.append(anyvirt.virGetLastError()))
        thread.start()
        thread.join()
        assert elsewhere == [None]


def test_a_call_that_goes_well_takes_the_last_error_away() -> None:
    with anyvirt.open(DEFAULT) as conn:
        with pytest.raises(NoDomain):
            conn.lookupByName("nope")
        conn.lookupByName("test")
        assert anyvirt.virGetLastError() is None
        assert (anyvirt.virGetLastErrorCode(), anyvirt.virGetLastErrorDomain()) == (0, 0)
        assert anyvirt.virGetLastErrorMessage() == "no error"


def test_what_is_refused_before_the_driver_is_asked_is_the_last_error_too() -> None:
    """Arguments, read-only connections, closed ones."""
    conn = anyvirt.openReadOnly(DEFAULT)
    dom = conn.lookupByName("test")
    for call, code in (
        (lambda: conn.lookupByUUID(b""), anyvirt.VIR_ERR_INVALID_ARG),
        (lambda: dom.destroy(), anyvirt.VIR_ERR_OPERATION_DENIED),
        (lambda: conn.domainEventDeregisterAny(7), anyvirt.VIR_ERR_INVALID_ARG),
        (lambda: conn.close(), anyvirt.VIR_ERR_OK),
        (lambda: conn.close(), anyvirt.VIR_ERR_INVALID_CONN),
        (lambda: dom.isActive(), anyvirt.VIR_ERR_INVALID_CONN),
    ):
        anyvirt.virResetLastError()
        raised: libvirtError | None = None
        try:
            call()
        except libvirtError as error:
            raised = error
        assert last.error == (None if raised is None else raised.err)
        assert anyvirt.virGetLastErrorCode() == code
    anyvirt.virResetLastError()
    assert last.error is None


def test_the_error_handler_hears_of_each_error_once() -> None:
    heard: list[tuple[object, Any]] = []
    assert anyvirt.registerErrorHandler(lambda context, error: heard.append((context, error)), "context") == 1
    with anyvirt.open(DEFAULT) as conn:
        with pytest.raises(NoDomain) as caught:
            conn.lookupByName("nope")
        with pytest.raises(InvalidArg) as refused:
            conn.lookupByID(-1)
        conn.lookupByID(1)
        assert heard == [("context", caught.value.err), ("context", refused.value.err)]
        assert anyvirt.registerErrorHandler(None, None) == 1
        with pytest.raises(NoDomain):
            conn.lookupByName("nope")
    assert len(heard) == 2


def test_a_failing_error_handler_hides_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def handler(context: object, error: object) -> None:
        raise ValueError("from the handler")

    anyvirt.registerErrorHandler(handler, None)
    with pytest.raises(NoConnect):
        anyvirt.open("nope:///")
    assert "from the handler" in caplog.text


def test_version_and_initialization() -> None:
    """libvirt-python answers two numbers where the name of a driver is given, known or not."""
    assert anyvirt.getVersion() == 12_008_000
    assert anyvirt.getVersion("test") == (12_008_000, 12_008_000)
    assert anyvirt.virInitialize() == 0
