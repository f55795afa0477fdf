"""Access control: rules, whom a call is about, and lists without what somebody may not see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from anyvirt.rpc.params import wire_params
from anyvirt.testing.daemon import PrivateDaemon
from anyvirt.util.error import AccessDenied, NoDomain
from anyvirtd.access import Rules, Subject, read_rule
from anyvirtd.identity import Identity
from tests.daemon.talk import REMOTE, Talk

JOE = Identity("tls", dname="CN=joe,O=Example", sasl_user="joe@EXAMPLE")
WEB = Subject("domain", "web-1", "6695eb01-f6a4-8304-79aa-97f2502e193f")


async def allowed_by(rules: list[str], subject: Subject, permission: str) -> bool:
    return await Rules(tuple(map(read_rule, rules))).allows(JOE, "TEST", subject, permission)


@pytest.mark.parametrize(
    ("rules", "permission", "allowed"),
    [
        ([], "start", False),
        (["allow * *"], "start", True),
        (["allow * domain.start,stop"], "start", True),
        (["allow * domain.start,stop"], "read", False),
        (["allow * network.start"], "start", False),
        (["allow * *.start"], "start", True),
        (["deny * domain.start", "allow * *"], "start", False),
        (["allow * *", "deny * domain.start"], "start", True),  # the first one decides
        (["allow dn:'CN=joe,O=Example' domain.*"], "start", True),
        (["allow dn:*,O=Example domain.*"], "start", True),
        (["allow dn:CN=joe domain.*"], "start", False),
        (["allow sasl:*@EXAMPLE domain.*"], "start", True),
        (["allow user:joe domain.*"], "start", False),  # he has not come through a UNIX socket
        (["allow user:* domain.*"], "start", False),
        (["allow group:* domain.*"], "start", False),
        (["allow * domain.* name=web-*"], "start", True),
        (["allow * domain.* name=db-*"], "start", False),
        (["allow * domain.* uuid=6695eb01-f6a4-8304-79aa-97f2502e193f"], "start", True),
        (["allow * domain.fs-freeze"], "fs_freeze", True),
    ],
)
async def test_rules(rules: list[str], permission: str, allowed: bool) -> None:
    assert await allowed_by(rules, WEB, permission) is allowed


async def test_the_worst_is_supposed_of_what_is_unknown() -> None:
    unknown = Subject("domain")
    assert not await allowed_by(["allow * domain.* name=web-*"], unknown, "start")
    assert not await allowed_by(["deny * domain.* name=db", "allow * *"], unknown, "start")
    assert await allowed_by(["deny * *.* name=db", "allow * *"], Subject("connect"), "getattr")


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("", "allow WHO RIGHTS"),
        ("permit * *", "allow WHO RIGHTS"),
        ("allow joe *", "user:NAME"),
        ("allow user: *", "user:NAME"),
        ("allow * start", "OBJECT.PERMISSION"),
        ("allow * guest.start", "OBJECT.PERMISSION with one of connect, domain"),
        ("allow * domain.strat", "permissions among .*start.*, where 'strat' stands"),
        ("allow * domain.start color=red", "name=PATTERN"),
        ("allow 'user:joe domain.start", "quotes in pairs"),
    ],
)
def test_what_is_no_rule_is_refused_with_what_would_be(rule: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_rule(rule)


RULES = """
access_drivers = [ "rules" ]
access_rules = [
    "allow user:joe connect.*",
    "allow user:joe domain.getattr,read,suspend name=web",
    "allow user:joe domain.write,save,start,delete name=joe-*",
    "allow user:joe network.getattr",
]
"""
DOMAIN = "<domain type='test'><name>{}</name><memory>1024</memory><os><type>hvm</type></os></domain>"


@pytest.fixture
def joe(make_daemon: Callable[..., PrivateDaemon]) -> Any:
    """A client who may see the domain web and not the domain test, through a proxy that says that it acts for joe."""
    daemon = make_daemon(RULES)
    with Talk(daemon.socket).open() as root, Talk(daemon.socket).open() as talk:
        root.ask(REMOTE["DOMAIN_DEFINE_XML"], (DOMAIN.format("web"),))
        talk.ask(REMOTE["CONNECT_SET_IDENTITY"], (wire_params({"user-name": "joe"}), 0))
        yield root, talk


def _lookup(talk: Talk, name: str) -> Any:
    return talk.ask(REMOTE["DOMAIN_LOOKUP_BY_NAME"], (name,)).dom


def test_what_is_not_allowed_is_denied(joe: Any) -> None:
    root, talk = joe
    web = _lookup(talk, "web")
    assert talk.ask(REMOTE["DOMAIN_GET_INFO"], (web,)).state == 5
    with pytest.raises(AccessDenied, match=r"'TEST' denied access to domain\.start"):
        talk.ask(REMOTE["DOMAIN_CREATE"], (web,))
    with pytest.raises(AccessDenied):
        _lookup(talk, "test")
    with pytest.raises(NoDomain):
        _lookup(talk, "nobody")
    root.ask(REMOTE["DOMAIN_CREATE"], (web,))
    talk.ask(REMOTE["DOMAIN_SUSPEND"], (web,))


def test_another_name_with_the_uuid_does_not_help(joe: Any) -> None:
    root, talk = joe
    test = _lookup(root, "test")
    with pytest.raises(AccessDenied):
        talk.ask(REMOTE["DOMAIN_SUSPEND"], (("web", test.uuid, 1),))


def test_what_documents_define_is_looked_at(joe: Any) -> None:
    _, talk = joe
    talk.ask(REMOTE["DOMAIN_DEFINE_XML"], (DOMAIN.format("joe-1"),))
    for name in ("web", "other"):
        with pytest.raises(AccessDenied):
            talk.ask(REMOTE["DOMAIN_DEFINE_XML"], (DOMAIN.format(name),))
    with pytest.raises(AccessDenied):  # who knows what this is
        talk.ask(REMOTE["DOMAIN_DEFINE_XML"], ("<domain><name>joe-2</name>",))


def test_lists_and_counts_have_what_may_be_seen(joe: Any) -> None:
    root, talk = joe
    assert len(root.ask(REMOTE["CONNECT_LIST_ALL_DOMAINS"], (1, 0)).domains) == 2
    listed = talk.ask(REMOTE["CONNECT_LIST_ALL_DOMAINS"], (1, 0))
    assert ([each.name for each in listed.domains], listed.ret) == (["web"], 1)
    listed = talk.ask(REMOTE["CONNECT_LIST_ALL_DOMAINS"], (0, 0))
    assert (listed.domains, listed.ret) == ([], 1)
    assert talk.ask(REMOTE["CONNECT_NUM_OF_DOMAINS"]).num == 0
    assert talk.ask(REMOTE["CONNECT_LIST_DOMAINS"], (10,)).ids == []
    assert talk.ask(REMOTE["CONNECT_NUM_OF_DEFINED_DOMAINS"]).num == 1
    assert talk.ask(REMOTE["CONNECT_LIST_DEFINED_DOMAINS"], (10,)).names == ["web"]
    assert talk.ask(REMOTE["CONNECT_LIST_NETWORKS"], (10,)).names == ["default"]
    assert talk.ask(REMOTE["CONNECT_NUM_OF_STORAGE_POOLS"]).num == 0
    assert talk.ask(REMOTE["CONNECT_LIST_ALL_STORAGE_POOLS"], (1, 0)).pools == []
    assert talk.ask(REMOTE["NODE_NUM_OF_DEVICES"], (None, 0)).num == 0
    stats = talk.ask(REMOTE["CONNECT_GET_ALL_DOMAIN_STATS"], ([], 0, 0)).retStats
    assert [each.ref.name for each in stats] == ["web"]


def test_events_tell_of_what_may_be_seen(joe: Any) -> None:
    root, talk = joe
    talk.ask(REMOTE["CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY"], (0, None))
    root.ask(REMOTE["DOMAIN_SUSPEND"], (_lookup(root, "test"),))
    root.ask(REMOTE["DOMAIN_CREATE"], (_lookup(root, "web"),))
    assert talk.told().msg.msg.dom.name == "web"


def test_files_are_not_read_for_everybody(make_daemon: Callable[..., PrivateDaemon], root: Any) -> None:
    daemon = make_daemon()
    (root / "node.xml").write_text("<node/>")
    with Talk(daemon.socket) as talk:
        talk.ask(REMOTE["CONNECT_SET_IDENTITY"], (wire_params({"user-name": "joe"}), 0))
        with pytest.raises(AccessDenied, match="may have it read files"):
            talk.open(f"test://{root}/node.xml")
    with Talk(daemon.socket).open(f"test://{root}/node.xml") as talk:
        assert talk.ask(REMOTE["CONNECT_NUM_OF_DOMAINS"]).num == 0


def test_who_acts_for_somebody_cannot_act_for_another(joe: Any) -> None:
    _, talk = joe
    with pytest.raises(AccessDenied, match="may not act for others"):
        talk.ask(REMOTE["CONNECT_SET_IDENTITY"], (wire_params({"user-name": "root"}), 0))
