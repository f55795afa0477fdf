"""Tap interfaces: network cards whose other end is a file descriptor.

A tap made here lives as long as somebody holds its descriptor, so that one whose QEMU dies goes by itself.
Numbers are those of linux/if_tun.h, linux/sockios.h and net/if.h.
"""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import struct
from contextlib import ExitStack

from anyvirt.util.error import InvalidArg, SystemCallError

_TUNSETIFF = 0x400454CA
_IFF_TAP, _IFF_MULTI_QUEUE, _IFF_NO_PI, _IFF_VNET_HDR = 0x0002, 0x0100, 0x1000, 0x4000
_SIOCGIFFLAGS, _SIOCSIFFLAGS, _SIOCSIFHWADDR, _SIOCSIFMTU, _SIOCGIFMTU = 0x8913, 0x8914, 0x8924, 0x8922, 0x8921
_SIOCBRADDIF = 0x89A2
_IFF_UP = 0x1
_ARPHRD_ETHER = 1
_NAME_SIZE = 16  # IFNAMSIZ, with the closing NUL


def create_tap(
    name: str | None,
    guest_mac: str,
    *,
    bridge: str | None = None,
    mtu: int | None = None,
    vnet_header: bool,
    queues: int = 1,
) -> tuple[list[int], str]:
    """Make a tap.

    Args:
        name: of the interface; None or with %d in it to let the kernel number it ("vnet%d").
        guest_mac: of the guest's card. The host's end gets it with the first byte FE, so that a bridge never takes
            it for its own address.
        bridge: interface to plug it into.
        mtu: size of the largest frame; None for the bridge's, or the kernel's default.
        vnet_header: whether frames carry offload headers, as virtio cards want.
        queues: how many CPUs can send and receive at the same time.

    Returns:
        An open descriptor for each queue, and the interface's name.

    Raises:
        InvalidArg: a name is too long.
        SystemCallError: the kernel refuses, or there is no such bridge.
    """
    wanted = (name or "vnet%d").encode()
    for what, given in (("interface", wanted), ("bridge", (bridge or "").encode())):
        if len(given) >= _NAME_SIZE:  # the kernel would cut it, and find another one
            raise InvalidArg(f"{what} name '{given.decode()}' is longer than {_NAME_SIZE - 1} bytes")
    flags = _IFF_TAP | _IFF_NO_PI
    flags |= _IFF_VNET_HDR if vnet_header else 0
    flags |= _IFF_MULTI_QUEUE if queues > 1 else 0
    with ExitStack() as undo:
        fds: list[int] = []
        try:
            for _ in range(queues):
                fds.append(os.open("/dev/net/tun", os.O_RDWR | os.O_CLOEXEC))
                undo.callback(os.close, fds[-1])
        except OSError as exc:
            raise SystemCallError(
                f"cannot open /dev/net/tun: {exc.strerror}", hint="tap interfaces need root or CAP_NET_ADMIN"
            ) from exc
        made = _set_up(fds, wanted, flags, guest_mac, bridge, mtu)
        undo.pop_all()
    return fds, made


def _set_up(fds: list[int], wanted: bytes, flags: int, guest_mac: str, bridge: str | None, mtu: int | None) -> str:
    """Make *fds* the queues of one tap, and return its name."""
    name = wanted
    try:
        for fd in fds:
            name = fcntl.ioctl(fd, _TUNSETIFF, struct.pack("16sH22x", name, flags))[:_NAME_SIZE].rstrip(b"\0")
        _configure(name.decode(), guest_mac, bridge, mtu)
    except OSError as exc:
        if exc.errno == errno.ENODEV and bridge is not None:
            raise SystemCallError(
                f"there is no bridge '{bridge}' on this host",
                int1=exc.errno,
                hint=f"make it with: ip link add {bridge} type bridge",
            ) from exc
        raise SystemCallError(
            f"cannot set up tap interface '{wanted.decode()}'{f' on {bridge}' if bridge else ''}: {exc.strerror}",
            int1=exc.errno or -1,
            hint="tap interfaces need root or CAP_NET_ADMIN" if exc.errno in (errno.EPERM, errno.EACCES) else None,
        ) from exc
    return name.decode()


def _configure(name: str, guest_mac: str, bridge: str | None, mtu: int | None) -> None:
    encoded = name.encode()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        address = b"\xfe" + bytes.fromhex(guest_mac.replace(":", ""))[1:]
        fcntl.ioctl(control, _SIOCSIFHWADDR, struct.pack("16sH6s16x", encoded, _ARPHRD_ETHER, address))
        if bridge is not None and mtu is None:
            answer = fcntl.ioctl(control, _SIOCGIFMTU, struct.pack("16si20x", bridge.encode(), 0))
            mtu = struct.unpack("16si20x", answer)[1]
        if mtu is not None:
            # Before the plug: a port with a smaller MTU would lower the bridge's for everyone.
            fcntl.ioctl(control, _SIOCSIFMTU, struct.pack("16si20x", encoded, mtu))
        if bridge is not None:
            index = socket.if_nametoindex(name)
            fcntl.ioctl(control, _SIOCBRADDIF, struct.pack("16si20x", bridge.encode(), index))
        answer = fcntl.ioctl(control, _SIOCGIFFLAGS, struct.pack("16sH22x", encoded, 0))
        flags = struct.unpack("16sH22x", answer)[1] | _IFF_UP
        fcntl.ioctl(control, _SIOCSIFFLAGS, struct.pack("16sH22x", encoded, flags))
