"""How connections are opened: the grammar of URIs, credentials, and what stays of an error."""

import os

USERS = "<node><auth><user password='123456'>rich</user><user>jane</user></auth></node>"
FILE = "[credentials-x]\nusername=rich\npassword=123456\n[auth-test-localhost]\ncredentials=x\n"


def scene(t):
    libvirt = t.libvirt
    os.environ["XDG_CONFIG_HOME"] = str(t.folder)
    for name in ("LIBVIRT_AUTH_FILE", "LIBVIRT_DEFAULT_URI", "ANYVIRT_DEFAULT_URI"):
        os.environ.pop(name, None)

    def opened(*args):
        """The form in which a connection shows its URI."""
        with libvirt.openAuth(*args) if len(args) > 1 else libvirt.open(*args) as conn:
            return conn.getURI()

    for uri in (
        "test:///default",
        "test:/default",
        "test:///def%61ult",
        "test:///default?a=b&c=d",
        "test:///default?a=b;c=%20d",
        "test:///default?a",
        "test:///default#there",
        "test:///",
        "test://",
        "test:",
        "test",
        "/x",
        "//x",
        "://",
        "+tcp:///default",
        "1test:///default",
        "te_st:///default",
        "te st:///default",
        "test:///de fault",
        "test:///default\n",
        "test:///d\u00e9fault",
        "test:///%zz",
        "test:///default?a=%zz",
        "test://[::1/default",
        "test://host:abc/default",
        "qemu://system",
        "qemu://session",
        "vbox://session",
        5,
        b"test:///default",
        "a\0b",
    ):
        t.call(opened, uri)
    for flags in (0, 1, 4, 8, -1, "1", None):
        t.call(opened, "test:///default", [[], None, None], flags)

    node = t.folder / "users.xml"
    node.write_text(USERS)
    uri = f"test://{node}"
    name, word = libvirt.VIR_CRED_AUTHNAME, libvirt.VIR_CRED_PASSPHRASE
    both = [name, word]
    asked = []

    def giving(user, password, status=0):
        def callback(credentials, opaque):
            asked.append([list(credentials[0]), opaque])
            for credential in credentials:
                credential[4] = user if credential[0] == name else password
            return status

        return callback

    t.call(opened, uri)
    for types in (
        both,
        [word, name],
        [name, libvirt.VIR_CRED_NOECHOPROMPT],
        [name],
        [word],
        [],
        [libvirt.VIR_CRED_USERNAME],
    ):
        t.call(opened, uri, [types, giving("rich", "123456"), "mine"], 0)
    for user, password, status in (
        ("rich", "x", 0),
        ("bob", "123456", 0),
        ("jane", "x", 0),
        ("", "", 0),
        ("rich", "123456", -1),
        ("rich", "123456", False),
    ):
        t.call(opened, uri, [both, giving(user, password, status), None], 0)
    t.call(opened, uri, [both, None, None], 0)
    t.call(lambda: asked)
    (t.folder / "auth.conf").write_text(FILE)
    t.call(opened, f"{uri}?authfile={t.folder}/auth.conf")
    for change in (("localhost", "default"), ("=x", "=y"), ("credentials=", "other="), ('"', "'"), ("test", "libvirt")):
        (t.folder / "auth.conf").write_text(FILE.replace(*change))
        t.call(opened, f"{uri}?authfile={t.folder}/auth.conf")
    node.write_text("<node><auth><user/></auth></node>")
    t.call(opened, uri)

    t.call(libvirt.virResetLastError)
    t.call(libvirt.virGetLastError)
    t.call(libvirt.virGetLastErrorMessage)
    error = libvirt.libvirtError("own words")
    t.call(lambda: [str(error), error.err, error.args, error.get_error_code(), error.get_str1(), error.get_int2()])
    conn = libvirt.open("test:///default")
    t.call(conn.virConnGetLastError)
    t.call(conn.lookupByName, "nope")
    t.call(lambda: libvirt.virGetLastError()[:2])
    t.call(lambda: [libvirt.virGetLastErrorCode(), libvirt.virGetLastErrorDomain()])
    t.call(lambda: libvirt.libvirtError("x").get_error_code())
    t.call(lambda: conn.virConnGetLastError()[:2])
    t.call(conn.isAlive)
    t.call(libvirt.virGetLastError)
    t.call(lambda: conn.virConnGetLastError()[:2])
    t.call(conn.virConnResetLastError)
    t.call(conn.virConnGetLastError)
    t.call(conn.setIdentity, {libvirt.VIR_CONNECT_IDENTITY_USER_NAME: "x"})
    t.call(conn.setKeepAlive, 5, 3)
    t.call(conn.setKeepAlive, 2**31, 3)
    t.call(conn.setKeepAlive, "5", 3)
    t.call(conn.lookupByUUID, b"x")
    t.call(conn.lookupByUUID, "x")
    t.call(conn.lookupByUUIDString, "x")
    t.call(conn.lookupByName, None)
    t.call(conn.lookupByName, "a\0b")
    t.call(conn.lookupByName, "x" * 100_000)
    t.call(conn.lookupByID, "x")
    t.call(conn.lookupByID, 2**40)
    dom = conn.lookupByName("test")
    t.call(conn.close)
    t.call(conn.close)
    t.call(conn.getType)
    t.call(conn.listAllDomains)
    t.call(dom.name)
