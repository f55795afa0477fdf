"""SCRAM (RFC 5802, RFC 7677): both sides prove that they know a password, and neither sends it.

The server keeps keys made from the password, from which it cannot be read. Whoever steals them can pose as the server,
and can try passwords one by one, which the number of iterations makes slow.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
import stringprep
import unicodedata
from collections.abc import Callable
from typing import ClassVar, Final, NamedTuple

from anyvirt.sasl.mechanism import Mechanism, failed, shown
from anyvirt.util.error import AuthFailed

ITERATIONS_MIN: Final = 4096  # RFC 7677, 4
ITERATIONS_MAX: Final = 2_000_000  # about two seconds: a server may not keep us busy for longer
_NONCE_BYTES: Final = 24
_SALT_BYTES: Final = 16
_NO_BINDING: Final = base64.b64encode(b"n,,").decode()
HASHES: Final = {"SCRAM-SHA-512": "sha512", "SCRAM-SHA-256": "sha256", "SCRAM-SHA-1": "sha1"}


class Keys(NamedTuple):
    """What a server keeps of a password."""

    mechanism: str
    iterations: int
    salt: bytes
    stored_key: bytes
    server_key: bytes

    @classmethod
    def of(cls, password: str, mechanism: str = "SCRAM-SHA-256", *, iterations: int, salt: bytes | None = None) -> Keys:
        """Those of *password*.

        Raises:
            AuthFailed: it has characters that no password may have.
        """
        salt = secrets.token_bytes(_SALT_BYTES) if salt is None else salt
        name = HASHES[mechanism]
        salted = hashlib.pbkdf2_hmac(name, prepared(password).encode(), salt, iterations)
        client_key = _hmac(name, salted, b"Client Key")
        return cls(
            mechanism, iterations, salt, hashlib.new(name, client_key).digest(), _hmac(name, salted, b"Server Key")
        )

    @classmethod
    def parse(cls, text: str) -> Keys:
        """Read what `str` makes.

        Raises:
            ValueError: it is not in that form.
        """
        match = re.fullmatch(r"(SCRAM-[A-Z0-9-]+)\$([0-9]{1,7}):([^$:]+)\$([^:]+):([^:]+)", text)
        if match is None or match[1] not in HASHES:
            raise ValueError("keys are written as SCRAM-SHA-256$ITERATIONS:SALT$STOREDKEY:SERVERKEY")
        salt, stored_key, server_key = (base64.b64decode(match[each], validate=True) for each in (3, 4, 5))
        size = hashlib.new(HASHES[match[1]]).digest_size
        if len(stored_key) != size or len(server_key) != size or not salt:
            raise ValueError(f"keys of {match[1]} are of {size} bytes")
        if not ITERATIONS_MIN <= int(match[2]) <= ITERATIONS_MAX:
            raise ValueError(f"{match[2]} iterations are not between {ITERATIONS_MIN} and {ITERATIONS_MAX}")
        return cls(match[1], int(match[2]), salt, stored_key, server_key)

    def __str__(self) -> str:
        """RFC 5803, 3."""
        salt, stored_key, server_key = map(_text, (self.salt, self.stored_key, self.server_key))
        return f"{self.mechanism}${self.iterations}:{salt}${stored_key}:{server_key}"

    def fits(self, password: str) -> bool:
        """Whether *password* is the one. It takes the time that the number of iterations makes it take."""
        try:
            again = Keys.of(password, self.mechanism, iterations=self.iterations, salt=self.salt)
        except AuthFailed:
            return False
        return hmac.compare_digest(again.stored_key, self.stored_key)


class ScramClient(Mechanism):
    """The client's side."""

    needs_password = True
    _nonce: str
    _first: str

    def start(self) -> bytes:
        self._nonce = secrets.token_urlsafe(_NONCE_BYTES)
        name = prepared(self.username).replace("=", "=3D").replace(",", "=2C")
        if not name:
            raise failed("a user name is needed")
        self._first = f"n={name},r={self._nonce}"
        self._server_signature: bytes | None = None
        return f"n,,{self._first}".encode()

    def step(self, data: bytes | None) -> bytes | None:
        text = _decoded(data)
        if text.startswith("e="):
            raise failed(f"the server says {text[2:]}")
        if self._server_signature is None:
            return self._proof(text)
        self._verify(text)
        return None

    def _proof(self, first: str) -> bytes:
        fields = _fields(first, "rsi")
        nonce, salt = fields["r"], _bytes(fields["s"])
        if not nonce.startswith(self._nonce) or len(nonce) == len(self._nonce):
            raise failed("the server's number is not made from ours")
        if not re.fullmatch("[0-9]{1,9}", fields["i"]):
            raise failed(f"the server asks for {shown(fields['i'])} iterations, which is no number")
        iterations = int(fields["i"])
        if not ITERATIONS_MIN <= iterations <= ITERATIONS_MAX:
            raise failed(
                f"the server asks for {iterations} iterations, where {ITERATIONS_MIN} to {ITERATIONS_MAX} are safe"
            )
        hashed = HASHES[self.name]
        salted = hashlib.pbkdf2_hmac(hashed, prepared(self.password).encode(), salt, iterations)
        client_key = _hmac(hashed, salted, b"Client Key")
        without_proof = f"c={_NO_BINDING},r={nonce}"
        message = f"{self._first},{first},{without_proof}".encode()
        signature = _hmac(hashed, hashlib.new(hashed, client_key).digest(), message)
        self._server_signature = _hmac(hashed, _hmac(hashed, salted, b"Server Key"), message)
        return f"{without_proof},p={_text(_xor(client_key, signature))}".encode()

    def _verify(self, last: str) -> None:
        assert self._server_signature is not None
        if self.complete or not hmac.compare_digest(_bytes(_fields(last, "v")["v"]), self._server_signature):
            raise failed("the server does not know the password itself: it is not the one that it claims to be")
        self.complete = True


class ScramSha512(ScramClient):
    """SCRAM-SHA-512."""

    name: ClassVar[str] = "SCRAM-SHA-512"


class ScramSha256(ScramClient):
    """SCRAM-SHA-256."""

    name: ClassVar[str] = "SCRAM-SHA-256"


class ScramSha1(ScramClient):
    """SCRAM-SHA-1, which is all that older servers have. What is wrong with SHA-1 does not touch its use here."""

    name: ClassVar[str] = "SCRAM-SHA-1"


class ScramServer:
    """The server's side of one exchange.

    Args:
        keys_of: the keys of a user, which may be made up for one that does not exist, so that nobody learns who does.
    """

    def __init__(self, mechanism: str, keys_of: Callable[[str], Keys]) -> None:
        self._hash = HASHES[mechanism]
        self._keys_of = keys_of
        self._keys: Keys | None = None
        self.username = ""

    def step(self, data: bytes | None) -> tuple[bool, bytes]:
        """Answer the client; True with the last answer.

        Raises:
            AuthFailed: it does not know the password, or does not keep to the rules.
        """
        text = _decoded(data)
        return (False, self._challenge(text)) if self._keys is None else (True, self._verify(text))

    def _challenge(self, text: str) -> bytes:
        match = re.fullmatch(r"([ny]|p=[^,]*),(?:a=([^,]+))?,(.*)", text, re.DOTALL)
        if match is None:
            raise failed("the client's first message is not one of SCRAM's")
        if match[1].startswith("p="):
            raise failed("the client wants to bind the channel, which was not offered")
        self._first = match[3]
        if self._first.startswith("m="):
            raise failed("the client wants an extension that is not known here")
        fields = _fields(self._first, "nr")
        self.username = _unescaped(fields["n"])
        if match[2] is not None and _unescaped(match[2]) != self.username:
            raise failed(f"user {shown(self.username)} may not act for {shown(_unescaped(match[2]))}")
        self._header = f"{match[1]},{f'a={match[2]}' if match[2] else ''},"
        self._keys = self._keys_of(self.username)
        self._nonce = fields["r"] + secrets.token_urlsafe(_NONCE_BYTES)
        self._challenged = f"r={self._nonce},s={_text(self._keys.salt)},i={self._keys.iterations}"
        return self._challenged.encode()

    def _verify(self, text: str) -> bytes:
        assert self._keys is not None
        without_proof, found, proof = text.rpartition(",p=")
        if not found:
            raise failed("the client's last message has no proof")
        fields = _fields(without_proof, "cr")
        if not hmac.compare_digest(fields["r"].encode(), self._nonce.encode()):
            raise failed("the client's number is not the one that it was given")
        if _bytes(fields["c"]) != self._header.encode():
            raise failed("the client's messages contradict each other")
        message = f"{self._first},{self._challenged},{without_proof}".encode()
        proven = _bytes(proof)
        signature = _hmac(self._hash, self._keys.stored_key, message)
        if len(proven) != len(signature):
            raise failed("the client's proof is of the wrong length")
        client_key = _xor(proven, signature)
        if not hmac.compare_digest(hashlib.new(self._hash, client_key).digest(), self._keys.stored_key):
            raise failed(f"user {shown(self.username)} is unknown, or gave a wrong password")
        return f"v={_text(_hmac(self._hash, self._keys.server_key, message))}".encode()


def prepared(text: str) -> str:
    """*text* as everybody writes it who means the same characters: SASLprep, RFC 4013.

    Raises:
        AuthFailed: it has characters that are not allowed, such as control characters.
    """
    if text.isascii() and text.isprintable():
        return text
    mapped = "".join(
        " " if stringprep.in_table_c12(char) else char for char in text if not stringprep.in_table_b1(char)
    )
    normal = unicodedata.ucd_3_2_0.normalize("NFKC", mapped)
    for char in normal:
        if any(forbidden(char) for forbidden in _FORBIDDEN):
            raise failed(f"a name or password may not have the character U+{ord(char):04X}")
    if any(map(stringprep.in_table_d1, normal)):  # RFC 3454, 6: text that runs from right to left
        if any(map(stringprep.in_table_d2, normal)):
            raise failed("a name or password may not mix letters of both directions")
        if not stringprep.in_table_d1(normal[0]) or not stringprep.in_table_d1(normal[-1]):
            raise failed("a name or password that runs from right to left must begin and end with such letters")
    return normal


_FORBIDDEN: Final = (
    stringprep.in_table_a1,
    stringprep.in_table_c12,
    stringprep.in_table_c21_c22,
    stringprep.in_table_c3,
    stringprep.in_table_c4,
    stringprep.in_table_c5,
    stringprep.in_table_c6,
    stringprep.in_table_c7,
    stringprep.in_table_c8,
    stringprep.in_table_c9,
)


def _fields(text: str, wanted: str) -> dict[str, str]:
    """The attributes of a message, which begin with those of the letters *wanted* in this order; more may follow."""
    parts = text.split(",")
    if len(parts) < len(wanted) or any(
        not part.startswith(f"{letter}=") for letter, part in zip(wanted, parts, strict=False)
    ):
        raise failed("a message is not one of SCRAM's")
    return {letter: part[2:] for letter, part in zip(wanted, parts, strict=False)}


def _unescaped(name: str) -> str:
    if not name or re.search("=(?!2C|3D)", name):
        raise failed("the client's user name is not written as SCRAM wants it")
    return prepared(name.replace("=2C", ",").replace("=3D", "="))


def _decoded(data: bytes | None) -> str:
    try:
        return (data or b"").decode()
    except UnicodeDecodeError as exc:
        raise failed("a message is not in UTF-8") from exc


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as exc:
        raise failed("a message is not in base 64") from exc


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _hmac(name: str, key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, name)


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
