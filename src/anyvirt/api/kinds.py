"""The kinds of arguments and results that rows are made of."""

from __future__ import annotations

from anyvirt.api.model import Acl, Arg, ArgType, Result

# The expressions say {} for the argument's name and {function} for the C function's.
# A number in at_most() is the bound that libvirt's protocol has for the argument.
INT = ArgType("int", "int", 'number({}, "{}")')
NATURAL = ArgType("int", "int", 'natural({}, "{}", "{function}")')
UNSIGNED = ArgType("int", "int", 'unsigned({}, "{}", "{function}")')
UNSIGNED_LONG = ArgType("int", "int", 'unsigned_long({}, "{}")')
MEMORY = ArgType("int", "int", 'memory_kib({}, "{}", "{function}")')
FLAGS = ArgType("int", "int", "index({})")
BOOL = ArgType("bool", "bool")
SWITCH = ArgType("int", "bool", "bool(index({}))")
STR = ArgType("str", "str", 'text({}, "{}", "{function}")')
OPTIONAL_STR = ArgType("str | None", "str | None", 'optional_text({}, "{}")')
XML = ArgType("XmlLike", "str", 'xml_text({}, "{}", "{function}")')
OPTIONAL_XML = ArgType("XmlLike | None", "str | None", 'optional_xml({}, "{}", "{function}")')
XML_LIST = ArgType(
    "Sequence[XmlLike]", "list[str]", '[xml_text(item, "{}", "{function}") for item in at_most({}, 256, "{}")]'
)
UUID_BYTES = ArgType("bytes", "str", 'uuid_from_bytes({}, "{}", "{function}")')
UUID_TEXT = ArgType("str", "str", 'uuid_from_text({}, "{}", "{function}")')
PAGES = ArgType("Sequence[int]", "list[int]", '[index(item) for item in at_most({}, 1024, "{}")]')
DESCRIPTORS = ArgType("Sequence[int]", "list[int]", '[index(item) for item in at_most({}, 32, "{}")]')
KEY_CODES = ArgType("Sequence[int]", "list[int]", 'key_codes({}, nkeycodes, "{function}")')
PAGE_COUNTS = ArgType("Mapping[int, int]", "dict[int, int]", 'at_most(dict({}), 1024, "{}")')
CPUMAP = ArgType("Sequence[bool]", "tuple[bool, ...]", 'cpu_map({}, "{}")')
OPAQUE = ArgType("bytes | bytearray | memoryview", "bytes", 'octets({}, "{}")')
PARAMS = ArgType("Mapping[str, TypedValue]", "TypedParams", "values")
"""Typed parameters: the row says by `typed` what converts them."""
ANY_PARAMS = ArgType("Mapping[str, TypedValue]", "TypedParams", "values")
"""The same, where an empty dict is as good as another."""
OPTIONAL_PARAMS = ArgType("Mapping[str, TypedValue] | None", "TypedParams", "values")
"""The same, where there may be none."""
STREAM = ArgType("virStream", "")
POSITIVE = ArgType("int", "int", 'positive({}, "{}", "{function}")')
LONG = ArgType("int", "int", 'long({}, "{}")')
MOUNT_POINTS = ArgType("Sequence[str] | None", "list[str]", 'at_most(texts({}, "{}"), 256, "{}")')
PUBLIC_KEYS = ArgType("Sequence[str] | None", "list[str]", 'at_most(texts({}, "{}"), 2048, "{}")')
TIME = ArgType("Mapping[str, int] | None", "GuestTime", "GuestTime(*guest_time({}, flags))")
SOCKET = ArgType("int", "int", 'socket_descriptor({}, "{}", "{function}")')
DOMAINS = ArgType("Sequence[virDomain]", "list[DomainRef] | None", 'domain_refs({}, self, "{function}")')


def ref(cls: str, kind: str) -> ArgType:
    """An argument that is an object of the class *cls*, which drivers know as a *kind*; from a method of an object."""
    return ArgType(cls, kind, f'object_ref({{}}, {kind}, self._conn, "{{}}", "{{function}}")')


def objects(cls: str, kind: str, parent: str = "self") -> tuple[Result, Result]:
    """Results that are one object of the class *cls*, or a list of such; made from *parent* and the driver's *kind*."""
    one = Result(cls, kind, f"{cls}({parent}, {{}})")
    return one, Result(f"list[{cls}]", f"list[{kind}]", f"[{cls}({parent}, ref) for ref in {{}}]")


def opens(stream: str) -> Result:
    """The driver answers a channel, which the argument *stream*, a STREAM, is attached to. Success is 0."""
    return Result("int", "Channel", around=f'opened({stream}, {{conn}}, {{}}, "{{function}}"{{progress}})')


def opens_with(stream: str, python: str) -> Result:
    """The same where the driver answers a pair, whose first value is the result."""
    around = f'opened_with({stream}, {{conn}}, {{}}, "{{function}}")'
    return Result(python, f"tuple[{python}, Channel]", "({})[0]", around=around)


DONE = Result("int", "None")
"""Success is 0; the driver answers nothing."""
NEW_REF = Result("int", "DomainRef", store="self._ref")
"""Success is 0; the driver answers what the domain is called and numbered from now on."""
NUMBER = Result("int", "int")
TRUTH = Result("int", "bool", "int({})")
DATA = Result("bytes", "bytes")
TEXT = Result("str", "str")
TEXTS = Result("list[str]", "list[str]")
NUMBERS = Result("list[int]", "list[int]")
FIGURES = Result("dict[str, int]", "dict[str, int]")
TYPED = Result("TypedParams", "TypedParams")
TYPED_LIST = Result("list[TypedParams]", "list[TypedParams]")
DOMAIN = Result("virDomain", "DomainRef", "virDomain(self, {})")
DOMAIN_LIST = Result("list[virDomain]", "list[DomainRef]", "[virDomain(self, ref) for ref in {}]")
SNAPSHOT, SNAPSHOT_LIST = objects("virDomainSnapshot", "SnapshotRef")
CHECKPOINT, CHECKPOINT_LIST = objects("virDomainCheckpoint", "CheckpointRef")
NETWORK, NETWORK_LIST = objects("virNetwork", "NetworkRef")
NETWORK_PORT, NETWORK_PORT_LIST = objects("virNetworkPort", "NetworkPortRef")
STORAGE_POOL, STORAGE_POOL_LIST = objects("virStoragePool", "StoragePoolRef")
STORAGE_VOL, STORAGE_VOL_LIST = objects("virStorageVol", "StorageVolRef")
INTERFACE, INTERFACE_LIST = objects("virInterface", "InterfaceRef")
NODE_DEVICE, NODE_DEVICE_LIST = objects("virNodeDevice", "NodeDeviceRef")
SECRET, SECRET_LIST = objects("virSecret", "SecretRef")
NWFILTER, NWFILTER_LIST = objects("virNWFilter", "NwfilterRef")
NWFILTER_BINDING, NWFILTER_BINDING_LIST = objects("virNWFilterBinding", "NwfilterBindingRef")
DOMAIN_STATS = Result(
    "list[DomainRecord[virDomain]]",
    "list[DomainStats]",
    "domain_records(self, virDomain, {})",
)

CONNECT_GETATTR = (Acl("connect", "getattr"),)
CONNECT_READ = (Acl("connect", "read"),)
CONNECT_WRITE = (Acl("connect", "write"),)
SEARCH_DOMAINS = (Acl("connect", "search_domains"),)
DOMAIN_GETATTR = (Acl("domain", "getattr"),)
DOMAIN_READ = (Acl("domain", "read"),)
DOMAIN_WRITE = (Acl("domain", "write"),)
SAVE_IF_CONFIG = (
    Acl("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"),
    Acl("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG"),
)
"""Who changes the saved definition needs this permission too; without flags a change may go there."""

NOT_RUNNING = ("OperationInvalid", "the domain is not running, or not in a state for this.")
NO_SUCH_PART = ("InvalidArg", "the domain has no such device.")
BAD_XML = (("XmlDetail", "*xml* is not well formed."), ("XmlError", "*xml* says something that is not allowed."))


def flags(doc: str) -> Arg:
    """The last argument of most functions."""
    return Arg("flags", FLAGS, doc, default="0")


def unused_flags() -> Arg:
    """Flags that no release gives a meaning yet."""
    return flags("must be 0.")


LIVE_OR_CONFIG = ("VIR_DOMAIN_AFFECT_LIVE", "VIR_DOMAIN_AFFECT_CONFIG")
RUNNING_OR_PAUSED = ("VIR_DOMAIN_SAVE_RUNNING", "VIR_DOMAIN_SAVE_PAUSED")

IMPACT = (
    "VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the guest is in."
)
