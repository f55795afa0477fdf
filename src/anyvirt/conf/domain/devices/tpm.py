"""Trusted platform modules: <tpm>."""

from __future__ import annotations

from anyvirt.conf.domain.devices.address import Address, place
from anyvirt.util.error import InternalError
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Element, Positive, UInt, Uuid, YesNo, attr, child, flag


class TpmModel(WordEnum):
    TIS = "tpm-tis"
    CRB = "tpm-crb"
    SPAPR = "tpm-spapr"
    SPAPR_PROXY = "spapr-tpm-proxy"


class TpmVersion(WordEnum):
    V1_2 = "1.2"
    V2_0 = "2.0"


class TpmStateType(WordEnum):
    FILE = "file"
    DIR = "dir"


class TpmRemoveDisabled(WordEnum):
    """Which algorithms are taken out of a custom profile."""

    CHECK = "check"
    FIPS_HOST = "fips-host"


class PcrBanks(Element, tag="active_pcr_banks"):
    """The banks of platform configuration registers that are active from the next start on."""

    sha1: bool = flag("sha1")
    sha256: bool = flag("sha256")
    sha384: bool = flag("sha384")
    sha512: bool = flag("sha512")


class TpmProfile(Element, tag="profile"):
    """What a new TPM 2.0 is able to do."""

    source: str | None = attr("@source")  # local:..., distro:... or the name of a built-in profile
    remove_disabled: TpmRemoveDisabled | None = attr("@removeDisabled")
    name: str | None = attr("@name")  # as the emulator reports it


class TpmPassthrough(Element, tag="backend", const={"type": "passthrough"}):
    """The host's own TPM."""

    device: str | None = attr("device/@path")


class TpmEmulator(Element, tag="backend", const={"type": "emulator"}):
    """An emulator that is started for the guest."""

    version: TpmVersion | None = attr("@version")
    persistent_state: YesNo | None = attr(
        "@persistent_state", wrong=InternalError
    )  # keep the state of a transient guest
    debug: UInt | None = attr("@debug")  # level of the emulator's log
    encryption: Uuid | None = attr("encryption/@secret")  # secret that encrypts the state
    active_pcr_banks: PcrBanks | None = child("active_pcr_banks")
    source_type: TpmStateType | None = attr("source/@type")
    source_path: str | None = attr("source/@path")  # where the state is kept
    profile: TpmProfile | None = child("profile")


class TpmExternal(Element, tag="backend", const={"type": "external"}):
    """An emulator that somebody else starts."""

    source_type: str | None = attr("source/@type")  # unix
    source_mode: str | None = attr("source/@mode")  # connect
    source_path: str | None = attr("source/@path")  # its socket


TpmBackend = TpmPassthrough | TpmEmulator | TpmExternal


class Tpm(Element, tag="tpm"):
    """A trusted platform module of the guest."""

    model: TpmModel | None = attr("@model")
    backend: TpmBackend | None = child("backend", once=True)
    alias: str | None = attr("alias/@name")
    acpi_index: Positive | None = attr("acpi/@index")
    address: Address | None = place()
