"""The names of `ef.compat.v1.train`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ....lazy import lazily
from ....messages.graph_def import SaverDef as SaverDef

if TYPE_CHECKING:
    from ....checkpoints.checkpoint import Checkpoint as Checkpoint
    from ....checkpoints.checkpoint import CheckpointOptions as CheckpointOptions
    from ....checkpoints.initial_values import init_from_checkpoint as init_from_checkpoint
    from ....checkpoints.manager import CheckpointManager as CheckpointManager
    from ....checkpoints.reader import NewCheckpointReader as NewCheckpointReader
    from ....checkpoints.reader import list_variables as list_variables
    from ....checkpoints.reader import load_checkpoint as load_checkpoint
    from ....checkpoints.reader import load_variable as load_variable
    from ....checkpoints.saver import Saver as Saver
    from ....checkpoints.state import checkpoint_exists as checkpoint_exists
    from ....checkpoints.state import checkpoints_iterator as checkpoints_iterator
    from ....checkpoints.state import generate_checkpoint_state_proto as generate_checkpoint_state_proto
    from ....checkpoints.state import get_checkpoint_mtimes as get_checkpoint_mtimes
    from ....checkpoints.state import get_checkpoint_state as get_checkpoint_state
    from ....checkpoints.state import latest_checkpoint as latest_checkpoint
    from ....checkpoints.state import remove_checkpoint as remove_checkpoint
    from ....checkpoints.state import update_checkpoint_state as update_checkpoint_state
    from ....compat.v1.batching import batch as batch
    from ....compat.v1.batching import batch_join as batch_join
    from ....compat.v1.batching import maybe_batch as maybe_batch
    from ....compat.v1.batching import maybe_batch_join as maybe_batch_join
    from ....compat.v1.batching import maybe_shuffle_batch as maybe_shuffle_batch
    from ....compat.v1.batching import maybe_shuffle_batch_join as maybe_shuffle_batch_join
    from ....compat.v1.batching import shuffle_batch as shuffle_batch
    from ....compat.v1.batching import shuffle_batch_join as shuffle_batch_join
    from ....compat.v1.global_step import assert_global_step as assert_global_step
    from ....compat.v1.global_step import create_global_step as create_global_step
    from ....compat.v1.global_step import get_global_step as get_global_step
    from ....compat.v1.global_step import get_or_create_global_step as get_or_create_global_step
    from ....compat.v1.global_step import global_step as global_step
    from ....compat.v1.graph_files import export_meta_graph as export_meta_graph
    from ....compat.v1.graph_files import import_meta_graph as import_meta_graph
    from ....compat.v1.graph_files import write_graph as write_graph
    from ....compat.v1.hooks import FeedFnHook as FeedFnHook
    from ....compat.v1.hooks import FinalOpsHook as FinalOpsHook
    from ....compat.v1.hooks import GlobalStepWaiterHook as GlobalStepWaiterHook
    from ....compat.v1.hooks import LoggingTensorHook as LoggingTensorHook
    from ....compat.v1.hooks import NanLossDuringTrainingError as NanLossDuringTrainingError
    from ....compat.v1.hooks import NanTensorHook as NanTensorHook
    from ....compat.v1.hooks import StopAtStepHook as StopAtStepHook
    from ....compat.v1.input_producers import input_producer as input_producer
    from ....compat.v1.input_producers import limit_epochs as limit_epochs
    from ....compat.v1.input_producers import match_filenames_once as match_filenames_once
    from ....compat.v1.input_producers import range_input_producer as range_input_producer
    from ....compat.v1.input_producers import slice_input_producer as slice_input_producer
    from ....compat.v1.input_producers import string_input_producer as string_input_producer
    from ....compat.v1.monitored_session import MonitoredSession as MonitoredSession
    from ....compat.v1.monitored_session import MonitoredTrainingSession as MonitoredTrainingSession
    from ....compat.v1.monitored_session import SingularMonitoredSession as SingularMonitoredSession
    from ....compat.v1.placing import replica_device_setter as replica_device_setter
    from ....compat.v1.queue_runner import QueueRunner as QueueRunner
    from ....compat.v1.queue_runner import add_queue_runner as add_queue_runner
    from ....compat.v1.queue_runner import start_queue_runners as start_queue_runners
    from ....compat.v1.run_hooks import SessionRunArgs as SessionRunArgs
    from ....compat.v1.run_hooks import SessionRunContext as SessionRunContext
    from ....compat.v1.run_hooks import SessionRunHook as SessionRunHook
    from ....compat.v1.run_hooks import SessionRunValues as SessionRunValues
    from ....compat.v1.saving_hooks import CheckpointSaverHook as CheckpointSaverHook
    from ....compat.v1.saving_hooks import CheckpointSaverListener as CheckpointSaverListener
    from ....compat.v1.saving_hooks import ProfilerHook as ProfilerHook
    from ....compat.v1.saving_hooks import StepCounterHook as StepCounterHook
    from ....compat.v1.saving_hooks import SummarySaverHook as SummarySaverHook
    from ....compat.v1.scaffold import ChiefSessionCreator as ChiefSessionCreator
    from ....compat.v1.scaffold import Scaffold as Scaffold
    from ....compat.v1.scaffold import SessionCreator as SessionCreator
    from ....compat.v1.scaffold import WorkerSessionCreator as WorkerSessionCreator
    from ....compat.v1.session_manager import SessionManager as SessionManager
    from ....compat.v1.step_timer import SecondOrStepTimer as SecondOrStepTimer
    from ....compat.v1.supervisor import Supervisor as Supervisor
    from ....compat.v1.sync_replicas import SyncReplicasOptimizer as SyncReplicasOptimizer
    from ....messages.example import BytesList as BytesList
    from ....messages.example import Example as Example
    from ....messages.example import Feature as Feature
    from ....messages.example import FeatureList as FeatureList
    from ....messages.example import FeatureLists as FeatureLists
    from ....messages.example import Features as Features
    from ....messages.example import FloatList as FloatList
    from ....messages.example import Int64List as Int64List
    from ....messages.example import SequenceExample as SequenceExample
    from ....optimizers.moving_average import ExponentialMovingAverage as ExponentialMovingAverage
    from ....optimizers.v1 import AdamOptimizer as AdamOptimizer
    from ....optimizers.v1 import GradientDescentOptimizer as GradientDescentOptimizer
    from ....optimizers.v1 import MomentumOptimizer as MomentumOptimizer
    from ....optimizers.v1_adaptive import AdadeltaOptimizer as AdadeltaOptimizer
    from ....optimizers.v1_adaptive import AdagradOptimizer as AdagradOptimizer
    from ....optimizers.v1_adaptive import RMSPropOptimizer as RMSPropOptimizer
    from ....optimizers.v1_base import OptimizerV1 as Optimizer
    from ....optimizers.v1_proximal import AdagradDAOptimizer as AdagradDAOptimizer
    from ....optimizers.v1_proximal import FtrlOptimizer as FtrlOptimizer
    from ....optimizers.v1_proximal import ProximalAdagradOptimizer as ProximalAdagradOptimizer
    from ....optimizers.v1_proximal import ProximalGradientDescentOptimizer as ProximalGradientDescentOptimizer
    from ....optimizers.v1_schedules import cosine_decay as cosine_decay
    from ....optimizers.v1_schedules import cosine_decay_restarts as cosine_decay_restarts
    from ....optimizers.v1_schedules import exponential_decay as exponential_decay
    from ....optimizers.v1_schedules import inverse_time_decay as inverse_time_decay
    from ....optimizers.v1_schedules import linear_cosine_decay as linear_cosine_decay
    from ....optimizers.v1_schedules import natural_exp_decay as natural_exp_decay
    from ....optimizers.v1_schedules import noisy_linear_cosine_decay as noisy_linear_cosine_decay
    from ....optimizers.v1_schedules import piecewise_constant_decay as piecewise_constant_decay
    from ....optimizers.v1_schedules import piecewise_constant_decay as piecewise_constant
    from ....optimizers.v1_schedules import polynomial_decay as polynomial_decay
    from ....queues.coordinator import Coordinator as Coordinator
    from ....queues.coordinator import LooperThread as LooperThread
    from ....summaries.events import summary_iterator as summary_iterator
    from . import queue_runner as queue_runner
else:
    __getattr__, __dir__ = lazily(__name__, {
        "AdadeltaOptimizer": "optimizers.v1_adaptive",
        "AdagradDAOptimizer": "optimizers.v1_proximal",
        "AdagradOptimizer": "optimizers.v1_adaptive",
        "AdamOptimizer": "optimizers.v1",
        "BytesList": "messages.example",
        "Checkpoint": "checkpoints.checkpoint",
        "CheckpointManager": "checkpoints.manager",
        "CheckpointOptions": "checkpoints.checkpoint",
        "CheckpointSaverHook": "compat.v1.saving_hooks",
        "CheckpointSaverListener": "compat.v1.saving_hooks",
        "ChiefSessionCreator": "compat.v1.scaffold",
        "Coordinator": "queues.coordinator",
        "Example": "messages.example",
        "ExponentialMovingAverage": "optimizers.moving_average",
        "Feature": "messages.example",
        "FeatureList": "messages.example",
        "FeatureLists": "messages.example",
        "Features": "messages.example",
        "FeedFnHook": "compat.v1.hooks",
        "FinalOpsHook": "compat.v1.hooks",
        "FloatList": "messages.example",
        "FtrlOptimizer": "optimizers.v1_proximal",
        "GlobalStepWaiterHook": "compat.v1.hooks",
        "GradientDescentOptimizer": "optimizers.v1",
        "Int64List": "messages.example",
        "LoggingTensorHook": "compat.v1.hooks",
        "LooperThread": "queues.coordinator",
        "MomentumOptimizer": "optimizers.v1",
        "MonitoredSession": "compat.v1.monitored_session",
        "MonitoredTrainingSession": "compat.v1.monitored_session",
        "NanLossDuringTrainingError": "compat.v1.hooks",
        "NanTensorHook": "compat.v1.hooks",
        "NewCheckpointReader": "checkpoints.reader",
        "Optimizer": "optimizers.v1_base:OptimizerV1",
        "ProfilerHook": "compat.v1.saving_hooks",
        "ProximalAdagradOptimizer": "optimizers.v1_proximal",
        "ProximalGradientDescentOptimizer": "optimizers.v1_proximal",
        "QueueRunner": "compat.v1.queue_runner",
        "RMSPropOptimizer": "optimizers.v1_adaptive",
        "Saver": "checkpoints.saver",
        "Scaffold": "compat.v1.scaffold",
        "SecondOrStepTimer": "compat.v1.step_timer",
        "SequenceExample": "messages.example",
        "SessionCreator": "compat.v1.scaffold",
        "SessionManager": "compat.v1.session_manager",
        "SessionRunArgs": "compat.v1.run_hooks",
        "SessionRunContext": "compat.v1.run_hooks",
        "SessionRunHook": "compat.v1.run_hooks",
        "SessionRunValues": "compat.v1.run_hooks",
        "SingularMonitoredSession": "compat.v1.monitored_session",
        "StepCounterHook": "compat.v1.saving_hooks",
        "StopAtStepHook": "compat.v1.hooks",
        "SummarySaverHook": "compat.v1.saving_hooks",
        "Supervisor": "compat.v1.supervisor",
        "SyncReplicasOptimizer": "compat.v1.sync_replicas",
        "WorkerSessionCreator": "compat.v1.scaffold",
        "add_queue_runner": "compat.v1.queue_runner",
        "assert_global_step": "compat.v1.global_step",
        "batch": "compat.v1.batching",
        "batch_join": "compat.v1.batching",
        "checkpoint_exists": "checkpoints.state",
        "checkpoints_iterator": "checkpoints.state",
        "cosine_decay": "optimizers.v1_schedules",
        "cosine_decay_restarts": "optimizers.v1_schedules",
        "create_global_step": "compat.v1.global_step",
        "exponential_decay": "optimizers.v1_schedules",
        "export_meta_graph": "compat.v1.graph_files",
        "generate_checkpoint_state_proto": "checkpoints.state",
        "get_checkpoint_mtimes": "checkpoints.state",
        "get_checkpoint_state": "checkpoints.state",
        "get_global_step": "compat.v1.global_step",
        "get_or_create_global_step": "compat.v1.global_step",
        "global_step": "compat.v1.global_step",
        "import_meta_graph": "compat.v1.graph_files",
        "init_from_checkpoint": "checkpoints.initial_values",
        "input_producer": "compat.v1.input_producers",
        "inverse_time_decay": "optimizers.v1_schedules",
        "latest_checkpoint": "checkpoints.state",
        "limit_epochs": "compat.v1.input_producers",
        "linear_cosine_decay": "optimizers.v1_schedules",
        "list_variables": "checkpoints.reader",
        "load_checkpoint": "checkpoints.reader",
        "load_variable": "checkpoints.reader",
        "match_filenames_once": "compat.v1.input_producers",
        "maybe_batch": "compat.v1.batching",
        "maybe_batch_join": "compat.v1.batching",
        "maybe_shuffle_batch": "compat.v1.batching",
        "maybe_shuffle_batch_join": "compat.v1.batching",
        "natural_exp_decay": "optimizers.v1_schedules",
        "noisy_linear_cosine_decay": "optimizers.v1_schedules",
        "piecewise_constant": "optimizers.v1_schedules:piecewise_constant_decay",
        "piecewise_constant_decay": "optimizers.v1_schedules",
        "polynomial_decay": "optimizers.v1_schedules",
        "range_input_producer": "compat.v1.input_producers",
        "remove_checkpoint": "checkpoints.state",
        "replica_device_setter": "compat.v1.placing",
        "shuffle_batch": "compat.v1.batching",
        "shuffle_batch_join": "compat.v1.batching",
        "slice_input_producer": "compat.v1.input_producers",
        "start_queue_runners": "compat.v1.queue_runner",
        "string_input_producer": "compat.v1.input_producers",
        "summary_iterator": "summaries.events",
        "update_checkpoint_state": "checkpoints.state",
        "write_graph": "compat.v1.graph_files",
    }, ("queue_runner",))


__all__ = [  # noqa: RUF022
    "SaverDef",
    "Checkpoint",
    "CheckpointOptions",
    "init_from_checkpoint",
    "CheckpointManager",
    "NewCheckpointReader",
    "list_variables",
    "load_checkpoint",
    "load_variable",
    "Saver",
    "checkpoint_exists",
    "checkpoints_iterator",
    "generate_checkpoint_state_proto",
    "get_checkpoint_mtimes",
    "get_checkpoint_state",
    "latest_checkpoint",
    "remove_checkpoint",
    "update_checkpoint_state",
    "batch",
    "batch_join",
    "maybe_batch",
    "maybe_batch_join",
    "maybe_shuffle_batch",
    "maybe_shuffle_batch_join",
    "shuffle_batch",
    "shuffle_batch_join",
    "assert_global_step",
    "create_global_step",
    "get_global_step",
    "get_or_create_global_step",
    "global_step",
    "export_meta_graph",
    "import_meta_graph",
    "write_graph",
    "FeedFnHook",
    "FinalOpsHook",
    "GlobalStepWaiterHook",
    "LoggingTensorHook",
    "NanLossDuringTrainingError",
    "NanTensorHook",
    "StopAtStepHook",
    "input_producer",
    "limit_epochs",
    "match_filenames_once",
    "range_input_producer",
    "slice_input_producer",
    "string_input_producer",
    "MonitoredSession",
    "MonitoredTrainingSession",
    "SingularMonitoredSession",
    "replica_device_setter",
    "QueueRunner",
    "add_queue_runner",
    "start_queue_runners",
    "SessionRunArgs",
    "SessionRunContext",
    "SessionRunHook",
    "SessionRunValues",
    "CheckpointSaverHook",
    "CheckpointSaverListener",
    "ProfilerHook",
    "StepCounterHook",
    "SummarySaverHook",
    "ChiefSessionCreator",
    "Scaffold",
    "SessionCreator",
    "WorkerSessionCreator",
    "SessionManager",
    "SecondOrStepTimer",
    "Supervisor",
    "SyncReplicasOptimizer",
    "BytesList",
    "Example",
    "Feature",
    "FeatureList",
    "FeatureLists",
    "Features",
    "FloatList",
    "Int64List",
    "SequenceExample",
    "ExponentialMovingAverage",
    "AdamOptimizer",
    "GradientDescentOptimizer",
    "MomentumOptimizer",
    "AdadeltaOptimizer",
    "AdagradOptimizer",
    "RMSPropOptimizer",
    "Optimizer",
    "AdagradDAOptimizer",
    "FtrlOptimizer",
    "ProximalAdagradOptimizer",
    "ProximalGradientDescentOptimizer",
    "cosine_decay",
    "cosine_decay_restarts",
    "exponential_decay",
    "inverse_time_decay",
    "linear_cosine_decay",
    "natural_exp_decay",
    "noisy_linear_cosine_decay",
    "piecewise_constant_decay",
    "piecewise_constant",
    "polynomial_decay",
    "Coordinator",
    "LooperThread",
    "summary_iterator",
    "queue_runner",
]
