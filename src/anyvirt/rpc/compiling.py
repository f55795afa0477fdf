"""Code that reads and writes the values of a struct, generated when it is first needed.

Reading (string name, uuid uuid, int id) looks like this:

    def read(data, at, end):
     try: n0, = S0(data, at)
     except Short: raise short(at, end, ('name',), ('I',)) from None
     at += 4
     if n0 > 4194304 or n0 > end - at: check_counted(n0, 4194304, 1, end - at, 'name', 'bytes')
     f0 = data[at:at + n0].decode('utf-8', 'surrogateescape')
     if '\\0' in f0: raise XdrError('a string with a null character', 'name')
     at += n0 + (-n0 & 3)
     try: f1, f2, = S1(data, at)
     except Short: raise short(at, end, ('uuid', 'id'), ('16s', 'i')) from None
     f1 = uuid_text(f1)
     at += 20
     return new(cls, (f0, f1, f2,)), at

Values of fixed size that follow each other, with the length of what comes behind them, are one step.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

from anyvirt.rpc import xdr
from anyvirt.rpc.params import append_params, take_params
from anyvirt.rpc.types import (
    Array,
    Chars,
    Maybe,
    Number,
    Opaque,
    Params,
    String,
    Struct,
    Type,
    Union,
    Uuid,
    least_size,
)
from anyvirt.util.source import Source


def compile_read(of: Struct) -> Callable[[xdr.Buffer, int, int], tuple[Any, int]]:
    """The function that reads a value of the struct."""
    read: Callable[[xdr.Buffer, int, int], tuple[Any, int]] = _function(_Reader(of).compile(), "read", of)
    return read


def compile_write(of: Struct) -> Callable[[bytearray, Any], None]:
    """The function that writes a value of the struct."""
    write: Callable[[bytearray, Any], None] = _function(_Writer(of).compile(), "write", of)
    return write


def _function(code: Source, name: str, of: Struct) -> Any:
    exec(compile(code.text, f"<{name} {of.full_name}>", "exec"), code.names)
    return code.names[name]


class _Compiler:
    """Collects values of fixed size until something else needs what was collected."""

    def __init__(self, of: Struct) -> None:
        self.of = of
        self.code = Source()
        self.code.names |= {name: getattr(xdr, name) for name in _HELPERS} | {"Short": struct.error}
        self.names: list[str] = []  # of fields, for messages
        self.codes: list[str] = []  # of the module struct
        self.variables: list[str] = []
        self.formats = 0

    def collect(self, name: str, code: str, variable: str) -> None:
        self.names.append(name)
        self.codes.append(code)
        self.variables.append(variable)

    def take(self) -> tuple[struct.Struct, str, str, str]:
        """What was collected: its format, and source of the tuples of names, codes and variables."""
        format_ = xdr.compiled(">" + "".join(self.codes))
        taken = (
            format_,
            repr(tuple(self.names)),
            repr(tuple(self.codes)),
            "".join(f"{each}, " for each in self.variables),
        )
        self.names, self.codes, self.variables = [], [], []
        return taken

    def constant(self, value: object) -> str:
        """A name for *value* in the generated code."""
        name = f"C{self.formats}"
        self.formats += 1
        self.code.names[name] = value
        return name


_HELPERS = (
    "PACK_ERRORS",
    "PADDING",
    "UUID_ERRORS",
    "XdrError",
    "check_counted",
    "data_bytes",
    "out_of_range",
    "short",
    "unfit",
    "unfit_text",
    "unfit_uuid",
    "uuid_octets",
    "uuid_text",
    "widened",
    "wrong_fields",
    "wrong_type",
)


class _Reader(_Compiler):
    def compile(self) -> Source:
        code = self.code
        with code.block("def read(data, at, end):"):
            if isinstance(self.of, Union):
                self.union(self.of)
            else:
                for number, (name, kind) in enumerate(self.of.fields.items()):
                    self.value(kind, f"f{number}", name)
                self.flush()
            code.names |= {"new": tuple.__new__, "cls": self.of.value}
            values = "".join(f"f{number}, " for number in range(len(self.of.fields)))
            code(f"return new(cls, ({values})), at")
        return code

    def union(self, of: Union, variable: str = "f") -> None:
        code = self.code
        which = f"{variable}0"
        self.collect("type", "i", which)
        self.flush()
        for number, (case, kind) in enumerate(of.cases.items()):
            with code.block(f"{'el' if number else ''}if {which} == {case}:"):
                self.value(kind, f"{variable}1", "value")
                self.flush()
        code(f"else: raise XdrError(f'{{{which}}} is none of {', '.join(map(str, of.cases))}', 'type')")

    def inline(self, of: Struct, variable: str, name: str) -> None:
        """Read a struct here rather than in a function of its own: calling that takes longer than many structs do."""
        code = self.code
        with code.block("try:"):
            if isinstance(of, Union):
                self.union(of, variable)
            else:
                for number, (field, kind) in enumerate(of.fields.items()):
                    if isinstance(kind, Struct):
                        self.flush()
                        self.inline(kind, f"{variable}{number}", field)
                    else:
                        self.value(kind, f"{variable}{number}", field)
                self.flush()
            cls = self.constant(of.value)
            values = "".join(f"{variable}{number}, " for number in range(len(of.fields)))
            code(f"{variable} = new({cls}, ({values}))")
        code(f"except XdrError as exc: raise exc.inside(f{name!r}) from exc.__cause__")

    def flush(self) -> None:
        if not self.codes:
            return
        uuids = [variable for variable, code in zip(self.variables, self.codes, strict=True) if code == Uuid.code]
        format_, names, codes, variables = self.take()
        unpack = self.constant(format_.unpack_from)
        self.code(f"try: {variables} = {unpack}(data, at)")
        self.code(f"except Short: raise short(at, end, {names}, {codes}) from None")
        for variable in uuids:
            self.code(f"{variable} = uuid_text({variable})")
        self.code(f"at += {format_.size}")

    def value(self, kind: Type, variable: str, name: str) -> None:
        """Read into *variable*; a single number of the fixed sizes is only collected yet."""
        code = self.code
        match kind:
            case Number(letter, low, high):
                self.collect(name, letter, variable)
                if low is not None:
                    self.flush()
                    code(
                        f"if not {low} <= {variable} <= {high}: raise out_of_range({name!r}, {variable}, {low}, {high})"
                    )
            case Uuid():
                self.collect(name, kind.code, variable)
            case String(most):
                count = self.counted(most, 1, variable, name, "bytes")
                code(f"{variable} = data[at:at + {count}].decode('utf-8', 'surrogateescape')")
                code(f"if '\\0' in {variable}: raise XdrError('a string with a null character', {name!r})")
                code(f"at += {count} + (-{count} & 3)")
            case Opaque(most):
                count = self.counted(most, 1, variable, name, "bytes")
                code(f"{variable} = bytes(data[at:at + {count}])")
                code(f"at += {count} + (-{count} & 3)")
            case Chars(most, fixed=True):
                self.flush()
                code(f"if end - at < {4 * most}: check_counted({most}, {most}, 4, end - at, {name!r}, 'characters')")
                code(f"{variable} = bytes(data[at + 3:at + {4 * most}:4])")
                code(f"at += {4 * most}")
            case Chars(most):
                count = self.counted(most, 4, variable, name, "characters")
                code(f"{variable} = bytes(data[at + 3:at + 4 * {count}:4])")
                code(f"at += 4 * {count}")
            case Array(Number(letter, None), most):
                size = struct.calcsize(">" + letter)
                count = self.counted(most, size, variable, name, "values")
                compiled = self.constant(xdr.compiled)
                code(f"{variable} = list({compiled}(f'>{{{count}}}{letter}').unpack_from(data, at))")
                code(f"at += {size} * {count}")
            case Params(most):
                self.flush()
                take = self.constant(take_params)
                code(f"try: {variable}, at = {take}(data, at, end, {most})")
                code(f"except XdrError as exc: raise exc.inside({name!r}) from exc.__cause__")
            case Array(of, most):
                count = self.counted(most, least_size(of), variable, name, "values")
                code(f"{variable} = []")
                with code.block(f"for {variable}at in range({count}):"):
                    if isinstance(of, Struct):
                        self.inline(of, f"{variable}i", f"{name}[{{{variable}at}}]")
                    else:
                        self.item(of, f"{variable}i", f"{name}[{{{variable}at}}]")
                        self.flush()
                    code(f"{variable}.append({variable}i)")
            case Maybe(of):
                flag = f"{variable}b"
                self.collect(name, "I", flag)
                self.flush()
                with code.block(f"if {flag} == 1:"):
                    self.item(of, variable, name)
                    self.flush()
                with code.block(f"elif {flag} == 0:"):
                    code(f"{variable} = None")
                code(f"else: raise out_of_range({name!r}, {flag}, 0, 1)")
            case Struct():
                self.flush()
                self.item(kind, variable, name)

    def item(self, kind: Type, variable: str, name: str) -> None:
        """Read a value whose place in messages is known only then: within an array, or in a struct of its own."""
        code = self.code
        if isinstance(kind, Struct):
            read = self.constant(kind.read)
            code(f"try: {variable}, at = {read}(data, at, end)")
            code(f"except XdrError as exc: raise exc.inside(f{name!r}) from exc.__cause__")
        elif "{" in name:
            with code.block("try:"):
                self.value(kind, variable, "")
                self.flush()
            code(f"except XdrError as exc: raise exc.inside(f{name!r}) from exc.__cause__")
        else:
            self.value(kind, variable, name)

    def counted(self, most: int, size: int, variable: str, name: str, what: str) -> str:
        """Read how many things follow, and refuse what cannot be; answers the variable that has it."""
        count = f"{variable}n"
        self.collect(name, "I", count)
        self.flush()
        needed = f"{count} * {size}" if size > 1 else count
        self.code(
            f"if {count} > {most} or {needed} > end - at: "
            f"check_counted({count}, {most}, {size}, end - at, {name!r}, {what!r})"
        )
        return count


class _Writer(_Compiler):
    def compile(self) -> Source:
        code = self.code
        fields = tuple(self.of.fields)
        with code.block("def write(out, value):"):
            variables = "".join(f"f{number}, " for number in range(len(fields)))
            code(f"try: {variables} = value")
            code(f"except (TypeError, ValueError): raise wrong_fields(value, {fields!r}) from None")
            if isinstance(self.of, Union):
                self.union(self.of)
            else:
                for number, (name, kind) in enumerate(self.of.fields.items()):
                    self.value(kind, f"f{number}", name)
                self.flush()
        return code

    def union(self, of: Union, variable: str = "f") -> None:
        which = f"{variable}0"
        for number, (case, kind) in enumerate(of.cases.items()):
            with self.code.block(f"{'el' if number else ''}if {which} == {case}:"):
                self.collect("type", "i", which)
                self.value(kind, f"{variable}1", "value")
                self.flush()
        self.code(f"else: raise XdrError(f'{{{which}!r:.80}} is none of {', '.join(map(str, of.cases))}', 'type')")

    def inline(self, of: Struct, variable: str, name: str) -> None:
        """Write a struct here rather than in a function of its own: calling that takes longer than many structs do."""
        code = self.code
        fields = tuple(of.fields)
        self.flush()
        with code.block("try:"):
            variables = "".join(f"{variable}{number}, " for number in range(len(fields)))
            code(f"try: {variables} = {variable}")
            code(f"except (TypeError, ValueError): raise wrong_fields({variable}, {fields!r}) from None")
            if isinstance(of, Union):
                self.union(of, variable)
            else:
                for number, (field, kind) in enumerate(of.fields.items()):
                    if isinstance(kind, Struct):
                        self.inline(kind, f"{variable}{number}", field)
                    else:
                        self.value(kind, f"{variable}{number}", field)
                self.flush()
        code(f"except XdrError as exc: raise exc.inside(f{name!r}) from exc.__cause__")

    def flush(self) -> None:
        if not self.codes:
            return
        format_, names, codes, variables = self.take()
        pack = self.constant(format_.pack)
        self.code(f"try: out += {pack}({variables})")
        self.code(f"except PACK_ERRORS: raise unfit({names}, {codes}, ({variables})) from None")

    def value(self, kind: Type, variable: str, name: str) -> None:
        code = self.code
        match kind:
            case Number(letter, low, high):
                if low is not None:
                    with code.block("try:"):
                        code(f"if not {low} <= {variable} <= {high}: raise TypeError")
                    code(f"except TypeError: raise out_of_range({name!r}, {variable}, {low}, {high}) from None")
                self.collect(name, letter, variable)
            case Uuid():
                code(f"try: {variable} = uuid_octets({variable})")
                code(
                    f"except (AttributeError, TypeError, ValueError): raise unfit_uuid({name!r}, {variable}) from None"
                )
                self.collect(name, kind.code, variable)
            case String(most):
                code(f"try: {variable} = {variable}.encode('utf-8', 'surrogateescape')")
                code(f"except (AttributeError, UnicodeError): raise unfit_text({name!r}, {variable}) from None")
                code(f"if 0 in {variable}: raise XdrError('a string with a null character', {name!r})")
                self.counted(variable, name, most, "bytes")
                code(f"out += {variable}")
                code(f"out += PADDING[{variable}n & 3]")
            case Opaque(most):
                code(f"{variable} = data_bytes({variable}, {name!r})")
                self.counted(variable, name, most, "bytes")
                code(f"out += {variable}")
                code(f"out += PADDING[{variable}n & 3]")
            case Chars(most, fixed=True):
                self.flush()
                code(f"{variable} = data_bytes({variable}, {name!r})")
                code(
                    f"if len({variable}) > {most}: check_counted(len({variable}), {most}, 0, 0, {name!r}, 'characters')"
                )
                code(f"out += widened({variable}.ljust({most}, b'\\0'))")
            case Chars(most):
                code(f"{variable} = data_bytes({variable}, {name!r})")
                self.counted(variable, name, most, "characters")
                code(f"out += widened({variable})")
            case Array(of, most):
                code(f"if not isinstance({variable}, (list, tuple)): raise wrong_type({name!r}, {variable}, 'list')")
                self.counted(variable, name, most, "values")
                if isinstance(of, Number) and of.low is None:
                    compiled = self.constant(xdr.compiled)
                    code(f"try: out += {compiled}(f'>{{{variable}n}}{of.code}').pack(*{variable})")
                    with code.block("except PACK_ERRORS:"):
                        names = f"[f'{name}[{{i}}]' for i in range({variable}n)]"
                        code(f"raise unfit({names}, [{of.code!r}] * {variable}n, {variable}) from None")
                    return
                with code.block(f"for {variable}at, {variable}i in enumerate({variable}):"):
                    if isinstance(of, Struct):
                        self.inline(of, f"{variable}i", f"{name}[{{{variable}at}}]")
                    else:
                        self.item(of, f"{variable}i", f"{name}[{{{variable}at}}]")
            case Params(most):
                self.flush()
                append = self.constant(append_params)
                code(f"try: {append}(out, {variable}, {most})")
                code(f"except XdrError as exc: raise exc.inside({name!r}) from exc.__cause__")
            case Maybe(of):
                self.flush()
                with code.block(f"if {variable} is None:"):
                    code("out += b'\\0\\0\\0\\0'")
                with code.block("else:"):
                    code("out += b'\\0\\0\\0\\1'")
                    self.item(of, variable, name)
            case Struct():
                self.item(kind, variable, name)

    def item(self, kind: Type, variable: str, name: str) -> None:
        """Write what is in an array, behind a word that says that it is there, or a struct of its own."""
        code = self.code
        self.flush()
        if isinstance(kind, Struct):
            write = self.constant(kind.write)
            code(f"try: {write}(out, {variable})")
            code(f"except XdrError as exc: raise exc.inside(f{name!r}) from exc.__cause__")
        elif "{" in name:
            with code.block("try:"):
                self.value(kind, variable, "")
                self.flush()
            code(f"except XdrError as exc: raise exc.inside(f{name!r}) from exc.__cause__")
        else:
            self.value(kind, variable, name)
            self.flush()

    def counted(self, variable: str, name: str, most: int, what: str) -> None:
        """Write how many things follow."""
        code = self.code
        code(f"{variable}n = len({variable})")
        code(f"if {variable}n > {most}: check_counted({variable}n, {most}, 0, 0, {name!r}, {what!r})")
        self.collect(name, "I", f"{variable}n")
        self.flush()
