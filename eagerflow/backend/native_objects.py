"""Machine code that is kept: in memory by a key, and on disk for the next process.

A file holds the object code of one module behind its checksum, under a name made of the key, the
machine and the versions. It is written beside its place and then moved there, so that a reader
meets the whole of it or nothing; what is damaged is made anew.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import logging
import os
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .native import _engines, _machine

_log = logging.getLogger("eagerflow")
_FORMAT = 1  # of the files, and of what generated code expects of its callers
_lock = threading.Lock()
_loaded: dict[str, Library] = {}


class Library:
    """Functions that are loaded.

    Attributes:
      from_disk: whether another process had compiled them.
    """

    def __init__(self, engine: Any, from_disk: bool) -> None:
        self._engine = engine  # owns the code
        self.from_disk = from_disk

    def address(self, name: str) -> int:
        """Where a function begins."""
        found: int = self._engine.get_function_address(name)
        return found


def folder() -> Path | None:
    """Where object code is kept; None when the environment says not to.

    `EAGERFLOW_CACHE` names another folder; when it is empty nothing is kept.
    """
    given = os.environ.get("EAGERFLOW_CACHE")
    if given is not None:
        return Path(given) if given else None
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(base) / "eagerflow"


@functools.cache
def _target() -> str:
    """What object code depends on besides its source."""
    import llvmlite

    llvm, machine = _machine()
    features = llvm.get_host_cpu_features().flatten()
    version = (llvmlite.__version__, *llvm.llvm_version_info)
    return f"{_FORMAT} {version} {machine.triple} {llvm.get_host_cpu_name()} {features}"


def library(source: str, write: Callable[[], str], whole: bool = False) -> Library | None:
    """The functions of a module, compiled if they are kept nowhere; None without LLVM.

    Args:
      source: what the code is made of: equal sources give equal code.
      write: gives the code in LLVM's language.
      whole: let functions of the module become part of others. Loops that were written for the
        processor need only that places on the stack become registers, which takes a tenth of the
        time.
    """
    if _machine() is None:
        return None
    key = hashlib.sha256(f"{_target()}\n{source}".encode()).hexdigest()
    with _lock:
        found = _loaded.get(key)
        if found is None:
            kept = _read(key)
            try:
                found = None if kept is None else Library(_linked(kept), True)
            except Exception as e:  # the checksum was right: the file is of another LLVM
                _log.info("object code %s is made anew: %s", key[:12], e)
            if found is None:
                code = _compiled(write(), whole)
                _write(key, code)
                found = Library(_linked(code), False)
            _loaded[key] = found
        return found


def _compiled(text: str, whole: bool) -> bytes:
    llvm, machine = _machine()
    module = llvm.parse_assembly(text)
    module.verify()
    builder = llvm.create_pass_builder(machine, llvm.create_pipeline_tuning_options(speed_level=2))
    if whole:
        builder.getModulePassManager().run(module, builder)
    else:
        passes = llvm.create_new_function_pass_manager()
        passes.add_sroa_pass()
        passes.add_instruction_combine_pass()
        passes.add_simplify_cfg_pass()
        for function in module.functions:
            if not function.is_declaration:
                passes.run(function, builder)
    code: bytes = machine.emit_object(module)
    return code


def _linked(code: bytes) -> Any:
    llvm, machine = _machine()
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
    _engines.append(engine)  # it would take the machine with it
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    return engine


def _read(key: str) -> bytes | None:
    where = folder()
    if where is None:
        return None
    try:
        kept = (where / f"{key}.o").read_bytes()
    except OSError:
        return None
    digest, code = kept[:32], kept[32:]
    return code if hashlib.sha256(code).digest() == digest else None


def _write(key: str, code: bytes) -> None:
    where = folder()
    if where is None:
        return
    try:
        where.mkdir(parents=True, exist_ok=True)
        handle, path = tempfile.mkstemp(dir=where)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(code).digest() + code)
            os.replace(path, where / f"{key}.o")
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(path)
            raise
    except OSError as e:  # a full or a read-only disk costs time only
        _log.info("object code is not kept: %s", e)
