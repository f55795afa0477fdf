"""The kinds of arguments and results that rows are made of."""

from __future__ import annotations

from anyvirt.api.model import Acl, Arg, ArgType, Result

INT = ArgType("int", "int")
BOOL = ArgType("bool", "bool")
SWITCH = ArgType("int", "bool", "bool({})")
STR = ArgType("str", "str")
OPTIONAL_STR = ArgType("str | None", "str | None")
XML = ArgType("XmlLike", "str", "xml_text({})")
XML_LIST = ArgType("Sequence[XmlLike]", "list[str]", "[xml_text(item) for item in {}]")
UUID_BYTES = ArgType("bytes", "str", "uuid_from_bytes({})")
UUID_TEXT = ArgType("str", "str", "uuid_from_text({})")
DESCRIPTORS = ArgType("Sequence[int]", "list[int]", "list({})")
INT_LIST = ArgType("Sequence[int]", "list[int]", "list({})")
PAGE_COUNTS = ArgType("Mapping[int, int]", "dict[int, int]", "dict({})")
CPUMAP = ArgType("Sequence[bool]", "tuple[bool, ...]", "tuple(map(bool, {}))")
PARAMS = ArgType("Mapping[str, TypedValue]", "TypedParams", "typed_params({})")
DOMAINS = ArgType("Sequence[virDomain]", "list[DomainRef] | None", "domain_refs({})")

DONE = Result("int", "None")
"""Success is 0; the driver answers nothing."""
NEW_REF = Result("int", "DomainRef", store="self._ref")
"""Success is 0; the driver answers what the domain is called and numbered from now on."""
NUMBER = Result("int", "int")
TRUTH = Result("int", "bool", "int({})")
TEXT = Result("str", "str")
TEXTS = Result("list[str]", "list[str]")
NUMBERS = Result("list[int]", "list[int]")
FIGURES = Result("dict[str, int]", "dict[str, int]")
TYPED = Result("TypedParams", "TypedParams")
TYPED_LIST = Result("list[TypedParams]", "list[TypedParams]")
DOMAIN = Result("virDomain", "DomainRef", "self._domain({})")
DOMAIN_LIST = Result("list[virDomain]", "list[DomainRef]", "[self._domain(ref) for ref in {}]")
DOMAIN_STATS = Result(
    "list[tuple[virDomain, TypedParams]]",
    "list[DomainStats]",
    "[(self._domain(ref), params) for ref, params in {}]",
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
    return Arg("flags", INT, doc, default="0")


def unused_flags() -> Arg:
    """Flags that no release gives a meaning yet."""
    return flags("must be 0.")


IMPACT = (
    "VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the guest is in."
)
