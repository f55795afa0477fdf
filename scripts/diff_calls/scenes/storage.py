"""Storage pools and volumes."""

import uuid as uuids

DEFAULT_UUID = "dfe224cb-28fb-8dd0-c4b2-64eb3f0f4566"
OTHER_UUID = "6695eb01-f6a4-8304-79aa-97f2502e193e"
NO_UUID = None


def pool_xml(name, *, path="", uuid="", type="dir", source=""):
    """A pool whose UUID comes from its name unless one is given, or NO_UUID."""
    uuid = "" if uuid is NO_UUID else f"<uuid>{uuid or uuids.uuid5(uuids.NAMESPACE_URL, name)}</uuid>"
    source = f"<source>{source}</source>" if source else ""
    target = f"<target><path>{path}</path></target>" if path else ""
    return f"<pool type='{type}'><name>{name}</name>{uuid}{source}{target}</pool>"


def volume_xml(name, capacity="<capacity>1000</capacity>", more="", type="file"):
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


def describe(t, pool):
    for name in ("info", "isActive", "isPersistent", "autostart", "XMLDesc", "name"):
        t.call(getattr(pool, name), unordered=True)
    for name in ("numOfVolumes", "listVolumes"):
        t.call(getattr(pool, name), unordered=True)


def describe_volume(t, volume):
    for name in ("info", "path", "key", "name", "XMLDesc", "storagePoolLookupByVolume"):
        t.call(getattr(volume, name))


def default_pool(t, conn):
    pool = conn.storagePoolLookupByName("default-pool")
    t.call(pool.UUIDString)
    t.call(pool.UUID)
    describe(t, pool)
    for name in ("create", "build", "delete", "undefine", "refresh", "destroy", "destroy", "refresh"):
        t.call(getattr(pool, name), unordered=True)
    describe(t, pool)
    for name in ("delete", "build", "create"):
        t.call(getattr(pool, name), unordered=True)
    for value in (1, 0, 2, "x", None):
        t.call(pool.setAutostart, value)
        t.call(pool.autostart)
    for name in ("build", "create", "refresh", "delete", "XMLDesc", "listAllVolumes"):
        t.call(getattr(pool, name), 1 << 20)
        t.call(getattr(pool, name), "x")


def lookups(t, conn):
    for name in ("default-pool", "nobody", "", None, 5):
        t.call(conn.storagePoolLookupByName, name)
    for uuid in (DEFAULT_UUID, DEFAULT_UUID.replace("-", ""), OTHER_UUID, None):
        t.call(conn.storagePoolLookupByUUIDString, uuid)
    t.call(conn.storagePoolLookupByUUID, bytes.fromhex(DEFAULT_UUID.replace("-", "")))
    for key in ("x", None, 5):
        t.call(conn.storageVolLookupByKey, key)
        t.call(conn.storageVolLookupByPath, key)
    t.call(conn.storagePoolLookupByTargetPath, None)


def definitions(t, conn):
    t.call(conn.storagePoolDefineXML, pool_xml("web", path="/web"), 0)
    web = conn.storagePoolLookupByName("web")
    uuid = web.UUIDString()
    describe(t, web)
    t.call(conn.storagePoolDefineXML, pool_xml("web", path="/web", uuid=NO_UUID), 0)
    t.call(conn.storagePoolDefineXML, pool_xml("web", path="/web", uuid=OTHER_UUID), 0)
    t.call(conn.storagePoolDefineXML, pool_xml("w2", path="/w2", uuid=uuid), 0)
    t.call(conn.storagePoolDefineXML, pool_xml("w2", path="/web", uuid=uuid), 0)
    t.call(conn.storagePoolDefineXML, pool_xml("w2", path="/web//"), 0)
    t.call(conn.storagePoolDefineXML, pool_xml("web", path="/web2/", uuid=uuid), 0)
    t.call(web.XMLDesc)
    t.call(conn.storagePoolDefineXML, pool_xml("web", path="/web"), 8)
    for xml in ("", "<pool", "<pool/>", "<x/>", "<pool type='foo'/>", None, 5, pool_xml("a/b", path="/x")):
        t.call(conn.storagePoolDefineXML, xml, 0)
    for xml in (pool_xml("", path="/x"), pool_xml("no-target"), pool_xml("n", path="/x", uuid="junk")):
        t.call(conn.storagePoolDefineXML, xml, 0)
    t.call(web.create, 0)
    t.call(conn.storagePoolDefineXML, pool_xml("web", path="/web3", uuid=uuid), 0)
    describe(t, web)
    t.call(conn.storagePoolCreateXML, pool_xml("web", path="/web3", uuid=uuid), 0)
    t.call(web.undefine)
    t.call(web.destroy)
    t.call(web.undefine)
    for name in ("undefine", "XMLDesc", "info", "create", "destroy", "isActive", "autostart", "listAllVolumes"):
        t.call(getattr(web, name))


def transient(t, conn):
    t.call(conn.storagePoolCreateXML, pool_xml("tmp", path="/tmp"), 0)
    tmp = conn.storagePoolLookupByName("tmp")
    describe(t, tmp)
    t.call(conn.storagePoolCreateXML, pool_xml("tmp", path="/tmp"), 0)
    t.call(tmp.setAutostart, 1)
    t.call(tmp.undefine)
    t.call(tmp.destroy)
    t.call(tmp.info)
    t.call(conn.storagePoolCreateXML, pool_xml("tmp", path="/tmp"), 0)
    tmp = conn.storagePoolLookupByName("tmp")
    t.call(conn.storagePoolDefineXML, pool_xml("tmp", path="/tmp", uuid=tmp.UUIDString()), 0)
    t.call(tmp.isPersistent)
    t.call(tmp.destroy)
    t.call(conn.listDefinedStoragePools, unordered=True)
    t.call(tmp.undefine)


def lists(t, conn):
    conn.storagePoolDefineXML(pool_xml("off", path="/off"), 0)
    for bit in range(24):
        t.call(conn.listAllStoragePools, 1 << bit, unordered=True)
    t.call(conn.listAllStoragePools, 3, unordered=True)
    t.call(conn.listAllStoragePools, 0, unordered=True)
    for name in ("listStoragePools", "listDefinedStoragePools", "numOfStoragePools", "numOfDefinedStoragePools"):
        t.call(getattr(conn, name), unordered=True)
    conn.storagePoolLookupByName("off").undefine()


def kinds(t, conn):
    made = []
    for number, (type, source, path) in enumerate(SOURCES):
        xml = pool_xml(f"kind{number}", path=path, type=type, source=source)
        pool = t.call(conn.storagePoolDefineXML, xml, 0)
        if pool is None:
            continue
        made.append(pool)
        if "fc_host" in source:
            continue  # to start it, the original makes a node device of which its own node knows nothing
        t.call(pool.create, 0)
        volume = t.call(pool.createXML, volume_xml("v"), 0)
        describe_volume(t, volume)
        describe(t, pool)
    for pool in made:
        t.call(pool.destroy)
        t.call(pool.undefine)


def volumes(t, conn):
    pool = conn.storagePoolLookupByName("default-pool")
    disk = t.call(pool.createXML, volume_xml("disk"), 0)
    describe_volume(t, disk)
    describe(t, pool)
    t.call(pool.createXML, volume_xml("disk"), 0)
    t.call(pool.createXML, volume_xml("other"), 1 << 10)
    t.call(pool.createXML, volume_xml("big", "<capacity unit='T'>1</capacity>"), 0)
    thin = t.call(pool.createXML, volume_xml("big", "<capacity unit='T'>1</capacity><allocation>0</allocation>"), 0)
    describe_volume(t, thin)
    more = "<target><path>/elsewhere</path><format type='qcow2'/><permissions><mode>0600</mode></permissions></target>"
    more += "<backingStore><path>/base</path><format type='raw'/></backingStore><key>mine</key>"
    describe_volume(t, t.call(pool.createXML, volume_xml("q", more=more, type="block"), 0))
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
        t.call(pool.createXML, xml, 0)
    t.call(pool.createXML, volume_xml("n", more="<target><format type='junk'/></target>"), 0)
    t.call(pool.createXML, volume_xml("a/b"), 0)
    t.call(pool.createXMLFrom, volume_xml("copy"), disk, 0)
    t.call(pool.createXMLFrom, volume_xml("copy2"), None, 0)
    t.call(pool.createXMLFrom, volume_xml("copy"), disk, 0)
    t.call(pool.createXMLFrom, volume_xml("copy2"), disk, 1 << 10)
    t.call(pool.createXMLFrom, volume_xml("small", "<capacity>10</capacity>"), disk, 0)
    t.call(pool.createXMLFrom, volume_xml("small2", ""), disk, 0)
    t.call(conn.storageVolLookupByKey, disk.key())
    t.call(conn.storageVolLookupByPath, disk.path())
    for name in ("disk", "nothing", "", None):
        t.call(pool.storageVolLookupByName, name)
    t.call(pool.listAllVolumes, unordered=True)
    t.call(disk.XMLDesc, 1)
    t.call(disk.delete, 1 << 10)
    t.call(disk.resize, 0, 0)
    t.call(disk.resize, "x", 0)
    t.call(disk.resize, 2**64, 0)
    t.call(disk.upload, None, 0, 0, 0)
    t.call(disk.download, None, 0, 0, 0)
    t.call(pool.destroy)
    describe_volume(t, disk)
    t.call(pool.listVolumes, unordered=True)
    t.call(pool.createXML, volume_xml("late"), 0)
    t.call(conn.storageVolLookupByKey, disk.key())
    t.call(disk.delete)
    t.call(pool.create)
    t.call(pool.listVolumes, unordered=True)
    t.call(disk.delete)
    t.call(disk.delete)
    describe(t, pool)
    for name in ("info", "XMLDesc", "path"):
        t.call(getattr(disk, name))


def sources(t, conn):
    find = conn.findStoragePoolSources
    for type in ("dir", "fs", "logical", "netfs", "iscsi", "junk", "", None, 5):
        t.call(find, type, None, 0)
    for spec in ("<source><host name='server'/></source>", "", "x", "<junk/>"):
        t.call(find, "netfs", spec, 0)
        t.call(find, "logical", spec, 0)
    t.call(find, "logical", None, 1)


def readonly(t, conn):
    pool = conn.storagePoolLookupByName("default-pool")
    volume = pool.storageVolLookupByName("big")
    describe(t, pool)
    describe_volume(t, volume)
    for name in ("create", "destroy", "undefine", "build", "refresh", "delete"):
        t.call(getattr(pool, name), unordered=True)
    t.call(pool.setAutostart, 1)
    t.call(pool.createXML, volume_xml("x"), 0)
    t.call(pool.createXMLFrom, volume_xml("x"), volume, 0)
    t.call(conn.storagePoolDefineXML, pool_xml("x", path="/x"), 0)
    t.call(conn.storagePoolCreateXML, pool_xml("x", path="/x"), 0)
    t.call(conn.findStoragePoolSources, "logical", None, 0)
    for name, args in (("delete", ()), ("wipe", ()), ("resize", (1,)), ("wipePattern", (1, 0))):
        t.call(getattr(volume, name), *args)
    for name in ("upload", "download"):
        t.call(getattr(volume, name), conn.newStream(), 0, 0, 0)


def scene(t):
    libvirt = t.libvirt
    conn = libvirt.open("test:///default")
    lifecycle, refresh = libvirt.VIR_STORAGE_POOL_EVENT_ID_LIFECYCLE, libvirt.VIR_STORAGE_POOL_EVENT_ID_REFRESH
    numbers = [
        conn.storagePoolEventRegisterAny(None, lifecycle, t.handler("lifecycle"), None),
        conn.storagePoolEventRegisterAny(None, refresh, t.handler("refresh"), None),
    ]
    for group, events in ((default_pool, 5), (lookups, 0), (definitions, 6), (transient, 6), (lists, 2)):
        group(t, conn)
        t.events(events)
    for number in numbers:
        t.call(conn.storagePoolEventDeregisterAny, number)
    kinds(t, conn)
    volumes(t, conn)
    sources(t, conn)
    readonly(t, libvirt.openReadOnly("test:///default"))
