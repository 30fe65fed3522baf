"""The file `checkpoint` of a folder: which checkpoint is the latest, and which others are kept."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .. import errors, logger
from ..messages.message import Message
from ..registry import export
from .safetensors import SUFFIX
from .writing import write_whole

_LINE = re.compile(r"\s*(\w+)\s*:\s*(\"(?:[^\"\\]|\\.)*\"|[-+.\w]+)")
_ESCAPE = re.compile(r"\\([0-7]{1,3}|x[0-9a-fA-F]{1,2}|.)")
_LETTERS = {"n": "\n", "t": "\t", "r": "\r"}


class CheckpointState(
    Message,
    fields="""
      1 string model_checkpoint_path
      2 repeated string all_model_checkpoint_paths
      3 repeated double all_model_checkpoint_timestamps
      4 double last_preserved_timestamp""",
):
    """What the file `checkpoint` tells.

    Args:
      model_checkpoint_path: the latest checkpoint.
      all_model_checkpoint_paths: the checkpoints that are kept, oldest first.
      all_model_checkpoint_timestamps: when they were written, in seconds since 1970.
      last_preserved_timestamp: when the latest of those was written that are kept for good.
    """


def _parsed(text: str) -> CheckpointState:
    """The message that a text shows; raises ValueError, KeyError or AttributeError if none."""
    state = CheckpointState()
    at = 0
    while text[at:].strip():
        found = _LINE.match(text, at)
        if found is None:
            raise ValueError(f"at {text[at : at + 40]!r}")
        name, value = found.groups()
        kept = CheckpointState._fields[name]
        if (kept.kind == "string") != value.startswith('"'):
            raise ValueError(f"{name}: {value}")
        parsed: Any = _unescaped(value[1:-1]) if kept.kind == "string" else float(value)
        if kept.repeated:
            getattr(state, name).append(parsed)
        else:
            setattr(state, name, parsed)
        at = found.end()
    return state


def _unescaped(text: str) -> str:
    """The text that escapes stand for; those of numbers are bytes of UTF-8."""

    def byte(match: re.Match[str]) -> str:
        word = match[1]
        if word[0] in "01234567":
            return chr(int(word, 8) & 255)
        return chr(int(word[1:], 16)) if len(word) > 1 else _LETTERS.get(word, word)

    return _ESCAPE.sub(byte, text.encode().decode("latin-1")).encode("latin-1").decode()


@export("", v1="train.generate_checkpoint_state_proto")
def generate_checkpoint_state_proto(
    save_dir: Any,
    model_checkpoint_path: Any,
    all_model_checkpoint_paths: Sequence[Any] | None = None,
    all_model_checkpoint_timestamps: Sequence[float] | None = None,
    last_preserved_timestamp: float | None = None,
) -> CheckpointState:
    """What the file `checkpoint` of a folder is to tell.

    Args:
      save_dir: the folder. Relative paths are made relative to it when it is relative itself.
      model_checkpoint_path: the latest checkpoint.
      all_model_checkpoint_paths: those that are kept, oldest first; the latest is added at the end.
      all_model_checkpoint_timestamps: when they were written, in seconds since 1970.
      last_preserved_timestamp: when the latest of those was written that are kept for good.

    Raises:
      ValueError: there are not as many times as paths.
    """
    folder, latest = os.fsdecode(save_dir) or ".", os.fsdecode(model_checkpoint_path)
    paths = [os.fsdecode(p) for p in all_model_checkpoint_paths or []]
    if latest not in paths[-1:]:
        paths.append(latest)
    times = all_model_checkpoint_timestamps
    if times and len(times) != len(paths):
        raise errors.make(
            ValueError,
            "Checkpoint timestamps, if provided, must match checkpoint paths (got paths "
            f"{paths} and timestamps {list(times)})",
        )
    if not os.path.isabs(folder):
        latest, *paths = [
            p if os.path.isabs(p) else os.path.relpath(p, folder) for p in [latest, *paths]
        ]
    return CheckpointState(
        model_checkpoint_path=latest,
        all_model_checkpoint_paths=paths,
        all_model_checkpoint_timestamps=times,
        last_preserved_timestamp=last_preserved_timestamp,
    )


def state_file(folder: Any, latest_filename: str | None) -> str:
    """The path of the file `checkpoint` of a folder."""
    return os.path.join(os.fsdecode(folder), latest_filename or "checkpoint")


@export("", v1="train.update_checkpoint_state")
def update_checkpoint_state(
    save_dir: Any,
    model_checkpoint_path: Any,
    all_model_checkpoint_paths: Sequence[Any] | None = None,
    latest_filename: str | None = None,
    all_model_checkpoint_timestamps: Sequence[float] | None = None,
    last_preserved_timestamp: float | None = None,
) -> None:
    """Write the file `checkpoint` of a folder; see `generate_checkpoint_state_proto`.

    Args:
      latest_filename: another name of the file.

    Raises:
      RuntimeError: a checkpoint would have the path of the file.
    """
    path = state_file(save_dir, latest_filename)
    latest = os.fsdecode(model_checkpoint_path)
    if path == latest:
        raise errors.make(
            RuntimeError,
            f"Save path '{latest}' conflicts with path used for checkpoint state.  "
            "Please use a different save path.",
        )
    state = generate_checkpoint_state_proto(
        save_dir, latest, all_model_checkpoint_paths, all_model_checkpoint_timestamps,
        last_preserved_timestamp,
    )  # fmt: skip
    write_whole(path, [str(state).encode()])


def write_relative_state(folder: str, paths: Sequence[str], **rest: Any) -> None:
    """Write the file `checkpoint` with paths within its folder, so that this can be moved.

    Args:
      folder: the folder.
      paths: the checkpoints that are kept, the latest last.
      **rest: see `update_checkpoint_state`.
    """
    within = [os.path.relpath(p, folder or ".") for p in paths]
    # An absolute folder: paths are then written as they are.
    update_checkpoint_state(os.path.abspath(folder), within[-1], within, **rest)


@export("train.get_checkpoint_state")
def get_checkpoint_state(
    checkpoint_dir: Any, latest_filename: str | None = None
) -> CheckpointState | None:
    """What the file `checkpoint` of a folder tells; None if there is none.

    Args:
      checkpoint_dir: the folder; relative paths in the file are within it.
      latest_filename: another name of the file.

    Returns:
      An object with `model_checkpoint_path`, `all_model_checkpoint_paths`,
      `all_model_checkpoint_timestamps` and `last_preserved_timestamp`; None, with a warning, where
      the file can not be understood.

    Raises:
      ValueError: the file names no checkpoint.
    """
    folder = os.fsdecode(checkpoint_dir)
    path = state_file(folder, latest_filename)
    try:
        state = _parsed(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError) as e:
        logger.warning("%s: Checkpoint ignored: %s", path, e)
        return None
    if not state.model_checkpoint_path:
        raise errors.make(ValueError, f"Invalid checkpoint state loaded from {folder}")
    state.model_checkpoint_path = os.path.join(folder, state.model_checkpoint_path)
    paths = state.all_model_checkpoint_paths
    for i, p in enumerate(paths):
        paths[i] = os.path.join(folder, p)
    return state


@export("train.latest_checkpoint")
def latest_checkpoint(checkpoint_dir: Any, latest_filename: str | None = None) -> str | None:
    """The path of the latest checkpoint of a folder, to be given to `restore`; None if none.

    Args:
      checkpoint_dir: the folder.
      latest_filename: another name of the file `checkpoint`.
    """
    state = get_checkpoint_state(checkpoint_dir, latest_filename)
    if state is None:
        return None
    if not files_of(state.model_checkpoint_path):
        logger.warning("Couldn't match files for checkpoint %s", state.model_checkpoint_path)
        return None
    found: str = state.model_checkpoint_path
    return found


def files_of(prefix: str) -> list[Path]:
    """The files of a checkpoint, that of its names first; none if that is not there."""
    own, index = Path(prefix + SUFFIX), Path(prefix + ".index")
    found = [p for p in (own, index) if p.is_file()]
    if index.is_file():
        begin = f"{index.stem}.data-"
        found += sorted(p for p in index.parent.iterdir() if p.name.startswith(begin))
    return found


@export("", v1="train.checkpoint_exists")
def checkpoint_exists(checkpoint_prefix: Any) -> bool:
    """Whether there is a checkpoint of that path, eagerflow's or TensorFlow's."""
    return bool(files_of(os.fsdecode(checkpoint_prefix)))


@export("", v1="train.get_checkpoint_mtimes")
def get_checkpoint_mtimes(checkpoint_prefixes: Sequence[Any]) -> list[float]:
    """When checkpoints were written, in seconds since 1970; those that are not there are left out.

    Args:
      checkpoint_prefixes: their paths.
    """
    files = [files_of(os.fsdecode(p)) for p in checkpoint_prefixes]
    return [f[0].stat().st_mtime for f in files if f]


@export("", v1="train.remove_checkpoint")
def remove_checkpoint(
    checkpoint_prefix: Any, checkpoint_format_version: int = 2, meta_graph_suffix: str = "meta"
) -> None:
    """Delete the files of a checkpoint.

    Args:
      checkpoint_prefix: its path.
      checkpoint_format_version: accepted; files of either format are deleted.
      meta_graph_suffix: ending of the description of the graph that TensorFlow writes beside it.
    """
    prefix = os.fsdecode(checkpoint_prefix)
    for path in [Path(f"{prefix}.{meta_graph_suffix}"), *files_of(prefix)]:
        path.unlink(missing_ok=True)


@export("train.checkpoints_iterator")
def checkpoints_iterator(
    checkpoint_dir: Any,
    min_interval_secs: float = 0,
    timeout: float | None = None,
    timeout_fn: Any = None,
) -> Any:
    """The latest checkpoint of a folder, again whenever there is a new one.

    Args:
      checkpoint_dir: the folder.
      min_interval_secs: seconds between two checkpoints at least.
      timeout: seconds to wait for a new one; without it for ever.
      timeout_fn: called when the time is over; waiting goes on unless it returns True.
    """
    last = None
    while True:
        found = _awaited(checkpoint_dir, last, timeout)
        if found is None:
            if timeout_fn is None or timeout_fn():
                return
            continue
        begin = time.time()
        last = found
        yield found
        left = begin + min_interval_secs - time.time()
        if left > 0:
            time.sleep(left)


def _awaited(folder: Any, last: str | None, timeout: float | None) -> str | None:
    """The next checkpoint of a folder, None when the time is over."""
    end = None if timeout is None else time.time() + timeout
    while True:
        found = latest_checkpoint(folder)
        if found is not None and found != last:
            return found
        if end is not None and time.time() + 1 > end:
            return None
        time.sleep(1)
