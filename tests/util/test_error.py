"""libvirtError: what programs read from it."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterator

import pytest

import anyvirt.error
from anyvirt.constants import VIR_ERR_NO_DOMAIN, VIR_ERR_WARNING, VIR_FROM_QEMU
from anyvirt.util.error import (
    BY_CODE,
    InvalidArg,
    NoConnect,
    NoDomain,
    NoSupport,
    OperationInvalid,
    SystemCallError,
    error_class,
    error_from_message,
    libvirtError,
)
from anyvirt.util.last_error import last, remember

each_class = pytest.mark.parametrize("cls", BY_CODE.values(), ids=lambda cls: str(cls.__name__))


def test_message_begins_as_libvirt_words_it() -> None:
    """Programs match these texts."""
    assert str(NoDomain("no domain with name 'web1'")) == "Domain not found: no domain with name 'web1'"
    assert str(NoSupport("virDomainReset")) == (
        "this function is not supported by the connection driver: virDomainReset"
    )
    assert str(OperationInvalid("domain is not running")) == "Requested operation is not valid: domain is not running"
    assert str(NoConnect("no connection driver available for foo:///")) == "no connection driver available for foo:///"
    assert str(NoDomain()) == "Domain not found"


def test_hint_is_shown_but_is_not_part_of_the_message() -> None:
    """The message is libvirt's; the way out is for people."""
    error = InvalidArg("memory is 0", hint="give a size in KiB")
    assert str(error) == "invalid argument: memory is 0\nHint: give a size in KiB"
    assert error.get_error_message() == "invalid argument: memory is 0"


def test_accessors_give_what_libvirt_python_gives() -> None:
    """Code, origin, message, level, pattern and filling, numbers."""
    error = NoDomain("no 'web1'", origin=VIR_FROM_QEMU, int1=2)
    expected = (42, 10, "Domain not found: no 'web1'", 2, "Domain not found: %s", "no 'web1'", None, 2, -1)
    assert error.err == expected
    assert expected == (
        error.get_error_code(),
        error.get_error_domain(),
        error.get_error_message(),
        error.get_error_level(),
        error.get_str1(),
        error.get_str2(),
        error.get_str3(),
        error.get_int1(),
        error.get_int2(),
    )
    assert NoDomain().err == (42, 0, "Domain not found", 2, "Domain not found", None, None, -1, -1)
    failed = SystemCallError("cannot open x", int1=13).err
    assert failed is not None
    assert failed[4:8] == ("%s", "cannot open x", None, 13)


@pytest.fixture
def nothing_failed() -> Iterator[None]:
    last.error = None
    yield
    last.error = None


@pytest.mark.usefixtures("nothing_failed")
def test_base_class_can_be_raised_with_a_text() -> None:
    """As programs do that wrap libvirt-python: nothing but the text is known of it."""
    with pytest.raises(libvirtError, match=r"^my own words$") as caught:
        raise libvirtError("my own words")
    error = caught.value
    assert (error.err, error.args) == (None, ("my own words",))
    accessors = [name for name in dir(error) if name.startswith("get_")]
    assert len(accessors) == 9
    assert {name: getattr(error, name)() for name in accessors} == dict.fromkeys(accessors)


@pytest.mark.usefixtures("nothing_failed")
def test_base_class_takes_over_the_last_error_of_the_thread() -> None:
    """libvirt-python raises all its errors so, and programs do the same after a call that failed."""
    remember(NoDomain("no 'web1'", origin=VIR_FROM_QEMU))
    error = libvirtError("virDomainLookupByName() failed")
    assert str(error) == "Domain not found: no 'web1'"
    assert error.args == (str(error),)
    assert error.err == (42, 10, "Domain not found: no 'web1'", 2, "Domain not found: %s", "no 'web1'", None, -1, -1)
    assert NoConnect("x").get_error_code() == NoConnect.code


@pytest.mark.usefixtures("nothing_failed")
def test_programs_may_set_err() -> None:
    """Tests of other programs build their errors in this way."""
    error = libvirtError("text")
    error.err = (42, 10, "Domain not found", 1, "a", "b", "c", 3, 4)
    assert (error.get_error_code(), error.get_error_domain(), error.get_error_message()) == (42, 10, "Domain not found")
    assert (error.get_error_level(), error.get_str1(), error.get_str2(), error.get_str3()) == (1, "a", "b", "c")
    assert (error.get_int1(), error.get_int2()) == (3, 4)
    assert copy.deepcopy(error).err == pickle.loads(pickle.dumps(error)).err == error.err
    error.err = None
    assert error.get_error_code() is None


@each_class
def test_error_survives_pickle_and_copy(cls: type[libvirtError]) -> None:
    """Errors cross processes, for instance from a worker of a test run."""
    error = cls("detail", origin=VIR_FROM_QEMU, level=VIR_ERR_WARNING, str3="three", hint="look there")
    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(other) is cls
        assert (str(other), other.err, other.hint, other.args) == (str(error), error.err, error.hint, error.args)


@each_class
def test_class_is_public(cls: type[libvirtError]) -> None:
    """Tracebacks name the module that users import it from."""
    assert cls.__module__ == "anyvirt.error"
    assert getattr(anyvirt.error, cls.__name__) is cls
    assert error_class(cls.code) is cls


@each_class
def test_message_from_elsewhere_stays_as_it_is(cls: type[libvirtError]) -> None:
    """An error that came over the wire is not given a second prefix."""
    original = cls("why")
    error = error_from_message(cls.code, original.message, origin=VIR_FROM_QEMU, str1="%s")
    assert (type(error), error.message, error.detail) == (cls, original.message, "why")
    assert (error.origin, error.str1) == (VIR_FROM_QEMU, "%s")


def test_code_of_a_newer_libvirt_is_kept() -> None:
    """An unknown code gives the base class, which still tells its number."""
    error = error_from_message(4711, "something new")
    assert type(error) is libvirtError
    assert (error.get_error_code(), str(error)) == (4711, "something new")
    assert pickle.loads(pickle.dumps(error)).get_error_code() == 4711


def test_code_constant_finds_its_class() -> None:
    """From a number to a class, for callers that have a number."""
    assert error_class(VIR_ERR_NO_DOMAIN) is NoDomain
    assert error_class(99999) is libvirtError
