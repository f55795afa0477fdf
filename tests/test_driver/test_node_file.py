"""test:///FILE: a node of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

import anyvirt
from anyvirt import constants
from anyvirt.error import libvirtError

NAMESPACE = "xmlns:test='http://libvirt.org/schemas/domain/test/1.0'"


def domain(name: str, more: str = "") -> str:
    return (
        f"<domain type='test' {NAMESPACE}><name>{name}</name><memory>1000</memory><os><type>hvm</type></os>"
        f"{more}</domain>"
    )


@pytest.fixture
def node(tmp_path: Path) -> Path:
    (tmp_path / "web.xml").write_text(domain("web"))
    path = tmp_path / "node.xml"
    path.write_text(
        "<node><cpu><mhz>6000</mhz><model>fancy</model><active>40</active><nodes>2</nodes><sockets>4</sockets>"
        "<cores>5</cores><threads>1</threads></cpu><memory>8192000</memory>"
        f"{domain('inline')}<domain file='web.xml'/>{domain('off', '<test:runstate>5</test:runstate>')}"
        f"{domain('paused', '<test:runstate>3</test:runstate>')}{domain('tmp', '<test:transient/>')}"
        f"{domain('saved', '<test:runstate>5</test:runstate><test:hasmanagedsave/>')}</node>"
    )
    return path


def test_it_describes_host_and_domains(node: Path) -> None:
    with anyvirt.open(f"test://{node}") as conn:
        assert conn.getInfo() == ["fancy", 8000, 40, 6000, 2, 4, 5, 1]
        assert [(dom.name(), dom.state()[0], dom.isPersistent(), dom.ID()) for dom in conn.listAllDomains()] == [
            ("inline", constants.VIR_DOMAIN_RUNNING, 1, 1),
            ("web", constants.VIR_DOMAIN_RUNNING, 1, 2),
            ("off", constants.VIR_DOMAIN_SHUTOFF, 1, -1),
            ("paused", constants.VIR_DOMAIN_PAUSED, 1, 3),
            ("tmp", constants.VIR_DOMAIN_RUNNING, 0, 4),
            ("saved", constants.VIR_DOMAIN_SHUTOFF, 1, -1),
        ]
        saved = conn.listAllDomains(constants.VIR_CONNECT_LIST_DOMAINS_MANAGEDSAVE)
        assert [dom.name() for dom in saved] == ["saved"]
        assert "runstate" not in conn.lookupByName("off").XMLDesc()


def test_a_managed_save_image_is_not_lost_by_accident(node: Path) -> None:
    with anyvirt.open(f"test://{node}") as conn:
        saved = conn.lookupByName("saved")
        with pytest.raises(libvirtError, match="domain 'saved' has a managed save image"):
            saved.undefine()
        saved.undefineFlags(constants.VIR_DOMAIN_UNDEFINE_MANAGED_SAVE)
        assert "saved" not in conn.listDefinedDomains()


def test_it_is_new_for_each_connection(node: Path) -> None:
    with anyvirt.open(f"test://{node}") as first, anyvirt.open(f"test://{node}") as second:
        first.lookupByName("off").undefine()
        assert second.lookupByName("off").isPersistent() == 1


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        ("<node", constants.VIR_ERR_XML_DETAIL, "node.xml:1"),
        ("<foo/>", constants.VIR_ERR_XML_ERROR, "'node', not 'foo'"),
        ("<node><cpu><mhz>x</mhz></cpu></node>", constants.VIR_ERR_XML_ERROR, "invalid node cpu mhz value 'x'"),
        ("<node><memory>-3</memory></node>", constants.VIR_ERR_XML_ERROR, "invalid node memory value '-3'"),
        ("<node><domain file='nowhere.xml'/></node>", constants.VIR_ERR_XML_ERROR, "nowhere.xml'"),
        ("<node><domain/></node>", None, ""),
        (f"<node>{domain('a')}{domain('a')}</node>", constants.VIR_ERR_OPERATION_FAILED, "'a' already exists"),
        (
            f"<node>{domain('a', '<test:runstate>99</test:runstate>')}</node>",
            constants.VIR_ERR_XML_ERROR,
            "invalid runstate",
        ),
        (
            f"<node>{domain('a', '<test:runstate>5</test:runstate><test:transient/>')}</node>",
            constants.VIR_ERR_XML_ERROR,
            "transient",
        ),
        (f"<node>{domain('a', '<test:hasmanagedsave/>')}</node>", constants.VIR_ERR_XML_ERROR, "must be shut off"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, content: str, code: int | None, words: str) -> None:
    path = tmp_path / "node.xml"
    path.write_text(content)
    with pytest.raises(libvirtError) as caught:
        anyvirt.open(f"test://{path}")
    assert code is None or caught.value.get_error_code() == code
    assert words in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(libvirtError, match=f"{tmp_path}/none.xml.*No such file"):
        anyvirt.open(f"test://{tmp_path}/none.xml")
