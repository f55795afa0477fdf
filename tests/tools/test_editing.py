"""Commands that open the user's editor. The editor is a program that changes the file."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import anyvirt
from tests.tools.conftest import WEB
from tests.tools.run import anyvirt as run


@pytest.fixture
def editor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A Python script that is $EDITOR; its argument is the file to edit."""
    script = tmp_path / "my editor.py"
    script.write_text("")
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f"'{sys.executable}' '{script}'")
    return script


def replaces(old: str, new: str) -> str:
    return (
        "import pathlib, sys\n"
        "path = pathlib.Path(sys.argv[1])\n"
        f"path.write_text(path.read_text().replace({old!r}, {new!r}))\n"
    )


def test_edit_changes_the_definition(web: anyvirt.virDomain, editor: Path) -> None:
    editor.write_text(replaces("The web server", "Another title"))
    assert run("edit", "web") == (0, "Domain 'web' XML configuration edited.\n\n", "")
    assert "<title>Another title</title>" in web.XMLDesc()


def test_visual_counts_before_editor(
    web: anyvirt.virDomain, editor: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    visual = tmp_path / "visual.py"
    visual.write_text(replaces("The web server", "From visual"))
    monkeypatch.setenv("VISUAL", f"'{sys.executable}' {visual}")
    assert run("edit", "web").code == 0
    assert "From visual" in web.XMLDesc()


def test_edit_without_a_change_says_so(web: anyvirt.virDomain, editor: Path) -> None:
    before = web.XMLDesc()
    assert run("edit", "web") == (0, "Domain 'web' XML configuration not changed.\n\n", "")
    assert web.XMLDesc() == before


def test_edit_of_nonsense_is_refused_with_its_line(web: anyvirt.virDomain, editor: Path) -> None:
    before = web.XMLDesc()
    editor.write_text(replaces("<vcpu placement='static' current='1'>4</vcpu>", "<vcpu>many</vcpu>"))
    result = run("edit", "web")
    assert result.code == 1
    assert result.err.startswith("error: Failed to define the domain\nerror: ")
    assert "many" in result.err
    assert "line " in result.err
    assert web.XMLDesc() == before


def test_edit_notices_that_somebody_else_was_faster(web: anyvirt.virDomain, editor: Path) -> None:
    editor.write_text("")
    changed = WEB.replace("The web server", "Theirs")
    other = Path(editor.parent, "other.xml")
    other.write_text(changed)
    # The other user's command runs while ours waits for the editor: the connection is free.
    calls = []

    def meanwhile(text: str, *, suffix: str) -> str:
        calls.append(run("define", str(other)).code)
        return text.replace("The web server", "Ours")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("anyvirt_tools.commands.editing.edit", meanwhile)
        result = run("edit", "web")
    assert calls == [0]
    assert (result.code, result.err) == (1, "error: the XML configuration was changed by another user\n")
    assert "Theirs" in web.XMLDesc()


def test_an_editor_that_fails_changes_nothing(web: anyvirt.virDomain, editor: Path) -> None:
    editor.write_text(replaces("The web server", "Lost") + "sys.exit(3)\n")
    result = run("edit", "web")
    assert result.code == 1
    assert "failed with exit code 3" in result.err
    assert "The web server" in web.XMLDesc()


def test_a_refused_document_can_be_edited_again(
    web: anyvirt.virDomain, editor: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = iter([("The web server", "<nonsense"), ("<nonsense", "The second try")])
    monkeypatch.setattr("anyvirt_tools.commands.editing.edit", lambda text, suffix: text.replace(*next(texts), 1))
    monkeypatch.setattr("anyvirt_tools.commands.editing._ask", lambda: "y")
    result = run("edit", "web")
    assert result.code == 0
    assert result.err.startswith("error: Failed to define the domain")
    assert "The second try" in web.XMLDesc()


def test_no_temporary_file_stays(
    web: anyvirt.virDomain, editor: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    editor.write_text(replaces("The web server", "Another title"))
    assert run("edit", "web").code == 0
    assert list(folder.iterdir()) == []


def test_desc_in_an_editor(web: anyvirt.virDomain, editor: Path) -> None:
    editor.write_text(replaces("The web server", "Edited title"))
    assert run("desc", "web", "--title", "--edit").code == 0
    assert run("desc", "web", "--title").out == "Edited title\n\n"
    assert run("desc", "web", "--title", "--edit").out == "Domain title not changed\n\n"


def test_edit_needs_to_write(web: anyvirt.virDomain, editor: Path) -> None:
    result = run("edit", "web", "--readonly")
    assert result.code == 1
    assert "read only access prevents" in result.err
