"""Samples of the op that reads a tensor of a checkpoint."""

from pathlib import Path

from eagerflow import errors
from eagerflow.dtype import float32
from eagerflow.train import load_checkpoint
from tests.samples.base import Sample, bad, call

PATH = str(Path(__file__).parents[1] / "goldens" / "bundles" / "session-7")
KEY = "net/b"
SHAPE = tuple(load_checkpoint(PATH).get_variable_to_shape_map()[KEY])

SAMPLES = {
    "RestoreV2": Sample(
        # "net/b" is the second variable that tests/goldens/make_bundles.py saved
        lambda path, key, dtype, shape: load_checkpoint(path).get_tensor(key),
        [call(PATH, KEY, float32, SHAPE)],
        bad=[
            bad("/no/such/file", KEY, float32, SHAPE, error=errors.NotFoundError, match="Unsucces"),
            bad(3, KEY, float32, SHAPE, error=TypeError, match="are strings"),
        ],
        dtypes=["float32"],
    ),
}
