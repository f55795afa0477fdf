"""A document as a tree of nodes: bounded, nothing lost, with the place of every element.

expat runs without its namespace mode, so names keep the prefix they were written with. Comments, CDATA sections and
processing instructions become nodes whose tag no element can have; readers of known elements pass over them, and
what has to come back verbatim still has them.
"""

from __future__ import annotations

from typing import Final, NamedTuple
from xml.etree import ElementTree
from xml.parsers import expat

MAX_SIZE: Final = 16 * 1024 * 1024  # bytes of UTF-8; the largest message that libvirt's protocol carries is 32 MiB
MAX_DEPTH: Final = 256  # what libxml2 allows unless told otherwise
MAX_NODES: Final = 500_000
MAX_ATTRIBUTES: Final = 1_000_000

COMMENT: Final = "!--"
CDATA: Final = "![CDATA["
INSTRUCTION: Final = "?"
MARKUP: Final = frozenset((COMMENT, CDATA, INSTRUCTION))


class Malformed(Exception):
    """The text is not a document that we read. Line and column count from 1; 0 means the whole document."""

    def __init__(self, why: str, line: int = 0, column: int = 0) -> None:
        super().__init__(why)
        self.why, self.line, self.column = why, line, column


Node = ElementTree.Element


class ScopedNode(Node):
    """An element of a document that declares namespaces."""

    __slots__ = ("scope",)

    scope: dict[str, str]  # prefix -> namespace, the empty prefix for unprefixed elements


class Encoded(NamedTuple):
    """A document in an encoding that is a superset of ASCII."""

    data: bytes
    utf8: bool  # whatever its XML declaration says


def encode(document: str | bytes) -> Encoded:
    """*document* as expat reads it, within the limits.

    Raises:
        Malformed: it is too large, has too many elements or attributes, or holds what cannot be text.
    """
    if len(document) > MAX_SIZE:
        raise Malformed(f"the document is larger than {MAX_SIZE} bytes")
    try:
        if isinstance(document, str):
            data, utf8 = document.encode(), True
        elif document[:2] in (b"\xff\xfe", b"\xfe\xff"):
            data, utf8 = document.decode("utf-16").encode(), True
        elif b"\0" in document[:2]:  # without a byte order mark; the first character is a "<"
            data, utf8 = document.decode("utf-16-be" if document[:1] == b"\0" else "utf-16-le").encode(), True
        else:
            data, utf8 = bytes(document), False
    except UnicodeError as exc:
        raise Malformed(f"the document is not text: {exc.reason if hasattr(exc, 'reason') else exc}") from None
    if len(data) > MAX_SIZE:
        raise Malformed(f"the document is larger than {MAX_SIZE} bytes")
    # Counted before parsing, so that a hostile document costs nothing. Both counts are upper bounds.
    if data.count(b"<") > 2 * MAX_NODES:
        raise Malformed(f"the document has more than {MAX_NODES} elements")
    if data.count(b"=") > MAX_ATTRIBUTES:
        raise Malformed(f"the document has more than {MAX_ATTRIBUTES} attributes")
    return Encoded(data, utf8)


def parse_tree(document: Encoded, *, scoped: bool = False) -> Node:
    """The root element of *document*.

    Args:
        document: what `encode` returned.
        scoped: make ScopedNodes. They take twice the time.

    Raises:
        Malformed: not well-formed, nested too deeply, or with a document type declaration.
    """
    parser = _parser(document)
    # The builder of the standard library is C, and so no Python code runs for an element.
    builder = ElementTree.TreeBuilder(
        ScopedNode if scoped else None,
        comment_factory=_comment,
        pi_factory=_instruction,
        insert_comments=True,
        insert_pis=True,
    )
    start, end = builder.start, builder.end

    def start_cdata() -> None:
        start(CDATA, {})

    def end_cdata() -> None:
        end(CDATA)

    def doctype(*_: object) -> None:
        raise Malformed("a document type declaration is not allowed", parser.CurrentLineNumber)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.StartCdataSectionHandler = start_cdata
    parser.EndCdataSectionHandler = end_cdata
    parser.StartDoctypeDeclHandler = doctype
    parser.CommentHandler = builder.comment
    parser.ProcessingInstructionHandler = builder.pi
    _run(parser, document)
    root: Node = builder.close()
    if document.data.count(b"<") >= 2 * MAX_DEPTH:  # a tag that opens and one that closes for every level
        _check_depth(root, document)
    return root


def line_of(wanted: Node, root: Node, document: Encoded) -> int:
    """The line on which element *wanted* of *document* starts, counted from 1.

    Nodes do not carry their place: it is asked for once in a failure, and would be paid for with every element.
    """
    elements = (node for node in root.iter() if node.tag not in MARKUP)
    before = next(number for number, node in enumerate(elements) if node is wanted)
    parser = _parser(document)
    lines: list[int] = []

    def start(_tag: str, _attributes: object) -> None:
        nonlocal before
        if before == 0:
            lines.append(parser.CurrentLineNumber)
        before -= 1

    parser.StartElementHandler = start
    _run(parser, document)
    return lines[0]


def _comment(text: str | None = None) -> Node:
    node = Node(COMMENT)
    node.text = text
    return node


def _instruction(target: str, text: str | None = None) -> Node:
    node = Node(INSTRUCTION)
    node.text = f"{target} {text}" if text else target
    return node


def _parser(document: Encoded) -> expat.XMLParserType:
    parser = expat.ParserCreate("utf-8" if document.utf8 else None)
    parser.buffer_text = True
    return parser


def _run(parser: expat.XMLParserType, document: Encoded) -> None:
    try:
        parser.Parse(document.data, True)
    except expat.ExpatError as exc:
        raise Malformed(expat.ErrorString(exc.code), exc.lineno, exc.offset + 1) from None
    except (ValueError, LookupError) as exc:  # an encoding that Python does not know, or cannot map to single bytes
        raise Malformed(f"the encoding cannot be read: {exc}") from None


def _check_depth(root: Node, document: Encoded) -> None:
    level, depth = [root], 1
    while level:
        if depth > MAX_DEPTH:
            line = line_of(level[0], root, document)
            raise Malformed(f"elements are nested more than {MAX_DEPTH} deep", line)
        level = [child for node in level for child in node]
        depth += 1


def full_text(node: Node) -> str | None:
    """All text of *node*, also around and in the elements within it, as XPath's string() sees it; None without any."""
    if not len(node):
        return node.text
    return "".join(_pieces(node)) or None


def only_text(node: Node) -> str | None:
    """The text of an element that holds either text or elements; None where it holds elements."""
    return None if any(child.tag not in MARKUP for child in node) else full_text(node)


def _pieces(node: Node) -> list[str]:
    pieces = [node.text or ""]
    for child in node:
        if child.tag not in (COMMENT, INSTRUCTION):
            pieces += _pieces(child)
        pieces.append(child.tail or "")
    return pieces
