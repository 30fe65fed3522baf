"""`migrate check`: which names of TensorFlow a program uses, and what becomes of each."""

from __future__ import annotations

import inspect
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import eagerflow.compat.v1 as tf
from eagerflow import __main__ as command_line
from eagerflow import coverage
from eagerflow.migrate import check, names, page, reading, report, symbols

OLD = "import tensorflow as tf\ns = tf.Session()\n"  # what makes a program one of 1.x


def found(text: str, folder: Path, name: str = "program.py") -> dict[str, str]:
    """What is found in a program: name with place -> status."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    (one,) = check.check(file)
    return {f"{f.name} {f.use.place}": f.verdict.status for f in one.findings}


def note(text: str, folder: Path, name: str) -> str:
    """The note at the last use of a name."""
    file = folder / "program.py"
    file.write_text(text, encoding="utf-8")
    (one,) = check.check(file)
    return [f.verdict.note for f in one.findings if f.name == name][-1]


# ------------------------------------------------------------------------------- names

FOLLOWED = [
    ("import tensorflow as tf\ntf.add(1, 2)\n", "tf.add 2:1"),
    ("import tensorflow\ntensorflow.add(1, 2)\n", "tf.add 2:1"),
    ("import tensorflow.compat.v1 as tf\ntf.log(1.)\n", "tf.compat.v1.log 2:1"),
    ("from tensorflow.compat import v1 as tf\ntf.log(1.)\n", "tf.compat.v1.log 2:1"),
    ("from tensorflow import nn as n\nn.relu(1.)\n", "tf.nn.relu 2:1"),
    ("import tensorflow.nn as n\nn.relu(1.)\n", "tf.nn.relu 2:1"),
    ("import tensorflow as tf\nn = tf.nn\nr = n.relu\nr(1.)\n", "tf.nn.relu 4:1"),
    ("import tensorflow as tf\na, b = tf.add, tf.nn\nb.relu(1.)\n", "tf.nn.relu 3:1"),
    ("import tensorflow as tf\ngetattr(tf.nn, 'relu')(1.)\n", "tf.nn.relu 2:1"),
    ("import tensorflow as tf\ndef f():\n  return lambda: tf.add(1, 2)\n", "tf.add 3:18"),
    ("def f():\n  return tf.add(1, 2)\nimport tensorflow as tf\n", "tf.add 2:10"),
    ("import tensorflow as tf\n[tf.add(i, 1) for i in range(3)]\n", "tf.add 2:2"),
    ("import tensorflow as tf\n@tf.function\ndef f(): pass\n", "tf.function 2:2"),
    ("from tensorflow import *\nadd(1, 2)\n", "tf.add 2:1"),
    ("class A:\n  import tensorflow as tf\n  x = tf.add(1, 2)\n", "tf.add 3:7"),
    ("try:\n  import tensorflow.compat.v1 as tf\nexcept ImportError:\n  import tensorflow as tf\n"
     "tf.log(1.)\n", "tf.compat.v1.log 5:1"),
    ("import tensorflow as tf\nx = (n := tf.nn).relu(1.)\nn.tanh(1.)\n", "tf.nn.tanh 3:1"),
    ("import tensorflow as tf\nclass A:\n  def __init__(self):\n    self.s = tf.Session()\n"
     "  def f(self):\n    self.s.run(1)\n", "tf.Session().run 6:5"),
    ("import tensorflow as tf\nwith tf.Session() as s:\n  s.run(1)\n", "tf.Session().run 3:3"),
    ("import tensorflow as tf\nf'{tf.add(1, 2)}'\n", "tf.add 2:4"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "use"), FOLLOWED)
def test_names_are_followed(text: str, use: str, tmp_path: Path) -> None:
    assert found(text, tmp_path)[use] == "supported"


NOT_FOLLOWED = [
    "import tensorflow as tf\ndef f(tf):\n  tf.nothing()\n",
    "import tensorflow as tf\ntf = 3\ntf.nothing\n",
    "import tensorflow as tf\n[tf.nothing for tf in ()]\n",
    "import numpy as tf\ntf.nothing()\n",
    "import tensorflow as tf\nclass A:\n  nn = tf.nn\n  def f(self): nn.nothing\n",
    "import tensorflow as tf\nx = tf.Session()\nx = f()\nx.nothing\n",
]


@pytest.mark.parametrize("text", NOT_FOLLOWED)
def test_names_that_mean_something_else_are_not_taken_for_tensorflow(
    text: str, tmp_path: Path
) -> None:
    file = tmp_path / "program.py"
    file.write_text(text, encoding="utf-8")
    assert not any("nothing" in f.name for r in check.check(file) for f in r.findings)


def test_a_neighbour_is_asked_for_the_names_it_hands_on(tmp_path: Path) -> None:
    (tmp_path / "ops.py").write_text("import tensorflow as tf\nlayers = tf.layers\n")
    (tmp_path / "model.py").write_text("from ops import *\nlayers.dense\ntf.contrib.x\n")
    (tmp_path / "part.py").write_text("from ops import layers as l\nl.conv2d\n")
    seen = {r.path.name: [f.name for f in r.findings] for r in check.check(tmp_path)}
    assert seen["model.py"] == ["tf.layers.dense", "tf.contrib.x"]
    assert seen["part.py"] == ["tf.layers.conv2d"]


# ---------------------------------------------------------------------------- verdicts


def test_what_is_missing_comes_with_what_to_write_instead(tmp_path: Path) -> None:
    text = OLD + "tf.contrib.layers.flatten(1)\n"
    assert note(text, tmp_path, "tf.contrib.layers.flatten") == "instead: `tf.layers.flatten`"
    text = OLD + "tf.load_op_library('x')\n"
    assert "no compiled operations" in note(text, tmp_path, "tf.load_op_library")
    text = OLD + "tf.reduce_summ(1)\n"
    assert note(text, tmp_path, "tf.reduce_summ").endswith("near to it is `tf.reduce_sum`")
    text = "import tensorflow as tf\ntf.compat.v1.Session\ntf.placeholder(1)\n"
    assert "`tf.compat.v1.placeholder`" in note(text, tmp_path, "tf.placeholder")


CALLS = [
    ("tf.reduce_sum(1, keep_dims=True)", "supported", ""),
    ("tf.reduce_sum(1, axes=[1])", "missing", "no parameter `axes`; near to it is `axis`"),
    ("tf.concat(concat_dim=1, values=[])", "missing", "no parameter `concat_dim`"),
    ("tf.add(1, 2, 'name', 4)", "missing", "takes 3 arguments by position, not 4"),
    ("tf.matmul(1, 2, a_is_sparse=True)", "different", "`a_is_sparse` has no effect"),
    ("tf.add(*args)", "supported", ""),
    ("tf.add(**args)", "supported", ""),
    ("functools.partial(tf.reduce_sum, 1, axes=2)", "missing", "no parameter `axes`"),
    ("functools.partial(tf.reduce_sum, axis=2)", "supported", ""),
]


@pytest.mark.parametrize(("call", "status", "text"), CALLS)
def test_the_arguments_of_a_call_count(call: str, status: str, text: str, tmp_path: Path) -> None:
    file = tmp_path / "program.py"
    file.write_text(OLD + call, encoding="utf-8")
    (one,) = check.check(file)
    last = one.findings[-1].verdict
    assert last.status == status
    assert last.note.startswith(text)


@pytest.mark.parametrize(
    ("theirs", "text"),
    [
        (("x", "y", "z=None"), ""),
        (("y", "x", "z=None"), "argument 1 is `x`, in TensorFlow `y`"),
        (("first", "y", "z=None"), ""),  # only called differently
        (("x", "y", "z=3"), "`z` is None when left out, in TensorFlow 3"),
        (("*args", "**kwargs"), ""),
    ],
)
def test_arguments_that_mean_something_else_are_told(theirs: tuple[str, ...], text: str) -> None:
    def f(x, y, z=None):  # type: ignore[no-untyped-def]
        return x, y, z

    entry = coverage.Entry("function", 1, theirs)
    places = list(inspect.signature(f).parameters.values())
    assert symbols._moved(entry, places, 2, ["x", "y"]) == text


MEMBERS = [
    ("tf.Session().run(1)", "supported"),
    ("tf.Session().runn(1)", "missing"),
    ("tf.Session().run(1, feeds={})", "missing"),
    ("tf.Session().graph", "supported"),  # only its instances have it
    ("tf.train.AdamOptimizer(1e-3).minimize(1, var_list=[])", "supported"),
    ("tf.train.AdamOptimizer(1e-3).minimise(1)", "missing"),
    ("tf.matmul(1, 2).get_shape()", "supported"),
    ("tf.matmul(1, 2).op.name", "supported"),  # of symbols
    ("tf.matmul(1, 2).numpy()", "supported"),  # of values
    ("tf.matmul(1, 2).nothing", "missing"),
    ("tf.float32.as_numpy_dtype", "supported"),
    ("tf.float32.nothing", "missing"),
    ("tf.GraphKeys.GLOBAL_VARIABLES", "supported"),
    ("tf.GraphKeys.NOTHING", "missing"),
    ("tf.app.flags.FLAGS.batch_size", "supported"),
]


@pytest.mark.parametrize(("text", "status"), MEMBERS)
def test_members_count(text: str, status: str, tmp_path: Path) -> None:
    seen = found(OLD + text, tmp_path)
    *_, last = [s for name, s in seen.items() if "()." in name or "(" not in text]
    assert last == status


def test_what_a_scope_gives_is_not_the_scope(tmp_path: Path) -> None:
    text = OLD + "with tf.variable_scope('a') as scope:\n  scope.reuse_variables()\n"
    assert "missing" not in found(text, tmp_path).values()


@pytest.mark.parametrize(
    "text",
    [
        "try:\n  f = tf.nothing\nexcept AttributeError:\n  f = tf.add\nf(1, 2)\n",
        "if hasattr(tf, 'nothing'):\n  f = tf.nothing\n",
        "if tf.__version__ < '1':\n  f = tf.nothing\n",
    ],
)
def test_what_a_program_tries_is_not_missing(text: str, tmp_path: Path) -> None:
    seen = found(OLD + text, tmp_path)
    assert "missing" not in seen.values()
    assert [s for name, s in seen.items() if "nothing" in name] == ["different"]


def test_libraries_that_need_tensorflow_are_missing(tmp_path: Path) -> None:
    seen = found("import tf_slim\nfrom sonnet import x\n", tmp_path)
    assert seen == {"import tf_slim 1:8": "missing", "import sonnet 2:20": "missing"}


def test_keras_is_there_where_it_is_installed(tmp_path: Path) -> None:
    seen = found(OLD + "tf.keras.layers.Dense(3)\ntf.keras.nothing\n", tmp_path)
    assert seen["tf.keras.layers.Dense 3:1"] == "supported"
    assert seen["tf.keras.nothing 4:1"] == "missing"


def test_a_library_that_is_not_installed_makes_its_names_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = tf.__getattr__

    def absent(name: str) -> Any:
        if name == "keras":
            raise ModuleNotFoundError("eagerflow.keras needs the Keras library.")
        return others(name)

    symbols.find.cache_clear()
    monkeypatch.delitem(vars(tf), "keras", raising=False)
    monkeypatch.setattr(tf, "__getattr__", absent)
    text = OLD + "tf.placeholder\ntf.keras.layers.Dense(3)\n"
    assert "pip install 'eagerflow[keras]'" in note(text, tmp_path, "tf.keras.layers.Dense")
    symbols.find.cache_clear()
    symbols.instead.cache_clear()


def test_a_supported_name_is_there(tmp_path: Path) -> None:
    names_of_v1 = [n for n in coverage.entries() if n.startswith("compat.v1.")][::7]
    text = OLD + "".join(f"tf.{n.removeprefix('compat.v1.')}\n" for n in names_of_v1)
    for use, status in found(text, tmp_path).items():
        value: Any = tf
        there = True
        for part in use.split()[0].removeprefix("tf.").split("."):
            there = there and hasattr(value, part)
            value = getattr(value, part, None)
        assert there == (status == "supported"), use


# -------------------------------------------------------------------------------- eras

ERAS = [
    ("import tensorflow as tf\ntf.placeholder(1)\n", "1.x"),
    ("import tensorflow as tf\ntf.contrib.layers.flatten\n", "1.x"),
    ("import tensorflow as tf\ntf.reduce_sum(1, keep_dims=True)\n", "1.x"),
    ("import tensorflow as tf\ntf.pack([])\n", "1.x"),
    ("import tensorflow as tf\ntf.random.set_seed(1)\n", "2.x"),
    ("import tensorflow as tf\ntf.compat.v1.Session()\n", "2.x"),
    ("import tensorflow as tf\ntf.summary.scalar('a', 1, step=2)\n", "2.x"),
    ("import tensorflow as tf\ntf.add(1, 2)\n", "2.x"),
    ("import tensorflow.compat.v1 as tf\ntf.add(1, 2)\n", "1.x"),
    ("import eagerflow as tf\ntf.add(1, 2)\n", "2.x"),
    ("import eagerflow.compat.v1 as tf\ntf.add(1, 2)\n", "1.x"),
]


@pytest.mark.parametrize(("text", "era"), ERAS)
def test_the_era_is_that_of_the_names(text: str, era: str, tmp_path: Path) -> None:
    file = tmp_path / "program.py"
    file.write_text(text, encoding="utf-8")
    assert check.check(file)[0].era == era


def test_a_file_that_tells_nothing_has_the_era_of_its_project(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import tensorflow as tf\ntf.add(1, 2)\n")
    (tmp_path / "b.py").write_text("import tensorflow as tf\ntf.placeholder(1)\n")
    assert [r.era for r in check.check(tmp_path)] == ["1.x", "1.x"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (OLD, ["import eagerflow.compat.v1 as tf", "tf.disable_v2_behavior()"]),
        ("import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n",
         ["import eagerflow.compat.v1 as tf"]),
        ("import tensorflow as tf\ntf.placeholder\ntf.enable_eager_execution()\n",
         ["import eagerflow.compat.v1 as tf"]),
        ("import tensorflow as t\nt.random.set_seed(1)\n", ["import eagerflow as t"]),
    ],
)  # fmt: skip
def test_the_lines_to_write_are_told_and_run(text: str, lines: list[str], tmp_path: Path) -> None:
    file = tmp_path / "program.py"
    file.write_text(text, encoding="utf-8")
    assert check.check(file)[0].import_lines == lines


# ---------------------------------------------------------------------------- reading

PYTHON2 = """import tensorflow as tf
try:
    print "%d" % (1,
        2), tf.add(1, 2)
except Exception, e:
    print >>f, e
x = 0777
raise ValueError, tf.contrib.x
if x <> 3: pass
print tf.log(1.)
"""


def test_programs_of_python_2_are_read(tmp_path: Path) -> None:
    file = tmp_path / "program.py"
    file.write_text(PYTHON2, encoding="utf-8")
    (one,) = check.check(file)
    assert [p.place.line for p in one.problems] == [3, 5, 6, 7, 8, 9, 10]
    assert all(p.text.startswith("Python 2: ") for p in one.problems)
    assert {f"{f.name} {f.use.place}" for f in one.findings} >= {"tf.add 4:13", "tf.log 10:7"}
    assert not one.passes


def test_tabs_and_spaces_may_be_mixed(tmp_path: Path) -> None:
    file = tmp_path / "program.py"
    file.write_text("import tensorflow as tf\nif 1:\n\ttf.add(1, 2)\n        tf.sub(1, 2)\n")
    (one,) = check.check(file)
    assert [f.name for f in one.findings] == ["tf.add", "tf.sub"]
    assert "Python 2" in one.problems[0].text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"import tensorflow as tf\nthis is (no program\n", "is no Python"),
        (b"import tensorflow\nx = '\xff'\n", "can not be read"),
        (b"import tensorflow\x00\n", "is no Python"),
        (b"# -*- coding: nothing -*-\nimport tensorflow\n", "can not be read"),
    ],
)
def test_what_can_not_be_read_is_told(content: bytes, text: str, tmp_path: Path) -> None:
    file = tmp_path / "program.py"
    file.write_bytes(content)
    (one,) = check.check(file)
    assert text in one.problems[0].text
    assert not one.passes


def notebook(*cells: str) -> str:
    made = [{"cell_type": "markdown", "source": ["tf.no_code"], "metadata": {}}]
    made += [
        {"cell_type": "code", "source": c.splitlines(keepends=True), "metadata": {}, "outputs": [],
         "execution_count": None}
        for c in cells
    ]  # fmt: skip
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1)


CELLS = (
    "%matplotlib inline\nimport tensorflow as tf\n!pip install x\nfiles = !ls\n",
    "%%bash\ntf.no_code\n",
    "tf.Session?\n  \ns = tf.Session()\nprint tf.add(1, 2)\n",
    "def broken(:\n",
    "%%time\ntf.log(1.)\n",
)


def test_notebooks_are_read_cell_by_cell(tmp_path: Path) -> None:
    file = tmp_path / "book.ipynb"
    file.write_text(notebook(*CELLS), encoding="utf-8")
    (one,) = check.check(file)
    assert [f"{f.name} {f.use.place}" for f in one.findings] == [
        "tf.Session cell 4, 3:5", "tf.add cell 4, 4:7", "tf.log cell 6, 2:1",
    ]  # fmt: skip
    assert [str(p.place) for p in one.problems] == ["cell 4, 4:1", "cell 5, 1:12"]


def test_old_notebooks_have_sheets(tmp_path: Path) -> None:
    cell = {"cell_type": "code", "input": ["import tensorflow as tf\n", "tf.add(1, 2)\n"]}
    file = tmp_path / "book.ipynb"
    file.write_text(json.dumps({"worksheets": [{"cells": [cell]}], "nbformat": 3}))
    assert [f.name for f in check.check(file)[0].findings] == ["tf.add"]


def test_folders_of_tools_are_passed_over(tmp_path: Path) -> None:
    for folder in ("", ".git", "venv/site-packages", "build"):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / folder / "a.py").write_text("import tensorflow as tf\n")
    assert [r.path.parent for r in check.check(tmp_path)] == [tmp_path]


def test_all_pieces_of_a_program_may_be_empty() -> None:
    program = reading.Program(Path("empty.py"), [reading.Piece("")])
    assert names.Reader(program, lambda module: {}, lambda name: True).uses == []


# ---------------------------------------------------------------------------- reports

SAMPLE = OLD + "tf.contrib.layers.flatten(s)  # </script>\ntf.matmul(1, 2, a_is_sparse=True)\n"


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    file = tmp_path / "<b>.py"
    file.write_text(SAMPLE, encoding="utf-8")
    return file


def test_the_command_prints_and_fails_when_something_is_missing(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command_line.main(["migrate", "check", str(sample)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == (
        f"{sample}: 1.x, at 1:8 write `import eagerflow.compat.v1 as tf; tf.disable_v2_behavior()`"
    )
    assert lines[1] == ("  missing    tf.contrib.layers.flatten  3:1  instead: `tf.layers.flatten`")
    assert lines[2].startswith("  different  tf.matmul  4:1  `a_is_sparse` has no effect")
    assert lines[3] == "  supported  tf.Session  2:5"
    assert lines[-1] == (
        "1 program with TensorFlow: 1 supported (1 names), 1 different (1 names), "
        "1 missing (1 names)"
    )


def test_the_command_succeeds_when_nothing_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.py").write_text(OLD)
    assert command_line.main(["migrate", "check", str(tmp_path)]) == 0
    assert capsys.readouterr().out


def test_json_has_everything(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["migrate", "check", str(sample), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["totals"] == {"missing": 1, "different": 1, "supported": 1}
    (file,) = told["files"]
    assert file["era"] == "1.x"
    assert file["problems"] == []
    assert file["uses"][1] == {
        "cell": None, "line": 3, "column": 1, "name": "tf.contrib.layers.flatten",
        "status": "missing", "note": "instead: `tf.layers.flatten`",
    }  # fmt: skip


class Tags(HTMLParser):
    """Checks that tags are closed, and gathers attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.attributes += [a for a, _ in attrs]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_loads_nothing(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "new" / "report.html"
    assert command_line.main(["migrate", "check", str(sample), "--html", str(target)]) == 1
    text = target.read_text(encoding="utf-8")
    tags = Tags()
    tags.feed(text)
    assert tags.open == []
    assert not {"src", "href", "onload", "onclick"} & set(tags.attributes)
    assert "url(" not in text
    assert "<script" not in text
    assert "&lt;/script&gt;" in text
    assert "&lt;b&gt;.py" in text
    assert '<mark class="missing">tf.contrib.layers.flatten</mark>(s)' in text
    assert re.search(r"missing</i>|class=\"missing\"", text)
    assert page.as_html([], "nothing").startswith("<!doctype html>")
    assert report.as_text([]).startswith("0 programs with TensorFlow")


def test_a_path_that_is_not_there_is_told_in_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["migrate", "check", "/no/such/path"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.endswith(f"there is no file or folder {Path('/no/such/path')}\n")


def test_without_a_command_the_help_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    for words in ([], ["migrate"]):
        assert command_line.main(words) == 0
        assert "COMMAND" in capsys.readouterr().out
