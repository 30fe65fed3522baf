"""The command line: `python -m eagerflow demo` and `python -m eagerflow coverage`."""

from __future__ import annotations

import argparse
import importlib.util
import sys
from pathlib import Path

from .migrate import command_line as migrate

# What the demo needs besides NumPy: name of the module, name to install.
_DEMO_NEEDS = {"matplotlib": "matplotlib", "sklearn": "scikit-learn", "tqdm": "tqdm"}


def demo(options: argparse.Namespace) -> int:
    """Train on handwritten digits three ways."""
    absent = [pip for name, pip in _DEMO_NEEDS.items() if importlib.util.find_spec(name) is None]
    if absent:
        print(f"The demo needs more libraries: {sys.executable} -m pip install {' '.join(absent)}")
        return 1
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


def main(arguments: list[str] | None = None) -> int:
    """Run a command.

    Args:
      arguments: the words after `python -m eagerflow`, those of this process when left out.

    Returns:
      The exit status.
    """
    parser = argparse.ArgumentParser(prog="python -m eagerflow")
    commands = parser.add_subparsers(title="commands", required=True)
    command = commands.add_parser("demo", help="train on handwritten digits three ways")
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
    command = commands.add_parser("coverage", help="compare the names here with TensorFlow's")
    command.add_argument("--page", action="store_true", help="name by name, as Markdown")
    command.set_defaults(run=coverage)
    migrate.add_to(commands)
    options = parser.parse_args(arguments)
    try:
        status: int = options.run(options)
    except migrate.ERRORS as e:
        print(f"{parser.prog}: {e}", file=sys.stderr)
        return 2
    return status


if __name__ == "__main__":
    sys.exit(main())
