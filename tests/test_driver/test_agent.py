"""What the test driver's guests answer through their agents."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

import anyvirt
from anyvirt import constants as c
from anyvirt.error import ArgumentUnsupported, InvalidArg, OperationInvalid


@pytest.fixture
def test() -> Iterator[anyvirt.virDomain]:
    with anyvirt.open("test:///default") as conn:
        yield conn.lookupByName("test")


def test_file_systems(test: anyvirt.virDomain) -> None:
    """Each is frozen once, and thawed once."""
    assert test.fsInfo() == [("/", "vda1", "ext4", ["vda"]), ("/boot", "vda2", "ext4", ["vda"])]
    assert [test.fsFreeze(["/"]), test.fsFreeze(["/"]), test.fsFreeze(), test.fsFreeze([])] == [1, 0, 1, 0]
    assert [test.fsThaw(["/boot"]), test.fsThaw(), test.fsThaw()] == [1, 1, 0]
    assert test.fSTrim(None, 0) == test.fSTrim("/", 4096) == 0
    wrong_calls: tuple[Callable[[], object], ...] = (
        lambda: test.fsFreeze(["/nowhere"]),
        lambda: test.fsThaw(["/nowhere"]),
        lambda: test.fSTrim("/nowhere", 0),
    )
    for wrong in wrong_calls:
        with pytest.raises(OperationInvalid, match="mount point not found: /nowhere"):
            wrong()
    with pytest.raises(TypeError):
        test.fsFreeze("/")
    with pytest.raises(TypeError):
        test.fsFreeze([1])  # type: ignore[list-item]


def test_what_is_frozen_ends_with_the_guest(test: anyvirt.virDomain) -> None:
    test.fsFreeze()
    test.setTime({"seconds": 5})
    test.destroy()
    test.create()
    assert test.fsThaw() == 0
    assert test.getTime() == {"seconds": 627319920, "nseconds": 0}


def test_clock(test: anyvirt.virDomain) -> None:
    """It is read and set; a time is a dict, or taken from the hardware clock."""
    test.setTime({"seconds": 5, "nseconds": 6})
    assert test.getTime() == {"seconds": 5, "nseconds": 6}
    test.setTime({"seconds": -7})
    assert test.getTime() == {"seconds": -7, "nseconds": 0}
    test.setTime(None, c.VIR_DOMAIN_TIME_SYNC)
    for wrong in (None, 5):
        with pytest.raises(TypeError, match="time must be"):
            test.setTime(wrong)  # type: ignore[arg-type]
    for missing in ({}, {"nseconds": 5}):
        with pytest.raises(LookupError, match="seconds"):
            test.setTime(missing)
    with pytest.raises(OverflowError):
        test.setTime({"seconds": 2**63})


def test_ssh_keys(test: anyvirt.virDomain) -> None:
    """They are replaced, added and taken away."""
    assert test.authorizedSSHKeysGet("root") == []
    test.authorizedSSHKeysSet("root", ["ssh-ed25519 a", "ssh-ed25519 b"])
    test.authorizedSSHKeysSet("root", ["ssh-ed25519 b", "ssh-ed25519 c"], c.VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_APPEND)
    assert test.authorizedSSHKeysGet("root") == ["ssh-ed25519 a", "ssh-ed25519 b", "ssh-ed25519 c"]
    test.authorizedSSHKeysSet("root", ["ssh-ed25519 b"], c.VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_REMOVE)
    assert test.authorizedSSHKeysGet("root") == ["ssh-ed25519 a", "ssh-ed25519 c"]
    assert test.authorizedSSHKeysGet("ada") == []
    with pytest.raises(InvalidArg, match="mutually exclusive"):
        test.authorizedSSHKeysSet("root", ["x"], 3)
    with pytest.raises(InvalidArg, match="must not be NULL"):
        test.authorizedSSHKeysSet("root", None, c.VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_REMOVE)
    test.authorizedSSHKeysSet("root")
    assert test.authorizedSSHKeysGet("root") == []


def test_vcpus_that_the_guest_uses(test: anyvirt.virDomain) -> None:
    assert test.guestVcpus() == {"vcpus": "0-1", "online": "0-1", "offlinable": "1"}
    test.setGuestVcpus("1", 0)
    assert test.guestVcpus()["online"] == "0"
    test.setGuestVcpus("0-1", 1)
    assert test.guestVcpus()["online"] == "0-1"
    for wrong in ("7", "0"):
        with pytest.raises(InvalidArg, match="vcpu"):
            test.setGuestVcpus(wrong, 0)


def test_guest_info(test: anyvirt.virDomain) -> None:
    """Everything, or what is asked for."""
    info = test.guestInfo()
    assert (info["user.count"], info["hostname"], info["fs.count"], info["if.count"]) == (1, "testhost", 2, 1)
    assert info["fs.1.disk.0.alias"] == "vda"
    assert info["if.0.addr.0.addr"] == "192.168.122.3"
    assert test.guestInfo(c.VIR_DOMAIN_GUEST_INFO_HOSTNAME) == {"hostname": "testhost"}
    with pytest.raises(ArgumentUnsupported, match="0x100000"):
        test.guestInfo(1 << 20)


def test_password_and_patience(test: anyvirt.virDomain) -> None:
    assert test.setUserPassword("root", "secret") == 0
    assert test.setUserPassword("root", "$6$", c.VIR_DOMAIN_PASSWORD_ENCRYPTED) == 0
    with pytest.raises(InvalidArg, match="user in virDomainSetUserPassword must not be NULL"):
        test.setUserPassword(None, "x")  # type: ignore[arg-type]
    assert test.agentSetResponseTimeout(c.VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_DEFAULT) == 0
    with pytest.raises(InvalidArg, match="-3"):
        test.agentSetResponseTimeout(-3)


def test_nobody_answers_where_nothing_runs(test: anyvirt.virDomain) -> None:
    test.destroy()
    for call in (
        test.fsFreeze,
        test.fsInfo,
        test.getTime,
        test.guestInfo,
        test.guestVcpus,
        lambda: test.authorizedSSHKeysGet("root"),
        lambda: test.setUserPassword("root", "x"),
        lambda: test.interfaceAddresses(c.VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT),
    ):
        with pytest.raises(OperationInvalid, match="not running"):
            call()


async def test_awaitable() -> None:
    """The same calls, awaited."""
    from anyvirt import aio

    async with await aio.open("test:///default") as conn:
        test = await conn.lookupByName("test")
        assert await test.getTime() == {"seconds": 627319920, "nseconds": 0}
        assert await test.fsFreeze() == 2
        assert await test.setBlkioParameters({"weight": 300}) == 0
        assert (await test.blkioParameters())["weight"] == 300
        with pytest.raises(LookupError):
            await test.setBlkioParameters({"nonsense": 300})
