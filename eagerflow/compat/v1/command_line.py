"""`app.flags` and `app.run`: options of the command line, as 1.x programs declare and read them."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from ...registry import export, export_values

F = TypeVar("F", bound=Callable[..., Any])


@export("", v1="flags.Error app.flags.Error")
class Error(Exception):
    """Base of the errors of flags."""


@export("", v1="flags.DuplicateFlagError app.flags.DuplicateFlagError")
class DuplicateFlagError(Error):
    """A flag was declared twice, in different ways."""


@export("", v1="flags.IllegalFlagValueError app.flags.IllegalFlagValueError")
class IllegalFlagValueError(Error):
    """A flag can not have the value."""


@export("", v1="flags.UnrecognizedFlagError app.flags.UnrecognizedFlagError")
class UnrecognizedFlagError(Error):
    """There is no such flag."""

    def __init__(self, flagname: str, flagvalue: Any = "", suggestions: Sequence[str] = ()) -> None:
        self.flagname = flagname
        self.flagvalue = flagvalue
        hint = f" Did you mean: {', '.join(suggestions)}?" if suggestions else ""
        super().__init__(f"Unknown command line flag '{flagname}'.{hint}")


_TRUTH = {"true": True, "t": True, "1": True, "false": False, "f": False, "0": False}


def _text(value: Any) -> str:
    return str(value)


def _truth(value: Any) -> bool:
    found = _TRUTH.get(str(value).lower())
    if found is None:
        raise ValueError(f"Non-boolean argument to boolean flag: {value!r}")
    return found


def _integer(value: Any) -> int:
    if isinstance(value, str):
        return int(value, 16 if value.lower().startswith("0x") else 10)
    if isinstance(value, (bool, float)) or not hasattr(value, "__index__"):
        raise TypeError(f"Expect argument to be a string or int, found {type(value)}")
    return int(value)


def _words(value: Any) -> list[str]:
    if not isinstance(value, str):
        return list(value)
    return [word.strip() for word in value.split(",")] if value else []


def _one_of(values: Sequence[str]) -> Callable[[Any], str]:
    def parse(value: Any) -> str:
        if value not in values:
            raise ValueError(f"value should be one of <{'|'.join(values)}>")
        return str(value)

    return parse


def _between(parse: Callable[[Any], Any], low: Any, high: Any) -> Callable[[Any], Any]:
    def bounded(value: Any) -> Any:
        number = parse(value)
        if low is not None and number < low:
            what = "a non-negative number" if low == 0 else f"at least {low}"
            raise ValueError(f"{value} is not {what}")
        if high is not None and number > high:
            raise ValueError(f"{value} is not at most {high}")
        return number

    return bounded


class Flag:
    """One flag: its `name`, `value`, `default` and `help`."""

    def __init__(
        self, name: str, kind: str, parse: Callable[[Any], Any], default: Any, help: str | None,
        many: bool = False, required: bool = False,
    ) -> None:  # fmt: skip
        self.name = name
        self.kind = kind
        self.help = help or ""
        self.many = many
        self.required = required
        self.present = 0
        self._parse = parse
        self.default: Any = None if default is None else self.parsed(default)
        self.value: Any = self.default

    def parsed(self, value: Any) -> Any:
        """The value that an argument stands for.

        Raises:
          IllegalFlagValueError: it stands for none.
        """
        try:
            if self.many and isinstance(value, (list, tuple)):
                return [self._parse(v) for v in value]
            found = self._parse(value)
        except (TypeError, ValueError) as e:
            raise IllegalFlagValueError(f"flag --{self.name}={value}: {e}") from None
        return [found] if self.many else found

    def take(self, value: Any) -> None:
        """Set the value from the command line; a flag for many adds to those before."""
        found = self.parsed(value)
        self.value = [*self.value, *found] if self.many and self.present else found
        self.present += 1

    def same_as(self, other: Flag) -> bool:
        """Whether two declarations say the same."""
        mine = (self.kind, self.default, self.help, self.many)
        return mine == (other.kind, other.default, other.help, other.many)


@export("", v1="flags.FlagValues app.flags.FlagValues")
class FlagValues:
    """The values of all flags, as attributes. `FLAGS` is the one that programs use.

    The command line is read when a value is first asked for, or by `app.run`.
    """

    def __init__(self) -> None:
        self.__dict__.update(_flags={}, _short={}, _checks=[], _read=False)

    # ------------------------------------------------------------------ declarations

    def _declare(self, flag: Flag, short_name: str | None) -> None:
        known = self._flags.get(flag.name)
        if known is not None and not known.same_as(flag):
            raise DuplicateFlagError(
                f"The flag '{flag.name}' is defined twice. Description from first occurrence: "
                f"{known.help}"
            )
        if known is None:  # a cell that is run again declares the same flags
            self._flags[flag.name] = flag
        if short_name:
            self._short[short_name] = flag.name

    def __getitem__(self, name: str) -> Flag:
        found: Flag = self._flags[name]
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._flags

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._flags))

    def __len__(self) -> int:
        return len(self._flags)

    # ------------------------------------------------------------------ values

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name not in self._flags:
            raise AttributeError(name)
        if not self._read:
            self(sys.argv)
        return self._flags[name].value

    def __setattr__(self, name: str, value: Any) -> None:
        flag = self._known(name)
        flag.value = None if value is None else flag.parsed(value)
        self._check(name)

    def _check(self, name: str | None = None) -> None:
        """Ask the validators, of one flag or of all."""
        for checked, validate, message in self._checks:
            value = self._flags[checked].value
            if name in (None, checked) and not validate(value):
                raise IllegalFlagValueError(f"flag --{checked}={value}: {message}")

    def __delattr__(self, name: str) -> None:
        self._known(name)
        del self._flags[name]

    def _known(self, name: str, value: Any = "") -> Flag:
        found: Flag | None = self._flags.get(name)
        if found is None:
            import difflib  # only for messages, and slow to import

            raise UnrecognizedFlagError(name, value, difflib.get_close_matches(name, self._flags))
        return found

    def flag_values_dict(self) -> dict[str, Any]:
        """The values by name."""
        return {name: flag.value for name, flag in self._flags.items()}

    def get_flag_value(self, name: str, default: Any) -> Any:
        """The value of a flag, or `default` where there is none."""
        value = getattr(self, name) if name in self._flags else None
        return default if value is None else value

    def set_default(self, name: str, value: Any) -> None:
        """Give a flag another default value."""
        flag = self._known(name)
        flag.default = None if value is None else flag.parsed(value)
        if not flag.present:
            flag.value = flag.default

    # ------------------------------------------------------------------ the command line

    def is_parsed(self) -> bool:
        """Whether the command line was read."""
        return bool(self.__dict__["_read"])

    def mark_as_parsed(self) -> None:
        """Take the values as they are, without reading the command line."""
        self.__dict__["_read"] = True

    def unparse_flags(self) -> None:
        """Forget the command line: it is read again when a value is asked for."""
        for flag in self._flags.values():
            flag.value, flag.present = flag.default, 0
        self.__dict__["_read"] = False

    def __call__(self, argv: Sequence[str], known_only: bool = False) -> list[str]:
        """Read a command line.

        Args:
          argv: the name of the program and its arguments.
          known_only: leave flags that are not declared in the result.

        Returns:
          The name of the program, and the arguments that are no flags.

        Raises:
          UnrecognizedFlagError: there is no such flag.
          IllegalFlagValueError: a value does not fit, or a required flag has none.
        """
        if not argv or isinstance(argv, str):
            raise TypeError("argv must be a list of arguments, the name of the program first")
        for flag in self._flags.values():
            flag.present = 0
        rest = [argv[0]]
        waiting = list(argv[1:])
        while waiting:
            argument = waiting.pop(0)
            if argument == "--":
                rest += waiting
                break
            if not argument.startswith("-") or argument == "-":
                rest.append(argument)
            elif not self._take(argument, waiting):
                if not known_only:
                    name, _, value = argument.lstrip("-").partition("=")
                    self._known(name, value)
                rest.append(argument)
        self.mark_as_parsed()
        for flag in self._flags.values():
            if flag.required and flag.value is None:
                raise IllegalFlagValueError(
                    f"flag --{flag.name}=None: Flag --{flag.name} must have a value other than "
                    "None."
                )
        self._check()
        return rest

    def _take(self, argument: str, waiting: list[str]) -> bool:
        """Set the flag of an argument; False when there is none."""
        name, equals, value = argument.lstrip("-").partition("=")
        flag = self._flags.get(self._short.get(name, name))
        if flag is None:
            plain = self._flags.get(name.removeprefix("no"))
            if equals or plain is None or plain.kind != "boolean":
                return False
            plain.take(False)
            return True
        if not equals:
            if flag.kind == "boolean":
                value = "true"
            elif waiting:
                value = waiting.pop(0)
            else:
                raise Error(f"Missing value for flag --{name}")
        flag.take(value)
        return True

    def get_help(self) -> str:
        """What all flags are for."""
        lines = []
        for name in self:
            flag = self._flags[name]
            shown = f"--[no]{name}" if flag.kind == "boolean" else f"--{name}"
            lines.append(f"  {shown}: {flag.help}\n    (default: {flag.default!r})")
        return "\n".join(lines)


FLAGS = FlagValues()
export_values(__name__, "", "flags.FLAGS=FLAGS app.flags.FLAGS=FLAGS")


_OLD_NAMES = {"flag_name": "name", "default_value": "default", "docstring": "help"}


def _with_old_names(declare: F) -> F:
    """Let the arguments have the names too that they had before TensorFlow 1.5."""

    @functools.wraps(declare)
    def renamed(*args: Any, **kwargs: Any) -> Any:
        return declare(*args, **{_OLD_NAMES.get(k, k): v for k, v in kwargs.items()})

    return renamed  # type: ignore[return-value]


def _define(
    kind: str, parse: Callable[[Any], Any], name: str, default: Any, help: Any,
    flag_values: FlagValues | None, required: bool, short_name: str | None, many: bool = False,
) -> Flag:  # fmt: skip
    flag = Flag(name, kind, parse, default, help, many, required)
    (FLAGS if flag_values is None else flag_values)._declare(flag, short_name)
    return flag


@export("", v1="flags.DEFINE_string app.flags.DEFINE_string")
@_with_old_names
def DEFINE_string(
    name: str, default: Any, help: str | None = None, flag_values: FlagValues | None = None,
    module_name: str | None = None, required: bool = False, short_name: str | None = None,
) -> Flag:  # fmt: skip
    """Declare a flag whose value is a text.

    Args:
      name: its name.
      default: its value when it is not given; None for none.
      help: what it is for.
      flag_values: where it is declared; `FLAGS` when left out.
      module_name: accepted; flags are not listed by module.
      required: it has to be given.
      short_name: a second name for command lines, such as `o` for `-o`.

    Raises:
      DuplicateFlagError: a flag of that name was declared in another way.

    >>> flags = ef.compat.v1.app.flags
    >>> values = flags.FlagValues()
    >>> _ = flags.DEFINE_string("out", "/tmp", "where to write", values)
    >>> values(["program", "--out=/home", "rest"])
    ['program', 'rest']
    >>> values.out
    '/home'
    """
    return _define("string", _text, name, default, help, flag_values, required, short_name)


@export(
    "",
    v1="flags.DEFINE_boolean app.flags.DEFINE_boolean flags.DEFINE_bool app.flags.DEFINE_bool",
)
@_with_old_names
def DEFINE_boolean(
    name: str, default: Any, help: str | None = None, flag_values: FlagValues | None = None,
    module_name: str | None = None, required: bool = False, short_name: str | None = None,
) -> Flag:  # fmt: skip
    """Declare a flag that is given as `--name` or `--noname`; see `DEFINE_string`."""
    return _define("boolean", _truth, name, default, help, flag_values, required, short_name)


@export("", v1="flags.DEFINE_integer app.flags.DEFINE_integer")
@_with_old_names
def DEFINE_integer(
    name: str, default: Any, help: str | None = None, lower_bound: int | None = None,
    upper_bound: int | None = None, flag_values: FlagValues | None = None, required: bool = False,
    short_name: str | None = None,
) -> Flag:  # fmt: skip
    """Declare a flag whose value is an integer within bounds; see `DEFINE_string`."""
    parse = _between(_integer, lower_bound, upper_bound)
    return _define("integer", parse, name, default, help, flag_values, required, short_name)


@export("", v1="flags.DEFINE_float app.flags.DEFINE_float")
@_with_old_names
def DEFINE_float(
    name: str, default: Any, help: str | None = None, lower_bound: float | None = None,
    upper_bound: float | None = None, flag_values: FlagValues | None = None, required: bool = False,
    short_name: str | None = None,
) -> Flag:  # fmt: skip
    """Declare a flag whose value is a number within bounds; see `DEFINE_string`."""
    parse = _between(float, lower_bound, upper_bound)
    return _define("float", parse, name, default, help, flag_values, required, short_name)


@export("", v1="flags.DEFINE_enum app.flags.DEFINE_enum")
@_with_old_names
def DEFINE_enum(
    name: str, default: Any, enum_values: Iterable[str], help: str | None = None,
    flag_values: FlagValues | None = None, module_name: str | None = None, required: bool = False,
    short_name: str | None = None,
) -> Flag:  # fmt: skip
    """Declare a flag whose value is one of some texts; see `DEFINE_string`."""
    parse = _one_of(list(enum_values))
    return _define("enum", parse, name, default, help, flag_values, required, short_name)


@export("", v1="flags.DEFINE_list app.flags.DEFINE_list")
@_with_old_names
def DEFINE_list(
    name: str, default: Any, help: str | None = None, flag_values: FlagValues | None = None,
    module_name: str | None = None, required: bool = False, short_name: str | None = None,
) -> Flag:  # fmt: skip
    """Declare a flag whose value is a list of texts with commas between; see `DEFINE_string`."""
    return _define("list", _words, name, default, help, flag_values, required, short_name)


@export("", v1="flags.DEFINE_multi_string app.flags.DEFINE_multi_string")
@_with_old_names
def DEFINE_multi_string(
    name: str, default: Any, help: str | None = None, flag_values: FlagValues | None = None,
    module_name: str | None = None, required: bool = False, short_name: str | None = None,
) -> Flag:  # fmt: skip
    """Declare a flag that may be given several times; its value is the list of texts."""
    return _define("multi", _text, name, default, help, flag_values, required, short_name, True)


@export("", v1="flags.DEFINE_multi_integer app.flags.DEFINE_multi_integer")
@_with_old_names
def DEFINE_multi_integer(
    name: str, default: Any, help: str | None = None, lower_bound: int | None = None,
    upper_bound: int | None = None, flag_values: FlagValues | None = None, required: bool = False,
    short_name: str | None = None,
) -> Flag:  # fmt: skip
    """Declare a flag that may be given several times; its value is the list of integers."""
    parse = _between(_integer, lower_bound, upper_bound)
    return _define("multi", parse, name, default, help, flag_values, required, short_name, True)


@export("", v1="flags.DEFINE_multi_float app.flags.DEFINE_multi_float")
@_with_old_names
def DEFINE_multi_float(
    name: str, default: Any, help: str | None = None, lower_bound: float | None = None,
    upper_bound: float | None = None, flag_values: FlagValues | None = None, required: bool = False,
    short_name: str | None = None,
) -> Flag:  # fmt: skip
    """Declare a flag that may be given several times; its value is the list of numbers."""
    parse = _between(float, lower_bound, upper_bound)
    return _define("multi", parse, name, default, help, flag_values, required, short_name, True)


@export("", v1="flags.mark_flag_as_required app.flags.mark_flag_as_required")
def mark_flag_as_required(flag_name: str, flag_values: FlagValues | None = None) -> None:
    """Refuse command lines without a flag.

    Raises:
      UnrecognizedFlagError: there is no such flag.
    """
    (FLAGS if flag_values is None else flag_values)._known(flag_name).required = True


@export("", v1="flags.mark_flags_as_required app.flags.mark_flags_as_required")
def mark_flags_as_required(
    flag_names: Iterable[str], flag_values: FlagValues | None = None
) -> None:
    """Refuse command lines without some flags; see `mark_flag_as_required`."""
    for name in flag_names:
        mark_flag_as_required(name, flag_values)


@export("", v1="flags.register_validator app.flags.register_validator")
def register_validator(
    flag_name: str, checker: Callable[[Any], Any], message: str = "Flag validation failed",
    flag_values: FlagValues | None = None,
) -> None:  # fmt: skip
    """Refuse values of a flag for which a function is not true.

    Args:
      flag_name: name of the flag.
      checker: takes the value.
      message: what the error says.
      flag_values: where the flag is declared; `FLAGS` when left out.

    Raises:
      UnrecognizedFlagError: there is no such flag.
    """
    values = FLAGS if flag_values is None else flag_values
    values._known(flag_name)
    values._checks.append((flag_name, checker, message))


@export("", v1="app.run")
def run(main: Callable[..., Any] | None = None, argv: Sequence[str] | None = None) -> None:
    """Read the command line, call a function with what is left, and end the program.

    Args:
      main: takes the list of the name of the program and of the arguments that are no declared
        flags; what it returns is the program's exit status. `main` of the program when left out.
      argv: the command line; that of the program when left out.

    Raises:
      SystemExit: always, at the end; with status 1 for a command line that does not fit.
    """
    given = list(sys.argv if argv is None else argv)
    if "--help" in given[1:]:
        print(f"\n       USAGE: {given[0]} [flags]\n{FLAGS.get_help()}")
        sys.exit(1)
    try:
        rest = FLAGS(given, known_only=True)
    except Error as e:
        sys.stderr.write(f"FATAL Flags parsing error: {e}\nPass --help to see help on flags.\n")
        sys.exit(1)
    if main is None:
        main = sys.modules["__main__"].main
    assert main is not None
    sys.exit(main(rest))
