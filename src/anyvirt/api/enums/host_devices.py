"""Constants: devices of the host and secrets."""

from __future__ import annotations

from anyvirt.api.enums.model import Const, Group

GROUPS: tuple[Group, ...] = (
    Group(
        "virConnectListAllNodeDeviceFlags",
        "Filters of listAllDevices(): capability and state.",
        (
            Const("VIR_CONNECT_LIST_NODE_DEVICES_CAP_SYSTEM", 1 << 0, "0.10.2"),
            Const("VIR_CONNECT_LIST_NODE_DEVICES_CAP_PCI_DEV", 1 << 1, "0.10.2"),
            Const("VIR_CONNECT_LIST_NODE_DEVICES_CAP_USB_DEV", 1 << 2, "0.10.2"),
            Const("VIR_CONNECT_LIST_NODE_DEVICES_CAP_USB_INTERFACE", 1 << 3, "0.10.2"),
            Const("VIR_CONNECT_LIST_NODE_DEVICES_CAP_NET", 1 << 4, "0.10.2"),
            Const("VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI_HOST", 1 << 5, "0.10.2"),
            Const("VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI_TARGET", 1 << 6, "0.10.2"),
            Const("VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI", 1 << 7, "0.10.2"),
            Const("VIR_CONNECT_LIST_NODE_DEVICES_CAP_STORAGE", 1 << 8, "0.10.2"),
            Const("VIR_CONNECT_LIST_NODE_DEVICES_CAP_FC_HOST", 1 << 9, "1.0.4"),
            Const("VIR_CONNECT_LIST_NODE_DEVICES_CAP_VPORTS", 1 << 10, "1.0.4"),
            Const("VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI_GENERIC", 1 << 11, "1.1.0"),
            Const("VIR_CONNECT_LIST_NODE_DEVICES_CAP_DRM", 1 << 12, "3.1.0"),
            Const("VIR_CONNECT_LIST_NODE_DEVICES_CAP_MDEV_TYPES", 1 << 13, "3.4.0"),
            Const("VIR_CONNECT_LIST_NODE_DEVICES_CAP_MDEV", 1 << 14, "3.4.0"),
            Const("VIR_CONNECT_LIST_NODE_DEVICES_CAP_CCW_DEV", 1 << 15, "3.4.0"),
            Const("VIR_CONNECT_LIST_NODE_DEVICES_CAP_CSS_DEV", 1 << 16, "6.8.0"),
            Const("VIR_CONNECT_LIST_NODE_DEVICES_CAP_VDPA", 1 << 17, "6.9.0"),
            Const("VIR_CONNECT_LIST_NODE_DEVICES_CAP_AP_CARD", 1 << 18, "7.0.0"),
            Const("VIR_CONNECT_LIST_NODE_DEVICES_CAP_AP_QUEUE", 1 << 19, "7.0.0"),
            Const("VIR_CONNECT_LIST_NODE_DEVICES_CAP_AP_MATRIX", 1 << 20, "7.0.0"),
            Const("VIR_CONNECT_LIST_NODE_DEVICES_CAP_VPD", 1 << 21, "7.9.0"),
            Const("VIR_CONNECT_LIST_NODE_DEVICES_CAP_CCWGROUP_DEV", 1 << 22, "11.1.0"),
            Const("VIR_CONNECT_LIST_NODE_DEVICES_CAP_CCWGROUP_MEMBER", 1 << 23, "11.1.0"),
            Const("VIR_CONNECT_LIST_NODE_DEVICES_PERSISTENT", 1 << 28, "10.1.0"),
            Const("VIR_CONNECT_LIST_NODE_DEVICES_TRANSIENT", 1 << 29, "10.1.0"),
            Const("VIR_CONNECT_LIST_NODE_DEVICES_INACTIVE", 1 << 30, "7.3.0"),
            Const("VIR_CONNECT_LIST_NODE_DEVICES_ACTIVE", 1 << 31, "7.3.0"),
        ),
    ),
    Group(
        "virConnectListAllSecretsFlags",
        "Filters of listAllSecrets().",
        (
            Const("VIR_CONNECT_LIST_SECRETS_EPHEMERAL", 1 << 0, "0.10.2"),
            Const("VIR_CONNECT_LIST_SECRETS_NO_EPHEMERAL", 1 << 1, "0.10.2"),
            Const("VIR_CONNECT_LIST_SECRETS_PRIVATE", 1 << 2, "0.10.2"),
            Const("VIR_CONNECT_LIST_SECRETS_NO_PRIVATE", 1 << 3, "0.10.2"),
        ),
    ),
    Group(
        "virNodeDeviceCreateXMLFlags",
        "What nodeDeviceCreateXML() checks.",
        (Const("VIR_NODE_DEVICE_CREATE_XML_VALIDATE", 1 << 0, "8.10.0"),),
    ),
    Group(
        "virNodeDeviceDefineXMLFlags",
        "What nodeDeviceDefineXML() checks.",
        (Const("VIR_NODE_DEVICE_DEFINE_XML_VALIDATE", 1 << 0, "8.10.0"),),
    ),
    Group(
        "virNodeDeviceEventLifecycleType",
        "What happened to a device of the host.",
        (
            Const("VIR_NODE_DEVICE_EVENT_CREATED", 0, "2.2.0"),
            Const("VIR_NODE_DEVICE_EVENT_DELETED", 1, "2.2.0"),
            Const("VIR_NODE_DEVICE_EVENT_DEFINED", 2, "7.3.0"),
            Const("VIR_NODE_DEVICE_EVENT_UNDEFINED", 3, "7.3.0"),
        ),
    ),
    Group(
        "virNodeDeviceEventID",
        "The events of nodeDeviceEventRegisterAny().",
        (
            Const("VIR_NODE_DEVICE_EVENT_ID_LIFECYCLE", 0, "2.2.0"),
            Const("VIR_NODE_DEVICE_EVENT_ID_UPDATE", 1, "2.2.0"),
        ),
    ),
    Group(
        "virNodeDeviceUpdateFlags",
        "Where update() of a device of the host goes.",
        (
            Const("VIR_NODE_DEVICE_UPDATE_AFFECT_CURRENT", 0, "10.1.0"),
            Const("VIR_NODE_DEVICE_UPDATE_AFFECT_LIVE", 1 << 0, "10.1.0"),
            Const("VIR_NODE_DEVICE_UPDATE_AFFECT_CONFIG", 1 << 1, "10.1.0"),
        ),
    ),
    Group(
        "virNodeDeviceXMLFlags",
        "Which configuration XMLDesc() of a device of the host shows.",
        (Const("VIR_NODE_DEVICE_XML_INACTIVE", 1 << 0, "10.1.0"),),
    ),
    Group(
        "virSecretDefineFlags",
        "What secretDefineXML() checks.",
        (Const("VIR_SECRET_DEFINE_VALIDATE", 1 << 0, "7.7.0"),),
    ),
    Group(
        "virSecretEventLifecycleType",
        "What happened to a secret.",
        (
            Const("VIR_SECRET_EVENT_DEFINED", 0, "3.0.0"),
            Const("VIR_SECRET_EVENT_UNDEFINED", 1, "3.0.0"),
        ),
    ),
    Group(
        "virSecretEventID",
        "The events of secretEventRegisterAny().",
        (
            Const("VIR_SECRET_EVENT_ID_LIFECYCLE", 0, "3.0.0"),
            Const("VIR_SECRET_EVENT_ID_VALUE_CHANGED", 1, "3.0.0"),
        ),
    ),
    Group(
        "virSecretUsageType",
        "What a secret is for.",
        (
            Const("VIR_SECRET_USAGE_TYPE_NONE", 0, "0.7.1"),
            Const("VIR_SECRET_USAGE_TYPE_VOLUME", 1, "0.7.1"),
            Const("VIR_SECRET_USAGE_TYPE_CEPH", 2, "0.9.7"),
            Const("VIR_SECRET_USAGE_TYPE_ISCSI", 3, "1.0.4"),
            Const("VIR_SECRET_USAGE_TYPE_TLS", 4, "2.3.0"),
            Const("VIR_SECRET_USAGE_TYPE_VTPM", 5, "5.6.0"),
        ),
    ),
)
