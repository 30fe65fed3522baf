"""Messages: objects with named, typed fields, as protocol buffers generate them for Python.

Only what programs do with such objects is here: constructors with keywords, fields as attributes
(nested ones too), bytes, text, merging and comparing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, NoReturn, Self

from . import wire
from .fields import EnumType, Field

_SCALARS = frozenset(
    ["int32", "int64", "uint32", "uint64", "bool", "string", "bytes", "float", "double"]
)


class DecodeError(ValueError):
    """The bytes are no message of the class."""


class Repeated(list[Any]):
    """The values of a repeated field."""

    __slots__ = ("_field", "_owner")

    def __init__(self, owner: Message, field: Field) -> None:
        super().__init__()
        self._owner = owner
        self._field = field

    def _made(self, values: Iterable[Any]) -> list[Any]:
        if not hasattr(values, "__iter__"):
            raise TypeError(f"must assign iterable to field '{self._field.name}', got {values!r}")
        if self._field.kind == "message":
            return [_copied(self._field, v) for v in values]
        return self._field.all_checked(values)

    def append(self, value: Any) -> None:
        """Add a value; of a message a copy."""
        super().extend(self._made([value]))
        self._owner._touch()

    def extend(self, values: Iterable[Any]) -> None:
        """Add values; of messages copies."""
        super().extend(self._made(values))
        self._owner._touch()

    MergeFrom = extend

    def insert(self, at: Any, value: Any) -> None:
        """Put a value before another."""
        super().insert(at, self._made([value])[0])
        self._owner._touch()

    def __setitem__(self, at: Any, value: Any) -> None:
        if self._field.kind == "message":
            raise TypeError("messages in a list are changed, not replaced")
        one = not isinstance(at, slice)
        super().__setitem__(at, self._made([value])[0] if one else self._made(value))
        self._owner._touch()

    def __iadd__(self, values: Iterable[Any]) -> Self:  # type: ignore[misc]
        self.extend(values)
        return self

    def add(self, **values: Any) -> Any:
        """A new message at the end of the list."""
        if self._field.kind != "message":
            raise AttributeError(f"field '{self._field.name}' has no messages to add")
        self.append(self._field.type(**values))
        return self[-1]


class Map(dict[Any, Any]):
    """The values of a map field. Asking for a key that is not there makes its value."""

    __slots__ = ("_field", "_owner")

    def __init__(self, owner: Message, field: Field) -> None:
        super().__init__()
        self._owner = owner
        self._field = field

    def _key(self, key: Any) -> Any:
        assert self._field.key is not None
        return self._field.key.checked(key)

    def __missing__(self, key: Any) -> Any:
        key = self._key(key)
        if self._field.kind == "message":
            made: Any = self._field.type()
            made._present = True
        else:
            made = self._field.default()
        super().__setitem__(key, made)
        self._owner._touch()
        return made

    def __setitem__(self, key: Any, value: Any) -> None:
        if self._field.kind == "message":
            raise ValueError(
                f"Message objects may not be assigned: change {self._field.name}[{key!r}] itself, "
                "with CopyFrom"
            )
        super().__setitem__(self._key(key), self._field.checked(value))
        self._owner._touch()

    def get_or_create(self, key: Any) -> Any:
        """The value of a key, which is made if it is not there."""
        return self[key]

    def update(self, *others: Any, **named: Any) -> None:
        """Set values; of messages copies."""
        for key, value in dict(*others, **named).items():
            self._put(key, value)

    MergeFrom = update

    def _put(self, key: Any, value: Any) -> None:
        if self._field.kind == "message":
            super().__setitem__(self._key(key), _copied(self._field, value))
            self._owner._touch()
        else:
            self[key] = value


def _copied(field: Field, value: Any) -> Any:
    """A copy of a message for a field: of one, or of a dictionary of its fields."""
    if isinstance(value, Mapping):
        value = field.type(**value)
    if not isinstance(value, field.type):
        raise TypeError(
            f"field '{field.name}' takes {field.type.__name__}, got {type(value).__name__}"
        )
    return value._clone()


class Message:
    """What all messages can do.

    Subclasses declare their fields in a text, one a line: number, kind, name. The kind is that of
    a scalar, the name of an enum or of a class, with `repeated` before it or `map<string, ...>`
    around it; a name after `oneof` is that of a group of which one field is set at a time.
    """

    _fields: ClassVar[dict[str, Field]] = {}
    _numbers: ClassVar[dict[int, Field]] = {}
    _groups: ClassVar[dict[str, list[str]]] = {}
    _shown_name: ClassVar[str] = ""

    def __init_subclass__(
        cls, fields: str = "", enums: Mapping[str, str] | None = None,
        types: Iterable[type[Message]] = (), **groups: str,
    ) -> None:  # fmt: skip
        kinds: dict[str, Any] = {}
        for name, text in (enums or {}).items():
            kinds[name] = EnumType(text)
            setattr(cls, name, kinds[name])
            for word, number in kinds[name].items():
                setattr(cls, word, number)
        cls._fields = {}
        cls.declare(fields, *types, **kinds)
        cls._groups = {group: names.split() for group, names in groups.items()}

    @classmethod
    def declare(cls, fields: str, *types: type[Message], **enums: EnumType) -> None:
        """Add fields: their text, and the classes and enums in it; also a message in itself."""
        kinds: dict[str, Any] = {t.__name__.lstrip("_"): t for t in types} | enums
        found = [f for f in (_parsed(line, kinds) for line in fields.split("\n")) if f]
        ordered = sorted([*cls._fields.values(), *found], key=lambda f: f.number)
        cls._fields = {f.name: f for f in ordered}
        cls._numbers = {f.number: f for f in ordered}

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(_values={}, _present=False, _owner=None, _unknown=b"")
        for name, value in values.items():
            if value is None:
                continue
            field = self._field(name, ValueError)
            if field.key is not None:
                self._get(field).update(value)
            elif field.repeated:
                self._get(field).extend(value)
            elif field.kind == "message":
                self._put_message(field, _copied(field, value))
            else:
                setattr(self, name, value)

    # ------------------------------------------------------------------ fields

    @classmethod
    def _field(cls, name: str, error: type[Exception]) -> Field:
        found = cls._fields.get(name)
        if found is None:
            raise cls._unknown_field(name, error)
        return found

    @classmethod
    def _unknown_field(cls, name: str, error: type[Exception]) -> Exception:
        import difflib  # only for messages, and slow to import

        close = difflib.get_close_matches(name, cls._fields, 1)
        hint = f" Did you mean '{close[0]}'?" if close else ""
        return error(f'Protocol message {cls.__name__.lstrip("_")} has no "{name}" field.{hint}')

    def _get(self, field: Field) -> Any:
        found = self._values.get(field.name)
        if found is None:
            if field.key is not None:
                found = Map(self, field)
            elif field.repeated:
                found = Repeated(self, field)
            elif field.kind == "message":
                found = field.type()
                found.__dict__["_owner"] = (self, field)
            else:
                return field.default()
            self._values[field.name] = found
        return found

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._get(self._field(name, AttributeError))

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("_"):
            self.__dict__[name] = value
            return
        field = self._field(name, AttributeError)
        if field.repeated or field.key is not None or field.kind == "message":
            what = "message" if field.kind == "message" and not field.repeated else "repeated"
            raise AttributeError(
                f'Assignment not allowed to {what} field "{name}" in protocol message object. '
                f"Change the field itself, with {'CopyFrom' if what == 'message' else 'extend'}."
            )
        self._values[name] = field.checked(value)
        self._chosen(name)
        self._touch()

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"use ClearField({name!r})")

    def _put_message(self, field: Field, value: Message) -> None:
        self._values[field.name] = value
        value._owner = (self, field)
        self._chosen(field.name)
        self._touch()

    def _touch(self) -> None:
        """Note that something was set: the message is now part of the one it belongs to."""
        if self._present:
            return
        self.__dict__["_present"] = True
        if self._owner is not None:
            owner, field = self._owner
            owner._chosen(field.name)
            owner._touch()

    def _chosen(self, name: str) -> None:
        """Clear the other fields of the group."""
        for names in self._groups.values():
            if name in names:
                for other in names:
                    if other != name:
                        self._drop(other)

    def _drop(self, name: str) -> None:
        gone = self._values.pop(name, None)
        if isinstance(gone, Message):
            gone._owner = None

    def _is_set(self, field: Field) -> bool:
        value = self._values.get(field.name)
        if isinstance(value, Message):
            return bool(value._present)
        if value is None:
            return False
        return bool(value) or self._in_group(field.name)

    def _in_group(self, name: str) -> bool:
        return any(name in names for names in self._groups.values())

    def _set_fields(self) -> list[tuple[Field, Any]]:
        """The fields that are set, in the order of their numbers."""
        values = self._values
        if not values:
            return []
        found = [f for f in self._fields.values() if f.name in values and self._is_set(f)]
        return [(f, values[f.name]) for f in found]

    # ------------------------------------------------------------------ what is set

    def HasField(self, field_name: str) -> bool:
        """Whether a nested message, or a field of a group, is set.

        Raises:
          ValueError: there is no such field, or it has a value in any case.
        """
        if field_name in self._groups:
            return self.WhichOneof(field_name) is not None
        field = self._field(field_name, ValueError)
        single = not field.repeated and field.key is None
        if not (single and (field.kind == "message" or self._in_group(field_name))):
            raise ValueError(f"Field {field_name} does not have presence.")
        return self._is_set(field)

    def WhichOneof(self, oneof_group: str) -> str | None:
        """The field of a group that is set, or None.

        Raises:
          ValueError: there is no such group.
        """
        if oneof_group not in self._groups:
            raise ValueError(f'Protocol message {type(self).__name__} has no oneof "{oneof_group}"')
        names = self._groups[oneof_group]
        return next((n for n in names if self._is_set(self._fields[n])), None)

    def ListFields(self) -> list[tuple[Any, Any]]:
        """The fields that are set, with their values, in the order of their numbers."""
        return list(self._set_fields())

    def ClearField(self, field_name: str) -> None:
        """Give a field its default value.

        Raises:
          ValueError: there is no such field.
        """
        for name in self._groups.get(field_name, [field_name]):
            self._field(name, ValueError)
            self._drop(name)
        self._touch()

    def Clear(self) -> None:
        """Give all fields their default values."""
        for name in list(self._values):
            self._drop(name)
        self._unknown = b""
        self._touch()

    def SetInParent(self) -> None:
        """Make the message part of the one it belongs to, though nothing is set in it."""
        self._touch()

    def IsInitialized(self) -> bool:
        """True: no field is required."""
        return True

    # ------------------------------------------------------------------ copies

    def CopyFrom(self, other: Message) -> None:
        """Become equal to another message of the class.

        Raises:
          TypeError: it is of another class.
        """
        if other is self:
            return
        self._check_same(other)
        self.Clear()
        self.MergeFrom(other)

    def MergeFrom(self, other: Message) -> None:
        """Take over what is set in another message of the class; lists grow.

        Raises:
          TypeError: it is of another class.
        """
        self._check_same(other)
        for field, value in other._set_fields():
            if field.key is not None:
                self._get(field).update(value)
            elif field.repeated:
                self._get(field).extend(value)
            elif field.kind == "message":
                mine = self._get(field)
                mine.MergeFrom(value)
                mine._touch()
            else:
                setattr(self, field.name, value)
        self._unknown += other._unknown
        self._touch()

    def _clone(self) -> Self:
        """A copy, quicker than `CopyFrom`: what is set was checked before."""
        made = type(self)()
        made.__dict__.update(_present=True, _unknown=self._unknown)
        for field, value in self._set_fields():
            if field.kind != "message":
                copied = value
            elif field.key is not None:
                copied = {k: v._clone() for k, v in value.items()}
            elif field.repeated:
                copied = [v._clone() for v in value]
            else:
                made._values[field.name] = copied = value._clone()
                copied._owner = (made, field)
                continue
            if field.key is not None:
                dict.update(made._get(field), copied)
            elif field.repeated:
                list.extend(made._get(field), copied)
            else:
                made._values[field.name] = copied
        return made

    def _check_same(self, other: Any) -> None:
        if type(other) is not type(self):
            raise TypeError(
                f"Parameter to CopyFrom() must be instance of same class: expected "
                f"{type(self).__name__} got {type(other).__name__}."
            )

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        made = type(self)()
        made.CopyFrom(self)
        return made

    def __reduce__(self) -> Any:
        return type(self).FromString, (self.SerializeToString(),)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return bool(self._set_fields() == other._set_fields())

    __hash__ = None  # type: ignore[assignment]

    # ------------------------------------------------------------------ bytes

    def SerializeToString(self, deterministic: bool | None = None) -> bytes:
        """The bytes of the message.

        Args:
          deterministic: order the keys of maps.
        """
        parts = []
        for field, value in self._set_fields():
            if field.key is not None:
                parts += _map_encoded(field, value, bool(deterministic))
            elif field.kind == "message":
                for v in value if field.repeated else (value,):
                    parts.append(wire.delimited(field.number, v.SerializeToString(deterministic)))
            elif field.repeated:
                parts.append(field.all_encoded(value))
            else:
                parts.append(field.encoded(value))
        return b"".join((*parts, self._unknown))

    SerializePartialToString = SerializeToString

    def ByteSize(self) -> int:
        """How many bytes the message takes."""
        return len(self.SerializeToString())

    @classmethod
    def FromString(cls, data: bytes) -> Self:
        """The message that bytes stand for.

        Raises:
          DecodeError: they stand for none.
        """
        made = cls()
        made.MergeFromString(data)
        return made

    def ParseFromString(self, data: bytes) -> int:
        """Become what bytes stand for.

        Returns:
          How many bytes there were.

        Raises:
          DecodeError: they stand for no message of the class.
        """
        self.Clear()
        return self.MergeFromString(data)

    def MergeFromString(self, data: bytes) -> int:
        """Take over what bytes stand for; see `ParseFromString`."""
        data = bytes(data)
        try:
            self._read(data)
        except (wire.Malformed, UnicodeDecodeError, TypeError, RecursionError) as e:
            raise DecodeError(
                f"Error parsing message with type '{type(self).__name__}': Wire format was corrupt"
            ) from e
        self._touch()
        return len(data)

    def _read(self, data: bytes) -> None:
        for number, kind, content in wire.fields(data):
            field = self._numbers.get(number)
            if field is None:
                self._unknown += _raw(number, kind, content)
            elif field.key is not None:
                self._read_entry(field, content)
            elif field.kind == "message":
                value = self._get(field)
                if field.repeated:
                    made = field.type()
                    made._read(content)
                    list.append(value, made)
                else:
                    value._read(content)
                    value._touch()
            elif field.repeated:
                list.extend(self._get(field), field.decoded(kind, content))
            else:
                setattr(self, field.name, field.decoded(kind, content)[-1])

    def _read_entry(self, field: Field, content: bytes) -> None:
        """Add an entry of a map: a message of a key and a value."""
        parts = {number: (kind, part) for number, kind, part in wire.fields(content)}
        assert field.key is not None
        key = field.key.decoded(*parts[1])[-1] if 1 in parts else field.key.default()
        if field.kind == "message":
            made: Any = field.type()
            made._read(parts[2][1] if 2 in parts else b"")
            made._present = True
        else:
            made = field.decoded(*parts[2])[-1] if 2 in parts else field.default()
        dict.__setitem__(self._get(field), key, made)

    # ------------------------------------------------------------------ text

    def __repr__(self) -> str:
        return "".join(f"{line}\n" for line in self._lines())

    __str__ = __repr__

    def _lines(self) -> list[str]:
        lines: list[str] = []
        for field, value in self._set_fields():
            if field.key is not None:
                for key, v in value.items():
                    entry = [f"key: {field.key.shown(key)}", *_shown(field, "value", v)]
                    lines += _inside(field.name, entry)
            else:
                for v in value if field.repeated else (value,):
                    lines += _shown(field, field.name, v)
        return lines


def _shown(field: Field, name: str, value: Any) -> list[str]:
    if field.kind == "message":
        return _inside(name, value._lines())
    return [f"{name}: {field.shown(value)}"]


def _inside(name: str, lines: list[str]) -> list[str]:
    return [f"{name} {{", *(f"  {line}" for line in lines), "}"]


def _map_encoded(field: Field, value: Any, ordered: bool) -> list[bytes]:
    assert field.key is not None
    keys = sorted(value) if ordered else list(value)
    parts = []
    for key in keys:
        v = value[key]
        if field.kind == "message":
            content = wire.delimited(2, v.SerializeToString(ordered))
        else:
            content = Field(2, "value", field.kind, field.type).encoded(v)
        parts.append(wire.delimited(field.number, field.key.encoded(key) + content))
    return parts


def _raw(number: int, kind: int, content: Any) -> bytes:
    """A field as it stood in the bytes."""
    if kind == wire.VARINT:
        return wire.tag(number, kind) + wire.as_varint(content)
    if kind == wire.BYTES:
        return wire.delimited(number, content)
    return wire.tag(number, kind) + bytes(content)


def _parsed(line: str, kinds: Mapping[str, Any]) -> Field | None:
    """The field that a line of a declaration describes."""
    words = line.replace("map<", "map ").replace(",", " ").replace(">", " ").split()
    if not words:
        return None
    number, name, middle = int(words[0]), words[-1], words[1:-1]
    key = None
    if middle[0] == "map":
        key = Field(1, "key", middle[1])
    kind = middle[-1]
    if kind in _SCALARS:
        return Field(number, name, kind, None, middle[0] == "repeated", key)
    found = kinds[kind]
    what = "enum" if isinstance(found, EnumType) else "message"
    return Field(number, name, what, found, middle[0] == "repeated", key)
