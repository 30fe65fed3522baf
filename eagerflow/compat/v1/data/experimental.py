"""The names of `ef.compat.v1.data.experimental`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ....lazy import lazily

if TYPE_CHECKING:
    from ....compat.v1.datasets import CsvDatasetV1 as CsvDataset
    from ....compat.v1.datasets import RandomDatasetV1 as RandomDataset
    from ....compat.v1.datasets import choose_from_datasets_v1 as choose_from_datasets
    from ....compat.v1.datasets import counter_v1 as Counter
    from ....compat.v1.datasets import make_csv_dataset_v1 as make_csv_dataset
    from ....compat.v1.datasets import sample_from_datasets_v1 as sample_from_datasets
    from ....data.apply_functions import Reducer as Reducer
    from ....data.apply_functions import TFRecordWriter as TFRecordWriter
    from ....data.apply_functions import assert_cardinality as assert_cardinality
    from ....data.apply_functions import at as at
    from ....data.apply_functions import bucket_by_sequence_length as bucket_by_sequence_length
    from ....data.apply_functions import cardinality as cardinality
    from ....data.apply_functions import copy_to_device as copy_to_device
    from ....data.apply_functions import dense_to_ragged_batch as dense_to_ragged_batch
    from ....data.apply_functions import dense_to_sparse_batch as dense_to_sparse_batch
    from ....data.apply_functions import enumerate_dataset as enumerate_dataset
    from ....data.apply_functions import from_list as from_list
    from ....data.apply_functions import get_next_as_optional as get_next_as_optional
    from ....data.apply_functions import get_single_element as get_single_element
    from ....data.apply_functions import get_structure as get_structure
    from ....data.apply_functions import group_by_reducer as group_by_reducer
    from ....data.apply_functions import group_by_window as group_by_window
    from ....data.apply_functions import ignore_errors as ignore_errors
    from ....data.apply_functions import map_and_batch as map_and_batch
    from ....data.apply_functions import parallel_interleave as parallel_interleave
    from ....data.apply_functions import parse_example_dataset as parse_example_dataset
    from ....data.apply_functions import prefetch_to_device as prefetch_to_device
    from ....data.apply_functions import rejection_resample as rejection_resample
    from ....data.apply_functions import scan as scan
    from ....data.apply_functions import shuffle_and_repeat as shuffle_and_repeat
    from ....data.apply_functions import take_while as take_while
    from ....data.apply_functions import unbatch as unbatch
    from ....data.apply_functions import unique as unique
    from ....data.dataset import AUTOTUNE as AUTOTUNE
    from ....data.dataset import INFINITE_CARDINALITY as INFINITE_CARDINALITY
    from ....data.dataset import SHARD_HINT as SHARD_HINT
    from ....data.dataset import UNKNOWN_CARDINALITY as UNKNOWN_CARDINALITY
    from ....data.options import AutoShardPolicy as AutoShardPolicy
    from ....data.options import AutotuneAlgorithm as AutotuneAlgorithm
    from ....data.options import AutotuneOptions as AutotuneOptions
    from ....data.options import DistributeOptions as DistributeOptions
    from ....data.options import ExternalStatePolicy as ExternalStatePolicy
    from ....data.options import OptimizationOptions as OptimizationOptions
    from ....data.options import ServiceOptions as ServiceOptions
    from ....data.options import ThreadingOptions as ThreadingOptions
    from ....data.spec import Optional as Optional
else:
    __getattr__, __dir__ = lazily(__name__, {
        "AUTOTUNE": "data.dataset",
        "AutoShardPolicy": "data.options",
        "AutotuneAlgorithm": "data.options",
        "AutotuneOptions": "data.options",
        "Counter": "compat.v1.datasets:counter_v1",
        "CsvDataset": "compat.v1.datasets:CsvDatasetV1",
        "DistributeOptions": "data.options",
        "ExternalStatePolicy": "data.options",
        "INFINITE_CARDINALITY": "data.dataset",
        "OptimizationOptions": "data.options",
        "Optional": "data.spec",
        "RandomDataset": "compat.v1.datasets:RandomDatasetV1",
        "Reducer": "data.apply_functions",
        "SHARD_HINT": "data.dataset",
        "ServiceOptions": "data.options",
        "TFRecordWriter": "data.apply_functions",
        "ThreadingOptions": "data.options",
        "UNKNOWN_CARDINALITY": "data.dataset",
        "assert_cardinality": "data.apply_functions",
        "at": "data.apply_functions",
        "bucket_by_sequence_length": "data.apply_functions",
        "cardinality": "data.apply_functions",
        "choose_from_datasets": "compat.v1.datasets:choose_from_datasets_v1",
        "copy_to_device": "data.apply_functions",
        "dense_to_ragged_batch": "data.apply_functions",
        "dense_to_sparse_batch": "data.apply_functions",
        "enumerate_dataset": "data.apply_functions",
        "from_list": "data.apply_functions",
        "get_next_as_optional": "data.apply_functions",
        "get_single_element": "data.apply_functions",
        "get_structure": "data.apply_functions",
        "group_by_reducer": "data.apply_functions",
        "group_by_window": "data.apply_functions",
        "ignore_errors": "data.apply_functions",
        "make_csv_dataset": "compat.v1.datasets:make_csv_dataset_v1",
        "map_and_batch": "data.apply_functions",
        "parallel_interleave": "data.apply_functions",
        "parse_example_dataset": "data.apply_functions",
        "prefetch_to_device": "data.apply_functions",
        "rejection_resample": "data.apply_functions",
        "sample_from_datasets": "compat.v1.datasets:sample_from_datasets_v1",
        "scan": "data.apply_functions",
        "shuffle_and_repeat": "data.apply_functions",
        "take_while": "data.apply_functions",
        "unbatch": "data.apply_functions",
        "unique": "data.apply_functions",
    }, ())


__all__ = [  # noqa: RUF022
    "CsvDataset",
    "RandomDataset",
    "choose_from_datasets",
    "Counter",
    "make_csv_dataset",
    "sample_from_datasets",
    "Reducer",
    "TFRecordWriter",
    "assert_cardinality",
    "at",
    "bucket_by_sequence_length",
    "cardinality",
    "copy_to_device",
    "dense_to_ragged_batch",
    "dense_to_sparse_batch",
    "enumerate_dataset",
    "from_list",
    "get_next_as_optional",
    "get_single_element",
    "get_structure",
    "group_by_reducer",
    "group_by_window",
    "ignore_errors",
    "map_and_batch",
    "parallel_interleave",
    "parse_example_dataset",
    "prefetch_to_device",
    "rejection_resample",
    "scan",
    "shuffle_and_repeat",
    "take_while",
    "unbatch",
    "unique",
    "AUTOTUNE",
    "INFINITE_CARDINALITY",
    "SHARD_HINT",
    "UNKNOWN_CARDINALITY",
    "AutoShardPolicy",
    "AutotuneAlgorithm",
    "AutotuneOptions",
    "DistributeOptions",
    "ExternalStatePolicy",
    "OptimizationOptions",
    "ServiceOptions",
    "ThreadingOptions",
    "Optional",
]
