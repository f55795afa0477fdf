"""virDomain: calls that open a stream."""

from __future__ import annotations

from anyvirt.api.kinds import (
    NO_SUCH_PART,
    OPTIONAL_STR,
    STREAM,
    UNSIGNED,
    flags,
    opens,
    opens_with,
    unused_flags,
)
from anyvirt.api.model import Acl, Arg, Function, Owner

NOT_OPEN = ("OperationInvalid", "the domain is not running, or the stream is in use.")

ROWS: tuple[Function, ...] = (
    Function(
        c_name="virDomainOpenConsole",
        owner=Owner.DOMAIN,
        name="openConsole",
        args=(
            Arg("dev_name", OPTIONAL_STR, "alias of the console, serial port or parallel port; None for the first."),
            Arg("st", STREAM, "the stream that carries what is typed and what is shown."),
            flags(
                "VIR_DOMAIN_CONSOLE_FORCE takes the console from another stream, whose connection ends; "
                "VIR_DOMAIN_CONSOLE_SAFE refuses if it cannot be seen to that there is no other."
            ),
        ),
        result=opens("st"),
        summary="Connect a stream to a console of the running domain.",
        raises=(NOT_OPEN, NO_SUCH_PART, ("OperationFailed", "another stream has the console.")),
        since="0.8.6",
        acl=(Acl("domain", "open_device"),),
        write=True,
    ),
    Function(
        c_name="virDomainOpenChannel",
        owner=Owner.DOMAIN,
        name="openChannel",
        args=(
            Arg("name", OPTIONAL_STR, "name or alias of the channel; None for the first."),
            Arg("st", STREAM, "the stream that carries what is sent and what comes."),
            flags("VIR_DOMAIN_CHANNEL_FORCE takes the channel from another stream, whose connection ends."),
        ),
        result=opens("st"),
        summary="Connect a stream to a channel of the running domain.",
        raises=(NOT_OPEN, NO_SUCH_PART, ("OperationFailed", "another stream has the channel.")),
        since="1.0.2",
        acl=(Acl("domain", "open_device"),),
        write=True,
    ),
    Function(
        c_name="virDomainScreenshot",
        owner=Owner.DOMAIN,
        name="screenshot",
        args=(
            Arg("stream", STREAM, "the stream from which the picture is read."),
            Arg("screen", UNSIGNED, "number of the screen, from 0."),
            unused_flags(),
        ),
        result=opens_with("stream", "str"),
        summary="Take a picture of a screen of the domain.",
        returns="the MIME type of the picture.",
        raises=(NOT_OPEN, ("InvalidArg", "there is no such screen.")),
        since="0.9.2",
        acl=(Acl("domain", "screenshot"),),
        write=True,
    ),
)
