"""Runs Keras's own tests on eagerflow: `python -m tests.keras_suite FOLDER [PART...]`.

FOLDER is a checkout of keras-team/keras at the tag of a release; a PART is a folder or file below
its `keras/src`, such as `layers/rnn`. Each part runs in a process of its own. At the end the
failures are printed by cause. What is exported to other formats, distribution, and tests that
download are left out.
"""

import argparse
import collections
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree
from pathlib import Path

ROOT = Path(__file__).parents[2]
PARTS = (
    "activations backend/common backend/tests callbacks constraints distillation dtype_policies"
    " initializers layers/activations layers/attention layers/convolutional layers/core"
    " layers/layer_test.py layers/merging layers/normalization layers/pooling layers/preprocessing"
    " layers/regularization layers/reshaping layers/rnn legacy losses metrics models ops optimizers"
    " quantizers random regularizers saving testing trainers tree utils wrappers"
).split()
OPTIONS = ["-q", "-o", "addopts=", "-p", "no:cacheprovider", "--continue-on-collection-errors"]


def run(folder: Path, part: str, plugin: bool) -> list[tuple[str, str]]:
    """Test one part; the name of each test with the first line of its failure, or nothing."""
    paths = [str(ROOT), str(folder), os.environ.get("PYTHONPATH", "")]
    with tempfile.TemporaryDirectory() as work:
        report = Path(work) / "report.xml"
        command = [sys.executable, "-m", "pytest", *OPTIONS, f"--junitxml={report}"]
        command += ["-p", "tests.keras_suite.plugin"] if plugin else []
        subprocess.run(
            [*command, f"keras/src/{part}"], cwd=folder, check=False, stdout=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
        )  # fmt: skip
        return list(outcomes(report)) if report.exists() else [(part, "the process died")]


def outcomes(report: Path):
    """The tests of a report that were not skipped."""
    for case in xml.etree.ElementTree.parse(report).iter("testcase"):
        kinds = {child.tag: child for child in case}
        if "skipped" in kinds:
            continue
        failed = kinds.get("failure", kinds.get("error"))
        message = "" if failed is None else (failed.get("message") or "no message")
        name = f"{case.get('classname')}::{case.get('name')}"
        yield name, message.strip().partition("\n")[0]


def cause(message: str) -> str:
    """A failure without what differs between tests of the same cause."""
    return re.sub(r"0x[0-9a-f]+|\d+", "N", message)[:110]


def main() -> int:
    """Run the parts and print the table; the exit status is 1 when a test fails."""
    parser = argparse.ArgumentParser(prog="python -m tests.keras_suite", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("parts", nargs="*")
    parser.add_argument("--as-it-is", action="store_true", help="on the backend of KERAS_BACKEND")
    parser.add_argument("--names", type=Path, help="file for the names of tests that pass")
    args = parser.parse_args()
    passed: list[str] = []
    causes: dict[str, list[str]] = collections.defaultdict(list)
    for part in args.parts or PARTS:
        found = run(args.folder.resolve(), part, not args.as_it_is)
        good = [name for name, message in found if not message]
        print(f"{part}: {len(good)} of {len(found)} pass", flush=True)
        passed += good
        for name, message in found:
            if message:
                causes[cause(message)].append(name)
    for text, names in sorted(causes.items(), key=lambda item: -len(item[1])):
        print(f"{len(names):5} {text} | {names[0]}")
    failed = sum(map(len, causes.values()))
    print(f"{len(passed)} pass, {failed} fail")
    if args.names:
        args.names.write_text("\n".join(passed) + "\n", encoding="utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
