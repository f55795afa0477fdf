"""Migration: the public calls, which anyvirt.migration makes of phases, and the phases, which only drivers know."""

from __future__ import annotations

from anyvirt.api.kinds import (
    DONE,
    NOT_RUNNING,
    OPTIONAL_STR,
    OPTIONAL_XML,
    PARAMS,
    STR,
    UNSIGNED_LONG,
    flags,
)
from anyvirt.api.model import Acl, Arg, ArgType, Function, Owner, Progress, Result

_CONNECTION = ArgType("virConnect", "virConnect")
_COOKIE = Arg("cookie", ArgType("bytes", "bytes"), "what the other end said in the phase before.")
_CANCELLED = Arg("cancelled", ArgType("bool", "bool"), "whether a phase has failed, or somebody stopped the migration.")
_PARAMS = Arg("params", PARAMS, "VIR_MIGRATE_PARAM_*.")
_FLAGS = flags("VIR_MIGRATE_* bits.")
_DESTINATION = Arg("dconn", _CONNECTION, "the connection to the destination.")
_NAME = Arg("dname", OPTIONAL_STR, "the name there; None for the same.", default="None")
_URI = Arg("uri", OPTIONAL_STR, "where the hypervisors meet; None to leave it to the destination.", default="None")
_XML = Arg("dxml", OPTIONAL_XML, "a <domain> document for the destination; None for the same.", default="None")
_BANDWIDTH = Arg("bandwidth", UNSIGNED_LONG, "limit in MiB/s; 0 for none.", default="0")
_MIGRATE = (Acl("domain", "migrate"),)
_FAILS = (
    NOT_RUNNING,
    ("OperationAborted", "somebody stopped it."),
    ("ArgumentUnsupported", "a flag or a parameter is not known to one of the drivers."),
)
_STORAGE = ("VIR_MIGRATE_NON_SHARED_DISK", "VIR_MIGRATE_NON_SHARED_INC")
_CHANNELS = ("VIR_MIGRATE_TUNNELLED", "VIR_MIGRATE_PARALLEL")
_WRITES = ("VIR_MIGRATE_NON_SHARED_SYNCHRONOUS_WRITES", "VIR_MIGRATE_NON_SHARED_DISK | VIR_MIGRATE_NON_SHARED_INC")
_DOMAIN = Result("virDomain", "DomainRef", "{}")

ROWS: tuple[Function, ...] = (
    Function(
        c_name="virDomainMigrate",
        owner=Owner.DOMAIN,
        name="migrate",
        args=(_DESTINATION, _FLAGS, _NAME, _URI, _BANDWIDTH),
        result=_DOMAIN,
        summary="Move the domain to another host.",
        returns="the domain there.",
        raises=_FAILS,
        since="0.3.2",
        acl=(),
        local=True,
        progress=Progress.JOB,
        exclusive=(_CHANNELS, _STORAGE),
        requires=(_WRITES,),
    ),
    Function(
        c_name="virDomainMigrate2",
        owner=Owner.DOMAIN,
        name="migrate2",
        args=(_DESTINATION, _XML, _FLAGS, _NAME, _URI, _BANDWIDTH),
        result=_DOMAIN,
        summary="Move the domain to another host.",
        returns="the domain there.",
        raises=_FAILS,
        since="0.9.2",
        acl=(),
        local=True,
        progress=Progress.JOB,
        exclusive=(_CHANNELS, _STORAGE),
        requires=(_WRITES,),
    ),
    Function(
        c_name="virDomainMigrate3",
        owner=Owner.DOMAIN,
        name="migrate3",
        args=(_DESTINATION, _PARAMS, _FLAGS),
        result=_DOMAIN,
        summary="Move the domain to another host, with more to choose.",
        returns="the domain there.",
        raises=_FAILS,
        since="1.1.0",
        acl=(),
        local=True,
        progress=Progress.JOB,
        exclusive=(_STORAGE,),
        requires=(_WRITES,),
    ),
    Function(
        c_name="virDomainMigrateToURI",
        owner=Owner.DOMAIN,
        name="migrateToURI",
        args=(Arg("duri", STR, "URI of the destination."), _FLAGS, _NAME, _BANDWIDTH),
        result=DONE,
        summary="Have the hosts move the domain from one to the other.",
        raises=_FAILS,
        since="0.7.2",
        acl=(),
        local=True,
        progress=Progress.JOB,
        exclusive=(_CHANNELS, _STORAGE),
        requires=(_WRITES,),
    ),
    Function(
        c_name="virDomainMigrateToURI2",
        owner=Owner.DOMAIN,
        name="migrateToURI2",
        args=(
            Arg("dconnuri", OPTIONAL_STR, "URI of the destination.", default="None"),
            Arg("miguri", OPTIONAL_STR, "where the hypervisors meet.", default="None"),
            _XML,
            _FLAGS,
            _NAME,
            _BANDWIDTH,
        ),
        result=DONE,
        summary="Have the hosts move the domain from one to the other.",
        raises=_FAILS,
        since="0.9.2",
        acl=(),
        local=True,
        progress=Progress.JOB,
        exclusive=(_CHANNELS, _STORAGE),
        requires=(_WRITES,),
    ),
    Function(
        c_name="virDomainMigrateToURI3",
        owner=Owner.DOMAIN,
        name="migrateToURI3",
        args=(Arg("dconnuri", OPTIONAL_STR, "URI of the destination."), _PARAMS, _FLAGS),
        result=DONE,
        summary="Have the hosts move the domain from one to the other, with more to choose.",
        raises=_FAILS,
        since="1.1.0",
        acl=(),
        local=True,
        progress=Progress.JOB,
        exclusive=(_CHANNELS, _STORAGE),
        requires=(_WRITES,),
    ),
)

PHASES: tuple[Function, ...] = (
    Function(
        c_name="virDomainMigrateBegin3Params",
        owner=Owner.DOMAIN,
        name="_migrateBegin",
        args=(_PARAMS, _FLAGS),
        result=Result("MigrationStart", "MigrationStart"),
        summary="Source, first phase: begin the job, and tell the destination what comes.",
        since="1.1.0",
        acl=_MIGRATE,
        write=True,
    ),
    Function(
        c_name="virDomainMigratePrepare3Params",
        owner=Owner.CONNECT,
        name="_migratePrepare",
        args=(_PARAMS, _COOKIE, _FLAGS),
        result=Result("MigrationTarget", "MigrationTarget"),
        summary="Destination, second phase: make a guest that waits for its memory.",
        details="What was made is undone where this fails.",
        since="1.1.0",
        acl=(Acl("domain", "migrate"), Acl("domain", "start"), Acl("domain", "write")),
        write=True,
    ),
    Function(
        c_name="virDomainMigratePerform3Params",
        owner=Owner.DOMAIN,
        name="_migratePerform",
        args=(Arg("dconnuri", OPTIONAL_STR, "URI of the destination, peer to peer."), _PARAMS, _COOKIE, _FLAGS),
        result=Result("bytes", "bytes"),
        summary="Source, third phase: move the memory, and leave the guest paused.",
        details="With VIR_MIGRATE_PEER2PEER it is all phases, which the driver goes through with the destination.",
        since="1.1.0",
        acl=_MIGRATE,
        write=True,
    ),
    Function(
        c_name="virDomainMigrateFinish3Params",
        owner=Owner.CONNECT,
        name="_migrateFinish",
        args=(_PARAMS, _COOKIE, _FLAGS, _CANCELLED),
        result=Result("MigrationEnd", "MigrationEnd"),
        summary="Destination, fourth phase: let the guest run, or undo what was prepared.",
        since="1.1.0",
        acl=_MIGRATE,
        write=True,
    ),
    Function(
        c_name="virDomainMigrateConfirm3Params",
        owner=Owner.DOMAIN,
        name="_migrateConfirm",
        args=(_PARAMS, _COOKIE, _FLAGS, _CANCELLED),
        result=DONE,
        summary="Source, last phase: end the guest, or let it go on here; then the job.",
        since="1.1.0",
        acl=_MIGRATE,
        write=True,
    ),
)
"""As libvirt's protocol names them, without the public function that they are not."""
