"""Constants: typed parameters, events of the loop and streams."""

from __future__ import annotations

from anyvirt.api.enums.model import Const, Group

GROUPS: tuple[Group, ...] = (
    Group(
        "virConnectCloseReason",
        "Why a connection was closed, as a close callback is told.",
        (
            Const("VIR_CONNECT_CLOSE_REASON_ERROR", 0, "0.10.0"),
            Const("VIR_CONNECT_CLOSE_REASON_EOF", 1, "0.10.0"),
            Const("VIR_CONNECT_CLOSE_REASON_KEEPALIVE", 2, "0.10.0"),
            Const("VIR_CONNECT_CLOSE_REASON_CLIENT", 3, "0.10.0"),
        ),
    ),
    Group(
        "virEventHandleType",
        "What an event loop reports about a descriptor.",
        (
            Const("VIR_EVENT_HANDLE_READABLE", 1 << 0, "0.5.0"),
            Const("VIR_EVENT_HANDLE_WRITABLE", 1 << 1, "0.5.0"),
            Const("VIR_EVENT_HANDLE_ERROR", 1 << 2, "0.5.0"),
            Const("VIR_EVENT_HANDLE_HANGUP", 1 << 3, "0.5.0"),
        ),
    ),
    Group(
        "virStreamEventType",
        "What an event callback of a stream is told.",
        (
            Const("VIR_STREAM_EVENT_READABLE", 1 << 0, "0.7.2"),
            Const("VIR_STREAM_EVENT_WRITABLE", 1 << 1, "0.7.2"),
            Const("VIR_STREAM_EVENT_ERROR", 1 << 2, "0.7.2"),
            Const("VIR_STREAM_EVENT_HANGUP", 1 << 3, "0.7.2"),
        ),
    ),
    Group(
        "virStreamFlags",
        "How a stream is opened.",
        (Const("VIR_STREAM_NONBLOCK", 1 << 0, "0.7.2"),),
    ),
    Group(
        "virStreamRecvFlagsValues",
        "How recvFlags() treats holes.",
        (Const("VIR_STREAM_RECV_STOP_AT_HOLE", 1 << 0, "3.4.0"),),
    ),
    Group(
        "virTypedParameterType",
        "Types of the values of parameters.",
        (
            Const("VIR_TYPED_PARAM_INT", 1, "0.9.2"),
            Const("VIR_TYPED_PARAM_UINT", 2, "0.9.2"),
            Const("VIR_TYPED_PARAM_LLONG", 3, "0.9.2"),
            Const("VIR_TYPED_PARAM_ULLONG", 4, "0.9.2"),
            Const("VIR_TYPED_PARAM_DOUBLE", 5, "0.9.2"),
            Const("VIR_TYPED_PARAM_BOOLEAN", 6, "0.9.2"),
            Const("VIR_TYPED_PARAM_STRING", 7, "0.9.8"),
        ),
    ),
    Group(
        "virTypedParameterFlags",
        "What parameters a caller understands.",
        (Const("VIR_TYPED_PARAM_STRING_OKAY", 1 << 2, "0.9.8"),),
    ),
)
