"""Samples of the ops that read and write files."""

import tempfile
from pathlib import Path

import numpy as np

from eagerflow import errors
from tests.samples.base import Sample, bad, call

HERE = Path(__file__)
GONE = np.array(b"/no/such/folder/file", object)
PLACE = Path(tempfile.gettempdir()) / "eagerflow_sample_of_write_file"


def scalar(value):
    return np.array(value if isinstance(value, bytes) else str(value).encode(), object)


SAMPLES = {
    "ReadFile": Sample(
        lambda filename: scalar(Path(filename.item().decode()).read_bytes()),
        [call(scalar(HERE))],
        bad=[
            bad(GONE, error=errors.NotFoundError, match="/no/such/folder/file; No such file"),
            bad(scalar(HERE.parent), error=errors.FailedPreconditionError, match="; Is a dir"),
            bad(np.array([b"a"], object), error=ValueError, match="filename tensor must be a sca"),
        ],
        dtypes=["string"],
    ),
    "WriteFile": Sample(
        lambda filename, contents: contents,
        [call(scalar(PLACE), scalar(b"\0some\0"))],
        bad=[
            bad(scalar(HERE / "x"), scalar(b""), error=errors.FailedPreconditionError, match="; "),
            bad(scalar(b"a"), np.array([b"a"], object), error=ValueError, match="Contents tensor"),
        ],
        dtypes=["string"],
    ),
    "MatchingFiles": Sample(
        lambda pattern: np.array(
            sorted(str(f).encode() for f in HERE.parent.glob("[b-e]*.py")), object
        ),
        [call(scalar(HERE.parent / "[b-e]*.py"))],
        bad=[bad(np.array([[b"a"]], object), error=ValueError, match="a scalar or vector")],
        dtypes=["string"],
    ),
}
