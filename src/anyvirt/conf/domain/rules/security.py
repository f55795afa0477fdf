"""Rules about what protects a guest from its host."""

from __future__ import annotations

from collections.abc import Sequence

from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.rules.general import repeated
from anyvirt.conf.domain.seclabel import DeviceSecLabel
from anyvirt.util.error import InternalError, XmlDetail, XmlError


def check_keywrap(domain: Domain) -> None:
    twice = repeated(cipher.name for cipher in domain.keywrap)
    if twice:
        raise InternalError(f"keywrap/cipher: '{twice[0].value}' is given twice")


def check_device_labels(labels: Sequence[DeviceSecLabel], what: str) -> None:
    """One label for each security driver, of what the guest uses of the host.

    Raises:
        XmlDetail: there are two.
        XmlError: there is one for what is not to be labelled.
    """
    twice = repeated(label.model for label in labels if label.model is not None)
    if twice:
        raise XmlDetail(f"{what}: there are two <seclabel> of model '{twice[0]}'")
    for label in labels:
        if label.relabel is False and label.labels:
            raise XmlError(f"{what}: a <seclabel> with relabel='no' cannot have a <label>")
