"""The agents in the test driver's guests: all of them answer at once, and remember what they are told."""

from __future__ import annotations

from typing import Final

from anyvirt import constants
from anyvirt.driver.types import FsInfo, GuestTime, InterfaceAddresses, TypedParams
from anyvirt.test.addresses import Addresses
from anyvirt.test.guest import MOUNTS, TestDomain
from anyvirt.test.vcpus import online
from anyvirt.util import cpuset as cpusets
from anyvirt.util.error import ArgumentUnsupported, InvalidArg, OperationInvalid
from anyvirt.util.flags import check_exclusive, check_flags, invalid_argument
from anyvirt.util.refs import DomainRef

_APPEND: Final = constants.VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_APPEND
_REMOVE: Final = constants.VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_REMOVE
_FS_TYPE: Final = "ext4"
_FS_BYTES: Final = (10 * 1024**3, 4 * 1024**3)  # size and use of each file system
_LOGIN_TIME_MS: Final = 627319920000


class Agent(Addresses):
    """Everything that a guest answers itself."""

    async def domain_fsfreeze(self, dom: DomainRef, mountpoints: list[str], flags: int) -> int:
        check_flags(flags, 0, "virDomainFSFreeze")
        domain = self.find_active(dom)
        chosen = _mounts(mountpoints) - domain.frozen
        domain.frozen |= chosen
        return len(chosen)

    async def domain_fsthaw(self, dom: DomainRef, mountpoints: list[str], flags: int) -> int:
        check_flags(flags, 0, "virDomainFSThaw")
        domain = self.find_active(dom)
        chosen = _mounts(mountpoints) & domain.frozen
        domain.frozen -= chosen
        return len(chosen)

    async def domain_fstrim(self, dom: DomainRef, mount_point: str | None, minimum: int, flags: int) -> None:
        check_flags(flags, 0, "virDomainFSTrim")
        self.find_active(dom)
        if mount_point is not None:
            _mounts([mount_point])

    async def domain_get_fsinfo(self, dom: DomainRef, flags: int) -> list[FsInfo]:
        check_flags(flags, 0, "virDomainGetFSInfo")
        return _file_systems(self.find_active(dom))

    async def domain_get_time(self, dom: DomainRef, flags: int) -> GuestTime:
        check_flags(flags, 0, "virDomainGetTime")
        return self.find_active(dom).clock

    async def domain_set_time(self, dom: DomainRef, time: GuestTime, flags: int) -> None:
        check_flags(flags, constants.VIR_DOMAIN_TIME_SYNC, "virDomainSetTime")
        self.find_active(dom).clock = time

    async def domain_set_user_password(self, dom: DomainRef, user: str, password: str, flags: int) -> None:
        check_flags(flags, constants.VIR_DOMAIN_PASSWORD_ENCRYPTED, "virDomainSetUserPassword")
        self.find_active(dom)

    async def domain_agent_set_response_timeout(self, dom: DomainRef, timeout_s: int, flags: int) -> None:
        function = "virDomainAgentSetResponseTimeout"
        check_flags(flags, 0, function)
        if timeout_s < constants.VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_BLOCK:
            raise InvalidArg(f"guest agent timeout '{timeout_s}' is less than the minimum, -2")
        self.find(dom).agent_timeout_s = timeout_s

    async def domain_authorized_ssh_keys_get(self, dom: DomainRef, user: str, flags: int) -> list[str]:
        check_flags(flags, 0, "virDomainAuthorizedSSHKeysGet")
        return list(self.find_active(dom).ssh_keys.get(user, ()))

    async def domain_authorized_ssh_keys_set(self, dom: DomainRef, user: str, keys: list[str], flags: int) -> None:
        function = "virDomainAuthorizedSSHKeysSet"
        check_flags(flags, _APPEND | _REMOVE, function)
        check_exclusive(
            flags,
            ("VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_APPEND", _APPEND),
            ("VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_REMOVE", _REMOVE),
            function,
        )
        if flags and not keys:
            raise invalid_argument(f"keys in {function} must not be NULL", function=function, argument="keys")
        there = self.find_active(dom).ssh_keys
        before = there.get(user, [])
        if flags & _REMOVE:
            there[user] = [key for key in before if key not in keys]
        elif flags & _APPEND:
            there[user] = [*before, *(key for key in dict.fromkeys(keys) if key not in before)]
        else:
            there[user] = list(dict.fromkeys(keys))

    async def domain_get_guest_vcpus(self, dom: DomainRef, flags: int) -> TypedParams:
        check_flags(flags, 0, "virDomainGetGuestVcpus")
        domain = self.find_active(dom)
        vcpus = range(online(domain.definition))
        return {
            "vcpus": cpusets.to_text(vcpus),
            "online": cpusets.to_text(vcpu for vcpu in vcpus if vcpu not in domain.offline_vcpus),
            "offlinable": cpusets.to_text(vcpus[1:]),
        }

    async def domain_set_guest_vcpus(self, dom: DomainRef, cpumap: str, state: bool, flags: int) -> None:
        check_flags(flags, 0, "virDomainSetGuestVcpus")
        domain = self.find_active(dom)
        chosen = cpusets.parse(cpumap)
        missing = sorted(vcpu for vcpu in chosen if vcpu >= online(domain.definition))
        if missing:
            raise InvalidArg(f"domain '{domain.name}': the guest has no vcpu {missing[0]}")
        if state:
            domain.offline_vcpus -= chosen
        elif 0 in chosen:
            raise InvalidArg(f"domain '{domain.name}': vcpu 0 can't be offlined")
        else:
            domain.offline_vcpus |= chosen

    async def domain_get_guest_info(self, dom: DomainRef, types: int, flags: int) -> TypedParams:
        check_flags(flags, 0, "virDomainGetGuestInfo")
        domain = self.find_active(dom)
        unknown = types & ~_ALL_INFO
        if unknown:
            raise ArgumentUnsupported(f"the kinds of guest information {unknown:#x} are unknown")
        info: TypedParams = {}
        for kind, tell in _INFO.items():
            if not types or types & kind:
                info |= tell(domain)
        if not types or types & _INTERFACES:
            info |= _interfaces(self.addresses(domain))
        return info


def _mounts(mountpoints: list[str]) -> set[str]:
    """The file systems that a caller means, all without any."""
    for mountpoint in mountpoints:
        if mountpoint not in MOUNTS:
            raise OperationInvalid(f"mount point not found: {mountpoint}")
    return set(mountpoints or MOUNTS)


def _file_systems(domain: TestDomain) -> list[FsInfo]:
    """They are on the first disk; a guest without one has none."""
    targets = [disk.target for disk in domain.definition.disks[:1]]
    return [
        FsInfo(mountpoint, f"{target}{number}", _FS_TYPE, [target])
        for target in targets
        for number, mountpoint in enumerate(MOUNTS, 1)
    ]


def _users(domain: TestDomain) -> TypedParams:
    return {"user.count": 1, "user.0.name": "root", "user.0.login-time": _LOGIN_TIME_MS}


def _system(domain: TestDomain) -> TypedParams:
    return {
        "os.id": "linux",
        "os.name": "Test",
        "os.pretty-name": "Test",
        "os.version": "1",
        "os.version-id": "1",
        "os.kernel-release": "1.0",
        "os.kernel-version": "#1",
        "os.machine": domain.definition.os_arch or "",
    }


def _timezone(domain: TestDomain) -> TypedParams:
    return {"timezone.name": "UTC", "timezone.offset": 0}


def _hostname(domain: TestDomain) -> TypedParams:
    return {"hostname": f"{domain.name}host"}


def _filesystem_info(domain: TestDomain) -> TypedParams:
    there = _file_systems(domain)
    info: TypedParams = {"fs.count": len(there)}
    for number, system in enumerate(there):
        info |= {
            f"fs.{number}.name": system.name,
            f"fs.{number}.mountpoint": system.mountpoint,
            f"fs.{number}.fstype": system.fstype,
            f"fs.{number}.total-bytes": _FS_BYTES[0],
            f"fs.{number}.used-bytes": _FS_BYTES[1],
            f"fs.{number}.disk.count": len(system.targets),
        }
        info |= {f"fs.{number}.disk.{place}.alias": target for place, target in enumerate(system.targets)}
    return info


def _disks(domain: TestDomain) -> TypedParams:
    disks = domain.definition.disks
    info: TypedParams = {"disk.count": len(disks)}
    for number, disk in enumerate(disks):
        info |= {
            f"disk.{number}.name": f"/dev/{disk.target}",
            f"disk.{number}.partition": False,
            f"disk.{number}.alias": disk.target,
        }
    return info


def _interfaces(interfaces: dict[str, InterfaceAddresses]) -> TypedParams:
    info: TypedParams = {"if.count": len(interfaces)}
    for number, (name, interface) in enumerate(interfaces.items()):
        there = interface["addrs"] or []
        info[f"if.{number}.name"] = name
        info[f"if.{number}.hwaddr"] = interface["hwaddr"] or ""
        info[f"if.{number}.addr.count"] = len(there)
        for place, address in enumerate(there):
            info[f"if.{number}.addr.{place}.type"] = "ipv4" if address["type"] == 0 else "ipv6"
            info[f"if.{number}.addr.{place}.addr"] = address["addr"]
            info[f"if.{number}.addr.{place}.prefix"] = address["prefix"]
    return info


def _load(domain: TestDomain) -> TypedParams:
    return {"load.1m": 0.0, "load.5m": 0.0, "load.15m": 0.0}


_INFO: Final = {
    constants.VIR_DOMAIN_GUEST_INFO_USERS: _users,
    constants.VIR_DOMAIN_GUEST_INFO_OS: _system,
    constants.VIR_DOMAIN_GUEST_INFO_TIMEZONE: _timezone,
    constants.VIR_DOMAIN_GUEST_INFO_HOSTNAME: _hostname,
    constants.VIR_DOMAIN_GUEST_INFO_FILESYSTEM: _filesystem_info,
    constants.VIR_DOMAIN_GUEST_INFO_DISKS: _disks,
    constants.VIR_DOMAIN_GUEST_INFO_LOAD: _load,
}
_INTERFACES: Final = constants.VIR_DOMAIN_GUEST_INFO_INTERFACES
_ALL_INFO: Final = sum(_INFO) | _INTERFACES
