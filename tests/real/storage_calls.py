"""Calls about storage on test:///default, and what came of each, as JSON.

Runs with the original's module or with ours: `python storage_calls.py libvirt` or `... anyvirt`.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
from collections.abc import Callable
from typing import Any

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
OWN_WORDS = {27, 35, 67}  # codes of errors about documents, which are said differently
FLAGS = "unsupported flags"

DEFAULT_UUID = "dfe224cb-28fb-8dd0-c4b2-64eb3f0f4566"
OTHER_UUID = "6695eb01-f6a4-8304-79aa-97f2502e193e"


class Recorder:
    """Makes calls and keeps what came of them."""

    def __init__(self, error: type[Exception]) -> None:
        self.outcomes: list[tuple[str, Any]] = []
        self._error = error

    def __call__(self, label: str, call: Callable[..., Any], *args: Any) -> Any:
        try:
            answer = call(*args)
        except self._error as exc:
            self.outcomes.append((label, ["error", *self._facts(exc)]))
            return None
        except Exception as exc:
            self.outcomes.append((label, ["raised", type(exc).__name__]))
            return None
        self.outcomes.append((label, self._plain(answer)))
        return answer

    def event(self, *what: Any) -> None:
        self.outcomes.append(("event", list(what)))

    def _facts(self, error: Any) -> list[Any]:
        code = error.get_error_code()
        message = str(error.get_error_message())
        if message.startswith(FLAGS):
            return [code, error.get_error_domain(), message.split(" in ")[0]]
        if code in OWN_WORDS:
            return [code, "about a document"]
        return [code, error.get_error_domain(), error.get_error_level(), UUID.sub("UUID", message), error.get_int1()]

    def _plain(self, value: Any) -> Any:
        if isinstance(value, list):
            return sorted(map(self._plain, value), key=str) if value and not isinstance(value[0], int) else value
        if isinstance(value, str):
            return value if DEFAULT_UUID in value else UUID.sub("UUID", value)
        if isinstance(value, bytes):
            return value.hex()
        if type(value).__name__.startswith("vir"):
            return [type(value).__name__, value.name()]
        return value


def pool_xml(name: str, *, path: str = "", uuid: str = "", type: str = "dir", source: str = "") -> str:
    uuid = f"<uuid>{uuid}</uuid>" if uuid else ""
    source = f"<source>{source}</source>" if source else ""
    target = f"<target><path>{path}</path></target>" if path else ""
    return f"<pool type='{type}'><name>{name}</name>{uuid}{source}{target}</pool>"


def volume_xml(name: str, capacity: str = "<capacity>1000</capacity>", more: str = "", type: str = "file") -> str:
    return f"<volume type='{type}'><name>{name}</name>{capacity}{more}</volume>"


SOURCES = (
    ("logical", "<name>vg</name>", ""),
    ("logical", "<name>vg2</name><device path='/dev/q'/>", ""),
    ("disk", "<device path='/dev/q'/>", "/dev"),
    ("disk", "<device path='/dev/d'/>", "/dev"),
    ("fs", "<device path='/dev/y'/>", "/fsx"),
    ("fs", "<device path='/dev/y'/>", "/fsy"),
    ("netfs", "<host name='h'/><dir path='/x'/>", "/nf"),
    ("netfs", "<host name='h'/><dir path='/x'/>", "/nf2"),
    ("netfs", "<host name='h' port='5'/><dir path='/x'/>", "/nf2"),
    ("iscsi", "<host name='h'/><device path='iqn'/>", "/dev/disk"),
    ("iscsi", "<host name='h2'/><device path='iqn'/>", "/dev/disk"),
    ("iscsi", "<host name='h'/><device path='iqn'/><initiator><iqn name='i'/></initiator>", "/dev/disk"),
    ("scsi", "<adapter name='host1'/>", "/p"),
    ("scsi", "<adapter name='scsi_host1'/>", "/p"),
    ("scsi", "<adapter name='host2'/>", "/p"),
    ("scsi", "<adapter type='fc_host' wwnn='20000000c9831b4b' wwpn='10000000c9831b4b'/>", "/p"),
    ("scsi", "<adapter type='fc_host' wwnn='20000000c9831b4b' wwpn='10000000c9831b4b' parent='scsi_host4'/>", "/p"),
    ("mpath", "", "/m"),
    ("mpath", "", "/m2"),
    ("zfs", "<name>z</name>", ""),
    ("zfs", "<name>z</name>", ""),
    ("vstorage", "<name>v</name>", "/v"),
    ("vstorage", "<name>v</name>", "/v"),
    ("dir", "", "/one"),
    ("dir", "", "/one"),
)


def describe(record: Recorder, pool: Any) -> None:
    for name in ("info", "isActive", "isPersistent", "autostart", "XMLDesc", "name"):
        record(name, getattr(pool, name))
    for name in ("numOfVolumes", "listVolumes"):
        record(name, getattr(pool, name))


def describe_volume(record: Recorder, volume: Any) -> None:
    for name in ("info", "path", "key", "name", "XMLDesc", "storagePoolLookupByVolume"):
        record(name, getattr(volume, name))


def default_pool(record: Recorder, conn: Any) -> None:
    pool = conn.storagePoolLookupByName("default-pool")
    record("uuid", pool.UUIDString)
    record("uuid bytes", pool.UUID)
    describe(record, pool)
    for name in ("create", "build", "delete", "undefine", "refresh", "destroy", "destroy", "refresh"):
        record(name, getattr(pool, name))
    describe(record, pool)
    for name in ("delete", "build", "create"):
        record(name, getattr(pool, name))
    for value in (1, 0, 2, "x", None):
        record(f"setAutostart {value}", pool.setAutostart, value)
        record("autostart", pool.autostart)
    for name in ("build", "create", "refresh", "delete", "XMLDesc", "listAllVolumes"):
        record(f"{name} with unknown flags", getattr(pool, name), 1 << 20)
        record(f"{name} with text for flags", getattr(pool, name), "x")


def lookups(record: Recorder, conn: Any) -> None:
    for name in ("default-pool", "nobody", "", None, 5):
        record(f"by name {name}", conn.storagePoolLookupByName, name)
    for uuid in (DEFAULT_UUID, DEFAULT_UUID.replace("-", ""), OTHER_UUID, None):
        record(f"by uuid {uuid}", conn.storagePoolLookupByUUIDString, uuid)
    record("by bytes", conn.storagePoolLookupByUUID, bytes.fromhex(DEFAULT_UUID.replace("-", "")))
    for key in ("x", None, 5):
        record(f"by key {key}", conn.storageVolLookupByKey, key)
        record(f"by path {key}", conn.storageVolLookupByPath, key)
    record("by target None", conn.storagePoolLookupByTargetPath, None)


def definitions(record: Recorder, conn: Any) -> None:
    record("define", conn.storagePoolDefineXML, pool_xml("web", path="/web"), 0)
    web = conn.storagePoolLookupByName("web")
    uuid = web.UUIDString()
    describe(record, web)
    record("same name", conn.storagePoolDefineXML, pool_xml("web", path="/web"), 0)
    record("same name, other uuid", conn.storagePoolDefineXML, pool_xml("web", path="/web", uuid=OTHER_UUID), 0)
    record("same uuid, other name", conn.storagePoolDefineXML, pool_xml("w2", path="/w2", uuid=uuid), 0)
    record("same uuid, other name, same path", conn.storagePoolDefineXML, pool_xml("w2", path="/web", uuid=uuid), 0)
    record("same path", conn.storagePoolDefineXML, pool_xml("w2", path="/web//"), 0)
    record("other path", conn.storagePoolDefineXML, pool_xml("web", path="/web2/", uuid=uuid), 0)
    record("other path", web.XMLDesc)
    record("define unknown flags", conn.storagePoolDefineXML, pool_xml("web", path="/web"), 8)
    for xml in ("", "<pool", "<pool/>", "<x/>", "<pool type='foo'/>", None, 5, pool_xml("a/b", path="/x")):
        record(f"define {xml}", conn.storagePoolDefineXML, xml, 0)
    for xml in (pool_xml("", path="/x"), pool_xml("no-target"), pool_xml("n", path="/x", uuid="junk")):
        record(f"define {xml}", conn.storagePoolDefineXML, xml, 0)
    record("create", web.create, 0)
    record("redefine active", conn.storagePoolDefineXML, pool_xml("web", path="/web3", uuid=uuid), 0)
    describe(record, web)
    record("create same", conn.storagePoolCreateXML, pool_xml("web", path="/web3", uuid=uuid), 0)
    record("undefine active", web.undefine)
    record("destroy", web.destroy)
    record("undefine", web.undefine)
    for name in ("undefine", "XMLDesc", "info", "create", "destroy", "isActive", "autostart", "listAllVolumes"):
        record(f"gone {name}", getattr(web, name))


def transient(record: Recorder, conn: Any) -> None:
    record("create", conn.storagePoolCreateXML, pool_xml("tmp", path="/tmp"), 0)
    tmp = conn.storagePoolLookupByName("tmp")
    describe(record, tmp)
    record("create again", conn.storagePoolCreateXML, pool_xml("tmp", path="/tmp"), 0)
    record("autostart", tmp.setAutostart, 1)
    record("undefine", tmp.undefine)
    record("destroy", tmp.destroy)
    record("gone", tmp.info)
    record("create", conn.storagePoolCreateXML, pool_xml("tmp", path="/tmp"), 0)
    tmp = conn.storagePoolLookupByName("tmp")
    record("define", conn.storagePoolDefineXML, pool_xml("tmp", path="/tmp", uuid=tmp.UUIDString()), 0)
    record("persistent", tmp.isPersistent)
    record("destroy", tmp.destroy)
    record("lists", conn.listDefinedStoragePools)
    record("undefine", tmp.undefine)


def lists(record: Recorder, conn: Any) -> None:
    conn.storagePoolDefineXML(pool_xml("off", path="/off"), 0)
    for bit in range(24):
        record(f"list {bit}", conn.listAllStoragePools, 1 << bit)
    record("both", conn.listAllStoragePools, 3)
    record("none", conn.listAllStoragePools, 0)
    for name in ("listStoragePools", "listDefinedStoragePools", "numOfStoragePools", "numOfDefinedStoragePools"):
        record(name, getattr(conn, name))
    conn.storagePoolLookupByName("off").undefine()


def kinds(record: Recorder, conn: Any) -> None:
    made = []
    for number, (type, source, path) in enumerate(SOURCES):
        xml = pool_xml(f"kind{number}", path=path, type=type, source=source)
        pool = record(f"define {type}", conn.storagePoolDefineXML, xml, 0)
        if pool is None:
            continue
        made.append(pool)
        if "fc_host" in source:
            continue  # to start it, the original makes a node device of which its own node knows nothing
        record("create", pool.create, 0)
        volume = record("volume", pool.createXML, volume_xml("v"), 0)
        describe_volume(record, volume)
        describe(record, pool)
    for pool in made:
        record("destroy", pool.destroy)
        record("undefine", pool.undefine)


def volumes(record: Recorder, conn: Any) -> None:
    pool = conn.storagePoolLookupByName("default-pool")
    disk = record("create", pool.createXML, volume_xml("disk"), 0)
    describe_volume(record, disk)
    describe(record, pool)
    record("again", pool.createXML, volume_xml("disk"), 0)
    record("unknown flags", pool.createXML, volume_xml("other"), 1 << 10)
    record("too large", pool.createXML, volume_xml("big", "<capacity unit='T'>1</capacity>"), 0)
    thin = record(
        "thin", pool.createXML, volume_xml("big", "<capacity unit='T'>1</capacity><allocation>0</allocation>"), 0
    )
    describe_volume(record, thin)
    more = "<target><path>/elsewhere</path><format type='qcow2'/><permissions><mode>0600</mode></permissions></target>"
    more += "<backingStore><path>/base</path><format type='raw'/></backingStore><key>mine</key>"
    describe_volume(record, record("qcow2", pool.createXML, volume_xml("q", more=more, type="block"), 0))
    for xml in (
        "",
        "<volume",
        "<x/>",
        None,
        5,
        volume_xml(""),
        volume_xml("n", ""),
        "<volume><capacity>1</capacity></volume>",
    ):
        record(f"create {xml}", pool.createXML, xml, 0)
    record("no format", pool.createXML, volume_xml("n", more="<target><format type='junk'/></target>"), 0)
    record("slash", pool.createXML, volume_xml("a/b"), 0)
    record("clone", pool.createXMLFrom, volume_xml("copy"), disk, 0)
    record("clone of none", pool.createXMLFrom, volume_xml("copy2"), None, 0)
    record("clone again", pool.createXMLFrom, volume_xml("copy"), disk, 0)
    record("clone unknown flags", pool.createXMLFrom, volume_xml("copy2"), disk, 1 << 10)
    record("clone smaller", pool.createXMLFrom, volume_xml("small", "<capacity>10</capacity>"), disk, 0)
    record("clone without capacity", pool.createXMLFrom, volume_xml("small2", ""), disk, 0)
    record("by key", conn.storageVolLookupByKey, disk.key())
    record("by path", conn.storageVolLookupByPath, disk.path())
    for name in ("disk", "nothing", "", None):
        record(f"by name {name}", pool.storageVolLookupByName, name)
    record("list", pool.listAllVolumes)
    record("desc flags", disk.XMLDesc, 1)
    record("delete unknown flags", disk.delete, 1 << 10)
    record("resize to 0", disk.resize, 0, 0)
    record("resize to text", disk.resize, "x", 0)
    record("resize to much", disk.resize, 2**64, 0)
    record("upload without stream", disk.upload, None, 0, 0, 0)
    record("download without stream", disk.download, None, 0, 0, 0)
    record("stop", pool.destroy)
    describe_volume(record, disk)
    record("list", pool.listVolumes)
    record("create", pool.createXML, volume_xml("late"), 0)
    record("by key", conn.storageVolLookupByKey, disk.key())
    record("delete", disk.delete)
    record("start", pool.create)
    record("list", pool.listVolumes)
    record("delete", disk.delete)
    record("delete", disk.delete)
    describe(record, pool)
    for name in ("info", "XMLDesc", "path"):
        record(f"gone {name}", getattr(disk, name))


def sources(record: Recorder, conn: Any) -> None:
    find = conn.findStoragePoolSources
    for type in ("dir", "fs", "logical", "netfs", "iscsi", "junk", "", None, 5):
        record(f"find {type}", find, type, None, 0)
    for spec in ("<source><host name='server'/></source>", "", "x", "<junk/>"):
        record(f"find {spec}", find, "netfs", spec, 0)
        record(f"find {spec}", find, "logical", spec, 0)
    record("find with flags", find, "logical", None, 1)


def readonly(record: Recorder, conn: Any) -> None:
    pool = conn.storagePoolLookupByName("default-pool")
    volume = pool.storageVolLookupByName("big")
    describe(record, pool)
    describe_volume(record, volume)
    for name in ("create", "destroy", "undefine", "build", "refresh", "delete"):
        record(f"read-only {name}", getattr(pool, name))
    record("read-only autostart", pool.setAutostart, 1)
    record("read-only create", pool.createXML, volume_xml("x"), 0)
    record("read-only clone", pool.createXMLFrom, volume_xml("x"), volume, 0)
    record("read-only define", conn.storagePoolDefineXML, pool_xml("x", path="/x"), 0)
    record("read-only create", conn.storagePoolCreateXML, pool_xml("x", path="/x"), 0)
    record("read-only find", conn.findStoragePoolSources, "logical", None, 0)
    for name, args in (("delete", ()), ("wipe", ()), ("resize", (1,)), ("wipePattern", (1, 0))):
        record(f"read-only {name}", getattr(volume, name), *args)
    for name in ("upload", "download"):
        record(f"read-only {name}", getattr(volume, name), conn.newStream(), 0, 0, 0)


GROUPS = (default_pool, lookups, definitions, transient, lists, kinds, volumes, sources)


def run(libvirt: Any) -> list[tuple[str, Any]]:
    """Make all calls through the module *libvirt*."""
    libvirt.registerErrorHandler(lambda _context, _error: None, None)
    libvirt.virEventRegisterDefaultImpl()
    record = Recorder(libvirt.libvirtError)
    conn = libvirt.open("test:///default")
    conn.storagePoolEventRegisterAny(
        None,
        libvirt.VIR_STORAGE_POOL_EVENT_ID_LIFECYCLE,
        lambda _conn, pool, event, detail, opaque: record.event("lifecycle", pool.name(), event, detail, opaque),
        "mine",
    )
    conn.storagePoolEventRegisterAny(
        None,
        libvirt.VIR_STORAGE_POOL_EVENT_ID_REFRESH,
        lambda _conn, pool, opaque: record.event("refresh", pool.name(), opaque),
        "mine",
    )
    ended = []
    for group in GROUPS:
        record.outcomes.append(("group", group.__name__))
        group(record, conn)
        ended.clear()
        timer = libvirt.virEventAddTimeout(0, lambda _timer, _opaque: ended.append(True), None)
        while len(ended) < 3:  # the events of the group are delivered by then
            libvirt.virEventRunDefaultImpl()
        libvirt.virEventRemoveTimeout(timer)
    reader = libvirt.openReadOnly("test:///default")
    record.outcomes.append(("group", readonly.__name__))
    readonly(record, reader)
    return record.outcomes


if __name__ == "__main__":
    json.dump(run(importlib.import_module(sys.argv[1])), sys.stdout)
