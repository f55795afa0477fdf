"""How the guest's memory and keys are protected: <launchSecurity>, <keywrap>."""

from __future__ import annotations

from typing import Annotated

from anyvirt.conf.domain.hexa import Hex
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Element, OnOff, UInt, YesNo, attr, integer, need

SevPolicy = Annotated[int, integer(0, 2**32 - 1, fmt="#06x")]
SnpPolicy = Annotated[int, integer(0, 2**64 - 1, fmt="#010x")]


class SevSecurity(Element, tag="launchSecurity", const={"type": "sev"}):
    """Memory encrypted by AMD's SEV."""

    kernel_hashes: YesNo | None = attr("@kernelHashes")
    cbitpos: UInt | None = attr("cbitpos")  # bit of an address that says encrypted
    reduced_phys_bits: UInt | None = attr("reducedPhysBits")
    policy: SevPolicy = need("policy")
    dh_cert: str | None = attr("dhCert")
    session: str | None = attr("session")


class SnpSecurity(Element, tag="launchSecurity", const={"type": "sev-snp"}):
    """Memory encrypted and guarded by AMD's SEV-SNP. The blocks are in base 64."""

    kernel_hashes: YesNo | None = attr("@kernelHashes")
    author_key: YesNo | None = attr("@authorKey")
    vcek: YesNo | None = attr("@vcek")
    cbitpos: UInt | None = attr("cbitpos")
    reduced_phys_bits: UInt | None = attr("reducedPhysBits")
    policy: SnpPolicy = need("policy")
    guest_visible_workarounds: str | None = attr("guestVisibleWorkarounds")
    id_block: str | None = attr("idBlock")
    id_auth: str | None = attr("idAuth")
    host_data: str | None = attr("hostData")


class TdxSecurity(Element, tag="launchSecurity", const={"type": "tdx"}):
    """Memory guarded by Intel's TDX."""

    policy: Hex | None = attr("policy")
    mr_config_id: str | None = attr("mrConfigId")
    mr_owner: str | None = attr("mrOwner")
    mr_owner_config: str | None = attr("mrOwnerConfig")
    quote_generation_path: str | None = attr("quoteGenerationService/@path", bare="")


class S390Security(Element, tag="launchSecurity", const={"type": "s390-pv"}):
    """Memory guarded by IBM's Secure Execution."""


LaunchSecurity = SevSecurity | SnpSecurity | TdxSecurity | S390Security


class KeywrapCipherName(WordEnum):
    AES = "aes"
    DEA = "dea"


class KeywrapCipher(Element, tag="cipher"):
    """Whether the guest may wrap keys of one kind (s390)."""

    name: KeywrapCipherName = need("@name")
    state: OnOff = need("@state")
