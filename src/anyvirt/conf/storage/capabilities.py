"""The <storagepoolCapabilities> document: the types of pools that a storage driver knows."""

from __future__ import annotations

from anyvirt.util.xmlmap import Element, YesNo, attr, child, children, need


class FormatEnum(Element, tag="enum", open_tags=(".",)):
    """The values that an option may have."""

    name: str = need("@name")  # sourceFormatType, targetFormatType
    values: list[str] = children("value")


class PoolOptions(Element, tag="poolOptions", open_tags=(".",)):
    """Formats of the source of a pool."""

    default_format: str | None = attr("defaultFormat/@type")
    enums: list[FormatEnum] = children("enum")


class VolumeOptions(Element, tag="volOptions", open_tags=(".",)):
    """Formats of the volumes."""

    default_format: str | None = attr("defaultFormat/@type")
    enums: list[FormatEnum] = children("enum")


class PoolTypeCaps(Element, tag="pool", open_tags=(".",)):
    """A type of pools."""

    type: str = need("@type")
    supported: YesNo = need("@supported")
    pool_options: PoolOptions | None = child("poolOptions")
    volume_options: VolumeOptions | None = child("volOptions")


class StoragePoolCapabilities(Element, tag="storagepoolCapabilities", open_tags=(".",)):
    """The whole document."""

    pools: list[PoolTypeCaps] = children("pool")
