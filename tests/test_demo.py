"""The demo: three ways to train end with the same bits, and its pictures are written."""

import importlib.util
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as tf
from eagerflow import __main__ as command_line
from eagerflow.demo import digits, faces, graph_page, network, run


@pytest.fixture(autouse=True)
def no_variables_stay() -> Iterator[None]:
    yield
    tf.reset_default_graph()
    ef.random.set_seed(None)


@pytest.fixture(scope="module")
def runs() -> dict[str, run.Run]:
    data, test = digits.load()
    few = digits.Digits(*[a[: 3 * digits.BATCH] for a in data])
    return {name: run.train(name, few, test, epochs=1) for name in run.WAYS}


def page_data(path: Path) -> dict[str, Any]:
    found = re.search(r"^const graph = (.*);$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_the_three_ways_have_the_same_losses_and_weights(runs: dict[str, run.Run]) -> None:
    eager, function, session = runs.values()
    assert eager.losses == function.losses == session.losses
    assert run.differing(runs) == []
    assert len(eager.weights) == 8
    assert eager.accuracy == function.accuracy == session.accuracy


def test_training_changes_all_weights(runs: dict[str, run.Run]) -> None:
    with faces.session() as face:
        before = face.weights()
    after = runs["1.x Session"].weights
    assert [name for name in before if np.array_equal(before[name], after[name])] == []


def test_one_different_bit_is_told(runs: dict[str, run.Run]) -> None:
    name = "digits/hidden/bias:0"
    changed = {**runs["eager"].weights}
    changed[name] = np.nextafter(changed[name], 1)
    other = run.Run([], [], 0.0, changed)
    missing = run.Run([], [], 0.0, {n: a for n, a in changed.items() if n != name})
    assert run.differing({"eager": runs["eager"], "other": other}) == [name]
    assert run.differing({"other": other, "missing": missing}) == [name]
    assert run.differing({"missing": missing, "other": other}) == [name]


def test_the_network_learns_to_read() -> None:
    data, test = digits.load()
    assert run.train("@function", data, test, epochs=6).accuracy >= 0.95


def test_batches_are_whole_and_the_same_in_each_run() -> None:
    data, test = digits.load()
    assert len(data.labels) + len(test.labels) == 1797
    first, second = (list(digits.batches(data, 2)) for _ in range(2))
    assert len(first) == digits.steps(data, 2) == 2 * (1437 // digits.BATCH)
    assert {len(batch.labels) for batch in first} == {digits.BATCH}
    assert all(np.array_equal(a.images, b.images) for a, b in zip(first, second, strict=True))
    assert not np.array_equal(first[0].labels, first[digits.steps(data, 1)].labels)


def test_the_command_prints_and_draws(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "new" / "folder"
    assert command_line.main(["demo", "--quick", "--out", str(out)]) == 0
    printed, errors = capfd.readouterr()
    assert "weights identical: yes\n" in printed
    assert all(f"\n{name:11}  " in printed for name in run.WAYS)
    assert (out / "loss.png").read_bytes().startswith(b"\x89PNG")
    bars = [line for line in re.split(r"[\r\n]+", errors) if line.strip()]
    assert all(line.lstrip().startswith(tuple(run.WAYS)) for line in bars), errors
    assert len(page_data(out / "graph.html")["operations"]) > 100


def test_the_command_fails_when_bits_differ(
    runs: dict[str, run.Run],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(run, "train", lambda name, *rest: runs[name])
    monkeypatch.setattr(run, "differing", lambda runs: ["digits/hidden/bias:0"])
    assert command_line.main(["demo", "--quick", "--out", str(tmp_path)]) == 1
    assert "weights identical: no: digits/hidden/bias:0\n" in capsys.readouterr().out


def test_absent_libraries_are_named_with_the_command_that_installs_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert command_line.main(["demo"]) == 2
    printed = capsys.readouterr().err
    assert printed.endswith(" -m pip install matplotlib scikit-learn tqdm\n")
    assert printed.count("\n") == 1


def test_the_page_of_a_graph_holds_everything_it_shows(tmp_path: Path) -> None:
    with tf.Graph().as_default() as graph:
        images = tf.placeholder(tf.float32, [None, 8, 8, 1], name="images")
        network.logits_of(images)
        with tf.control_dependencies([images.op]):
            tf.no_op(name="last")
    page = tmp_path / "graph.html"
    graph_page.write(graph, page, "</script>", opened="digits")
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"(?:src|href|url)\s*[=(]", text) == []
    assert text.count("</script>") == 1  # that of the page
    data = page_data(page)
    assert (data["title"], data["opened"]) == ("</script>", "digits")
    operations = data["operations"]
    assert [op["name"] for op in operations] == [op.name for op in graph.get_operations()]
    named = {op["name"]: op for op in operations}
    conv = named["digits/conv1/Conv2D"]
    assert conv["type"] == "Conv2D"
    assert conv["results"] == ["float32 (None, 8, 8, 16)"]
    assert "network.py" in conv["site"]
    assert [operations[i]["name"] for i in conv["inputs"]] == [
        "images",
        "digits/conv1/ReadVariableOp",
    ]
    read = named["digits/conv1/ReadVariableOp"]
    assert [operations[i]["name"] for i in read["inputs"]] == ["digits/conv1/kernel"]
    assert [operations[i]["name"] for i in named["last"]["after"]] == ["images"]
