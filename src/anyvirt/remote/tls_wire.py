"""The wire of a connection with TLS. Others do without the module ssl, which takes long to load."""

from __future__ import annotations

import ssl

from anyvirt.remote.wire import Arrived, Wire


class TlsWire(Wire):
    """A socket with TLS, after the handshake."""

    encrypted = True

    def __init__(self, sock: ssl.SSLSocket) -> None:
        super().__init__(sock, local=False)
        self._tls = sock
        cipher = sock.cipher()
        self.cipher_bits = cipher[2] if cipher is not None else 0

    def receive(self, size: int) -> Arrived | None:
        try:
            return Arrived(self._tls.recv(size))
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return None
        except ssl.SSLEOFError:
            return Arrived(b"")  # cut off without a farewell, which no daemon says

    def send(self, data: bytes | bytearray | memoryview) -> int:
        try:
            return self._tls.send(data)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return 0

    def wait_readable(self, timeout_s: float | None = None) -> None:
        if not self._tls.pending():
            super().wait_readable(timeout_s)
