"""Elements as Python objects: construction, comparison, copies, and mistakes in declarations."""

from __future__ import annotations

import copy
import inspect
import pickle
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ClassVar

import pytest

from anyvirt.util.xmlmap import Converter, Element, Fragment, attr, child, children, flag, need
from anyvirt.util.xmlmap.element import ElementMeta
from anyvirt.util.xmlmap.plan import make_plan
from tests.util.test_xmlmap_format import UNKNOWN, full
from tests.util.xmlmap_models import Disk, DriveAddress, FileSource, Guest, NetworkSource, Note, PCIAddress


def test_the_constructor_takes_keywords_only() -> None:
    build: Any = Note
    with pytest.raises(TypeError):
        build("x")
    with pytest.raises(TypeError, match=r"Note.__init__\(\) got an unexpected keyword argument 'colour'"):
        build(colour="red")
    build = Disk
    with pytest.raises(TypeError, match=r"Disk.__init__\(\) missing 1 required keyword-only argument: 'target'"):
        build()


def test_objects_have_no_room_for_other_attributes() -> None:
    note: Any = Note()
    with pytest.raises(AttributeError):
        note.colour = "red"


def test_lists_are_of_their_own() -> None:
    boot = ["hd"]
    first, second = Guest(type="a", name="b", memory=1, boot=boot), Guest(type="a", name="b", memory=1, boot=boot)
    first.boot.append("fd")
    assert (second.boot, boot) == (["hd"], ["hd"])
    assert Guest(type="a", name="b", memory=1).boot is not Guest(type="a", name="b", memory=1).boot


def test_equality() -> None:
    assert Note(text="a") == Note(text="a")
    assert Note(text="a") != Note(text="b")
    assert PCIAddress() != DriveAddress()
    assert Note() != "note"
    with pytest.raises(TypeError):
        hash(Note())


def test_repr_is_the_call_that_builds_it() -> None:
    disk = Disk(target="vda", source=FileSource(file="/a"), readonly=True)
    assert repr(disk) == "Disk(source=FileSource(file='/a'), target='vda', readonly=True)"
    assert eval(repr(disk)) == disk


def test_copy_shares_nothing_that_can_change() -> None:
    guest = full()
    for made in (guest.copy(), copy.deepcopy(guest), pickle.loads(pickle.dumps(guest))):
        assert made == guest
        made.disks[0].target = "sdz"
        made.boot.append("x")
        made.disks.append(Disk(target="x"))
        assert guest == full()
    kept = Guest.from_xml(UNKNOWN, unknown="keep")
    assert pickle.loads(pickle.dumps(kept)) == copy.deepcopy(kept) == kept


def test_a_shallow_copy_shares_parts_but_no_list() -> None:
    guest = full()
    made = guest.shallow_copy()
    assert made == guest
    assert made.disks[0] is guest.disks[0]
    made.disks[0] = Disk(target="sdz")
    made.boot.append("x")
    made.name = "other"
    assert guest == full()
    kept = Guest.from_xml(UNKNOWN, unknown="keep")
    assert kept.shallow_copy().to_xml() == kept.to_xml()


def test_structural_pattern_matching_works() -> None:
    match Disk(target="vda", address=PCIAddress(slot=3)).address:
        case PCIAddress(slot=slot):
            assert slot == 3
        case _:
            pytest.fail("not matched")


def test_elements_may_have_methods_and_class_variables() -> None:
    class Sized(Element, tag="sized"):
        limit: ClassVar[int] = 10
        size: int = need("@size")

        @property
        def is_large(self) -> bool:
            return self.size > self.limit

    assert Sized(size=11).is_large
    assert Sized.from_xml("<sized size='1'/>").is_large is False


def test_a_subclass_never_uses_what_was_generated_for_its_base() -> None:
    class Base(Element, tag="x"):
        a: str | None = attr("@a")

    Base(a="1").copy().to_xml()
    Base.from_xml("<x/>")

    class Derived(Base):
        b: str | None = attr("@b")

    derived = Derived.from_xml("<x a='1' b='2'/>")
    assert (derived.a, derived.b) == ("1", "2")
    assert derived == Derived(a="1", b="2")
    assert derived.to_xml() == derived.copy().to_xml() == "<x a='1' b='2'/>\n"


def test_many_threads_may_be_the_first_to_use_a_class() -> None:
    for _ in range(20):

        class Fresh(Element, tag="fresh"):
            a: str = need("@a")
            b: list[str] = children("b")

        together = threading.Barrier(4)

        def use(number: int, cls: type[Fresh] = Fresh, together: threading.Barrier = together) -> bool:
            together.wait()
            made = cls.from_xml(f"<fresh a='{number}'><b>x</b></fresh>")
            return made == cls(a=str(number), b=["x"]) and made == cls.from_xml(made.copy().to_xml())

        with ThreadPoolExecutor(4) as pool:
            assert all(pool.map(use, range(4)))


def test_a_traceback_shows_the_generated_lines() -> None:
    def fail(_text: str) -> int:
        raise RuntimeError("broken converter")

    class Broken(Element, tag="broken"):
        a: int | None = attr("@a", conv=Converter(allowed="fine", parse=fail, format=str))

    with pytest.raises(RuntimeError) as caught:
        Broken.from_xml("<broken a='1'/>")
    assert "try: v_a = p_a(x)" in "".join(traceback.format_exception(caught.value))


def test_the_signature_names_the_fields_once_it_is_known() -> None:
    NetworkSource()
    assert list(inspect.signature(NetworkSource).parameters) == ["name", "hosts", "backing"]


def test_mistakes_in_a_class_body_are_found_at_once() -> None:
    with pytest.raises(TypeError, match=r"Wrong.a: say where it stands in the document"):

        class Wrong(Element, tag="x"):
            a: int

    with pytest.raises(TypeError, match=r"Bare.a: a field needs an annotation"):

        class Bare(Element, tag="x"):
            a = attr("@a", default=1)

    with pytest.raises(TypeError, match=r"Hidden.copy: the name is taken"):

        class Hidden(Element, tag="x"):
            copy: str | None = attr("@a")  # type: ignore[assignment]

    with pytest.raises(TypeError, match=r"Own: the constructor is generated"):

        class Own(Element, tag="x"):
            def __init__(self) -> None: ...

    with pytest.raises(TypeError, match=r"@a: there is no option 'colour' of a field"):
        attr("@a", colour=1)  # type: ignore[call-overload]


def test_options_of_a_class_are_inherited_and_added_to() -> None:
    class Base(Element, tag="x", const={"type": "one"}, namespaces={"p": "urn:p"}, open_tags=(".",), closed=True):
        pass

    class Derived(Base, const={"use": "two"}, open_tags=("y",)):
        pass

    assert (Derived.__xml_tag__, Derived.__xml_namespaces__) == ("x", {"p": "urn:p"})
    assert Derived.__xml_const__ == {"type": "one", "use": "two"}
    assert (Derived.__xml_open__, Derived.__xml_closed__) == (frozenset((".", "y")), True)
    assert (Base.__xml_const__, Element.__xml_const__) == ({"type": "one"}, {})


def test_element_itself_is_no_part_of_a_document() -> None:
    with pytest.raises(TypeError, match="there are no objects of it alone"):
        Element()
    assert Note(text="x").copy().text == "x"


def declare(**fields: tuple[Any, Any]) -> Any:
    body = {name: field for name, (_, field) in fields.items()}
    body["__annotations__"] = {name: annotation for name, (annotation, _) in fields.items()}
    body["__module__"] = __name__
    return ElementMeta("Made", (Element,), body, tag="made")


class NoConst(Element, tag="x"):
    pass


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"a": (int, attr("@a"))}, "Made.a: it is None when absent"),
        ({"a": (str | None, attr("@x")), "b": (str | None, attr("@x"))}, "Made.b: @x is taken"),
        ({"a": (str | None, attr("x")), "b": (bool, flag("x"))}, "Made.b: x is taken"),
        ({"a": (Note | None, child("x")), "b": (str | None, attr("x/@y"))}, "x is an element of its own"),
        ({"b": (str | None, attr("x/@y")), "a": (Note | None, child("x"))}, "Made.a: x is taken"),
        ({"a": (complex | None, attr("@x"))}, "Made.a: say with conv="),
        ({"a": (int | str | None, attr("@x"))}, "Made.a: say with conv="),
        ({"a": (str, flag("x"))}, "the annotation of a flag must be bool"),
        ({"a": (Note | None, attr("x"))}, "needs child"),
        ({"a": (str | None, child("x"))}, "must be an Element class"),
        ({"a": (str, children("x"))}, "must be list"),
        ({"a": (list[Note], children("x/@y"))}, "does not lead to elements"),
        ({"a": (NoConst | Note | None, child("x"))}, "NoConst needs const={'type': ...}"),
        ({"a": (PCIAddress | DriveAddress | None, child("x", by="../../@type"))}, "needs const={'../../@type': ...}"),
        ({"a": (PCIAddress | DriveAddress | None, child("x", by="y/@type"))}, "must be an attribute"),
        ({"a": (list[Fragment] | None, children("x"))}, "must be list"),
    ],
)
def test_mistakes_in_a_declaration_are_found_at_first_use(fields: dict[str, Any], sentence: str) -> None:
    cls = declare(**fields)
    with pytest.raises(TypeError, match=sentence.replace("(", r"\(")):
        make_plan(cls)
