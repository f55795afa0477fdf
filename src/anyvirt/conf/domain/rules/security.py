"""Rules about what protects a guest from its host."""

from __future__ import annotations

from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.rules.general import repeated
from anyvirt.util.error import InternalError


def check_keywrap(domain: Domain) -> None:
    twice = repeated(cipher.name for cipher in domain.keywrap)
    if twice:
        raise InternalError(f"keywrap/cipher: '{twice[0].value}' is given twice")
