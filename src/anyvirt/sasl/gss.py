"""GSSAPI (RFC 4752): Kerberos, which also encrypts what follows. It needs the package `gssapi`."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any, ClassVar, Final

from anyvirt.sasl.mechanism import LEAST_SSF, Mechanism, Policy, failed, shown
from anyvirt.util.error import AuthFailed

if TYPE_CHECKING:
    SecurityContext = Any  # whose package may not be here

SERVICE: Final = "libvirt"  # of libvirt's principals: libvirt/host.example@REALM

SSF_MAX: Final = 256  # of the ciphers that Kerberos has today
_SSF_OID: Final = "1.2.840.113554.1.2.2.5.15"  # GSS_C_SEC_CONTEXT_SASL_SSF

_NONE, _INTEGRITY, _PRIVACY = 1, 2, 4  # RFC 4752, 3.1: the layers, as bits
_SIZE_MAX: Final = 0xFFFF  # of a wrapped packet that we take; libvirt's own buffer
_LENGTH: Final = struct.Struct(">I")


def has_ticket() -> bool:
    """Whether the package is here, and a ticket with which a client can begin."""
    try:
        import gssapi
    except (ImportError, OSError):  # the C library below it may be what is missing
        return False
    try:
        return bool(gssapi.Credentials(usage="initiate").lifetime)
    except gssapi.exceptions.GSSError:
        return False


def has_key() -> bool:
    """Whether the package is here, and the key with which a daemon can accept clients."""
    try:
        import gssapi
    except (ImportError, OSError):
        return False
    try:
        gssapi.Credentials(usage="accept")
    except gssapi.exceptions.GSSError:
        return False
    return True


class GssLayer:
    """Encrypts everything, in packets with their length before them (RFC 4752, 3.3)."""

    def __init__(self, context: SecurityContext, peer_max: int) -> None:
        self._context = context
        self.ssf = _bits(context)
        self._room = context.get_wrap_size_limit(peer_max, True)
        self._arrived = bytearray()

    def wrap(self, data: bytes) -> bytes:
        """The packets to send for *data*."""
        parts = (data[start : start + self._room] for start in range(0, len(data), self._room))
        wrapped = (self._context.wrap(bytes(part), True).message for part in parts)
        return b"".join(_LENGTH.pack(len(each)) + each for each in wrapped)

    def unwrap(self, data: bytes) -> bytes:
        """What is in the packets that are complete.

        Raises:
            AuthFailed: one is too long, not encrypted or not the other side's.
        """
        self._arrived += data
        found = []
        while len(self._arrived) >= _LENGTH.size:
            (size,) = _LENGTH.unpack_from(self._arrived)
            if size > _SIZE_MAX:
                raise failed(f"an encrypted packet of {size} bytes came, where {_SIZE_MAX} are allowed")
            end = _LENGTH.size + size
            if len(self._arrived) < end:
                break
            found.append(_unwrapped(self._context, bytes(self._arrived[_LENGTH.size : end]), private=True))
            del self._arrived[:end]
        return b"".join(found)


class Gssapi(Mechanism):
    """The client's side: as whoever the ticket is for."""

    name: ClassVar[str] = "GSSAPI"
    ssf_max: ClassVar[int] = SSF_MAX

    def start(self) -> bytes | None:
        import gssapi

        service = gssapi.Name(f"{SERVICE}@{self.host}", gssapi.NameType.hostbased_service)
        flags = gssapi.RequirementFlag
        with _reported():
            self._context = gssapi.SecurityContext(
                name=service,
                usage="initiate",
                mech=gssapi.MechType.kerberos,
                flags=flags.mutual_authentication
                | flags.integrity
                | flags.confidentiality
                | flags.out_of_sequence_detection,
            )
            token: bytes | None = self._context.step()
        return token

    def step(self, data: bytes | None) -> bytes | None:
        if not self._context.complete:
            with _reported():
                token: bytes | None = self._context.step(data)
            return token or b""
        if self.complete:
            raise failed("the server says more than GSSAPI has it say")
        offer = _unwrapped(self._context, data or b"", private=False)
        if len(offer) != 4:
            raise failed("the server's offer of layers is not one of GSSAPI's")
        peer_max = int.from_bytes(offer[1:])
        if offer[0] & _PRIVACY:
            self.layer = GssLayer(self._context, min(peer_max, _SIZE_MAX))
            choice = bytes([_PRIVACY]) + _SIZE_MAX.to_bytes(3)
        elif offer[0] & _NONE:
            choice = bytes([_NONE, 0, 0, 0])
        else:
            raise failed("the server wants packets to be signed but not encrypted, which is not done here")
        self.complete = True
        return _signed(self._context, choice + self.username.encode())


class GssapiServer:
    """The server's side of one exchange.

    Attributes:
        username: who the client is: its principal, without the realm if that is the daemon's own.
        principal: the same with the realm in any case.
    """

    def __init__(self, policy: Policy) -> None:
        import gssapi

        with _reported():
            # The key table says as whom; any principal of ours that it has will do.
            self._context = gssapi.SecurityContext(usage="accept")
        # Through TLS everything is encrypted already.
        self._layer = _PRIVACY if policy.least_ssf > policy.external_ssf else _NONE
        self._least_ssf = policy.least_ssf
        self._offered = False
        self.username = ""
        self.principal = ""
        self.layer: GssLayer | None = None

    def step(self, data: bytes | None) -> tuple[bool, bytes | None]:
        """Answer the client; True with the last answer.

        Raises:
            AuthFailed: its ticket is not good, or it does not keep to the rules.
        """
        if not self._context.complete:
            with _reported():
                token = self._context.step(data or b"")
            if not self._context.complete or token:
                return False, token or b""
            return False, self._offer()
        if not self._offered:
            return False, self._offer()
        self._choose(_unwrapped(self._context, data or b"", private=False))
        return True, None

    def _offer(self) -> bytes:
        self._offered = True
        size = _SIZE_MAX if self._layer == _PRIVACY else 0
        return _signed(self._context, bytes([self._layer]) + size.to_bytes(3))

    def _choose(self, choice: bytes) -> None:
        if len(choice) < 4 or choice[0] != self._layer:
            raise failed("the client has not chosen the layer that it was offered")
        self.principal = str(self._context.initiator_name)
        name, _, realm = self.principal.rpartition("@")
        # As libsasl has it: those of the daemon's own realm need not say it.
        own = str(self._context.target_name).rpartition("@")[2]
        self.username = name if realm == own else self.principal
        acts_for = choice[4:].decode(errors="replace")
        if acts_for not in ("", self.username, self.principal):
            raise failed(f"user '{self.principal}' may not act for {shown(acts_for)}")
        if self._layer == _PRIVACY:
            self.layer = GssLayer(self._context, min(int.from_bytes(choice[1:4]), _SIZE_MAX))
            if self.layer.ssf < self._least_ssf:
                raise failed(f"the client's ticket gives {self.layer.ssf} bits of protection, not {self._least_ssf}")


def _signed(context: SecurityContext, data: bytes) -> bytes:
    with _reported():
        return bytes(context.wrap(data, False).message)


def _unwrapped(context: SecurityContext, data: bytes, *, private: bool) -> bytes:
    with _reported():
        found = context.unwrap(data)
    if private and not found.encrypted:
        raise failed("a packet came that is not encrypted")
    return bytes(found.message)


def _bits(context: SecurityContext) -> int:
    """Bits of protection that the ticket's cipher gives."""
    import gssapi

    try:
        (found,) = gssapi.raw.inquire_sec_context_by_oid(context, gssapi.OID.from_int_seq(_SSF_OID))
    except (AttributeError, ValueError, gssapi.exceptions.GSSError):
        return LEAST_SSF  # an implementation that does not tell: any cipher has as much
    return int.from_bytes(found)


class _reported:
    """Reports Kerberos's failures as ours."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: Any, error: BaseException | None, _trace: Any) -> None:
        import gssapi

        if isinstance(error, gssapi.exceptions.GSSError):
            raise AuthFailed(f"Kerberos: {error}", origin=46) from error
