"""The command line: `python -m eagerflow COMMAND`.

Exit status 0 means that all is well, 1 that a command found something to report, 2 that it could
not do what was asked.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
from pathlib import Path
from typing import Any

from ._version import __version__
from .migrate import command_line as migrate

# What the demo needs besides NumPy: name of the module, name to install.
_DEMO_NEEDS = {"matplotlib": "matplotlib", "sklearn": "scikit-learn", "tqdm": "tqdm"}


class LibrariesMissing(Exception):
    """A command needs libraries that are not installed; the text says how to get them."""


def demo(options: argparse.Namespace) -> int:
    """Train on handwritten digits three ways."""
    absent = [pip for name, pip in _DEMO_NEEDS.items() if importlib.util.find_spec(name) is None]
    if absent:
        install = f"{sys.executable} -m pip install {' '.join(absent)}"
        raise LibrariesMissing(f"the demo needs more libraries: {install}")
    from .demo import run  # only here: it imports those libraries

    return run.main(1 if options.quick else options.epochs, options.out)


def coverage(options: argparse.Namespace) -> int:
    """Compare the names here with TensorFlow's."""
    from . import coverage  # only here: it loads every namespace

    found = list(coverage.rows())
    print(coverage.page(found) if options.page else coverage.summary(found))
    return 0


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m eagerflow",
        description="Differentiable numerical programs with TensorFlow's names.",
        epilog="`python -m eagerflow COMMAND --help` tells more about a command.",
    )
    parser.add_argument("--version", action="version", version=f"eagerflow {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    _add_demo(commands)
    command = commands.add_parser(
        "coverage",
        help="compare the names here with TensorFlow's",
        description="Say how many of TensorFlow's names are here, and what is missing.",
    )
    command.add_argument("--page", action="store_true", help="name by name, as Markdown")
    command.set_defaults(run=coverage)
    migrate.add_to(commands)
    return parser


def _add_demo(commands: Any) -> None:
    command = commands.add_parser(
        "demo",
        help="train on handwritten digits three ways",
        description="Train on handwritten digits eagerly, in a function and in a 1.x session, with "
        "the same bits, and draw pictures of it.",
    )
    command.add_argument("--epochs", type=_positive, default=20, help="default: %(default)s")
    command.add_argument("--quick", action="store_true", help="a single epoch")
    command.add_argument(
        "--out",
        type=Path,
        default=Path("demo_output"),
        metavar="DIR",
        help="folder for the pictures, default: %(default)s",
    )
    command.set_defaults(run=demo)


def main(arguments: list[str] | None = None) -> int:
    """Run a command.

    Args:
      arguments: the words after `python -m eagerflow`, those of this process when left out.

    Returns:
      The exit status.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    if not hasattr(options, "run"):
        parser.print_help()
        return 0
    try:
        status: int = options.run(options)
    except BrokenPipeError:  # whoever reads, such as `head`, has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (LibrariesMissing, *migrate.ERRORS) as e:
        print(f"{parser.prog}: {e}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return status


if __name__ == "__main__":
    sys.exit(main())
