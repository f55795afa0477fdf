"""Rules about trusted platform modules."""

from __future__ import annotations

from collections.abc import Sequence

from anyvirt.conf.domain.devices.tpm import Tpm, TpmEmulator, TpmExternal, TpmVersion
from anyvirt.util.error import ConfigUnsupported, XmlError


def check_tpms_read(tpms: Sequence[Tpm]) -> None:
    if len(tpms) > 2:
        raise XmlError("<tpm>: at most two are allowed, one of them a proxy")
    for tpm in tpms:
        backend = tpm.backend
        if backend is None:
            raise XmlError("<tpm>: needs a <backend>")
        if isinstance(backend, TpmExternal):
            if backend.source_type is None:
                raise XmlError("<tpm>: the source needs a type")
            if backend.source_type != "unix":
                raise ConfigUnsupported(f"<tpm>: type of the source is '{backend.source_type}', only unix is possible")
        if isinstance(backend, TpmEmulator) and (backend.source_type is None) != (backend.source_path is None):
            raise XmlError("<tpm>: the source of a backend needs both type and path")


def check_tpm(tpm: Tpm) -> None:
    match tpm.backend:
        case TpmEmulator(version=TpmVersion.V1_2, active_pcr_banks=banks) if banks is not None:
            raise XmlError("<tpm>: <active_pcr_banks> needs version 2.0")
        case TpmExternal(source_mode=mode) if mode not in (None, "connect"):
            raise XmlError(f"<tpm>: mode of the source is '{mode}', only connect is possible")
        case TpmExternal(source_path=path) if not path:
            raise XmlError("<tpm>: the source needs a path")
        case _:
            pass
