"""The options of sessions and of single runs, as messages.

Most of them tune what eagerflow does not have: several executors, placement of single operations,
remote workers. Such options are kept, so that programs which set them run unchanged; each class
says which of its options change anything.
"""

from __future__ import annotations

from ..registry import export
from .graph_def import GraphDef, TensorShapeProto
from .message import Message


class _VirtualDevices(
    Message,
    fields="""
      1 repeated float memory_limit_mb
      2 repeated int32 priority
      3 repeated int32 device_ordinal""",
):
    """Parts of one GPU."""


class _StreamMergeOptions(
    Message,
    fields="""
      1 bool merge_host_to_device_stream
      2 bool merge_device_to_host_stream
      3 bool merge_device_to_device_stream""",
):
    """Which streams of a GPU are one."""


class _GPUExperimental(
    Message,
    types=(_VirtualDevices, _StreamMergeOptions),
    fields="""
      1 repeated VirtualDevices virtual_devices
      2 bool use_unified_memory
      3 int32 num_dev_to_dev_copy_streams
      4 string collective_ring_order
      5 bool timestamped_allocator
      7 int32 kernel_tracker_max_interval
      8 int32 kernel_tracker_max_bytes
      9 int32 kernel_tracker_max_pending
      10 double internal_fragmentation_fraction
      11 bool use_cuda_malloc_async
      12 bool disallow_retry_on_allocation_failure
      13 float gpu_host_mem_limit_in_mb
      14 bool gpu_host_mem_disallow_growth
      15 int32 num_virtual_devices_per_gpu
      16 int32 gpu_system_memory_size_in_mb
      17 bool populate_pjrt_gpu_client_creation_info
      18 int32 node_id
      19 StreamMergeOptions stream_merge_options""",
):
    """Options of GPUs that may go away."""

    VirtualDevices = _VirtualDevices
    StreamMergeOptions = _StreamMergeOptions


@export("", v1="GPUOptions")
class GPUOptions(
    Message,
    types=(_GPUExperimental,),
    fields="""
      1 double per_process_gpu_memory_fraction
      2 string allocator_type
      3 int64 deferred_deletion_bytes
      4 bool allow_growth
      5 string visible_device_list
      6 int32 polling_active_delay_usecs
      7 int32 polling_inactive_delay_msecs
      8 bool force_gpu_compatible
      9 GPUExperimental experimental""",
):
    """Options of GPUs, a part of `ConfigProto`.

    None changes anything: memory is always taken as it is needed (what `allow_growth` asks for),
    and limits are those of CuPy's memory pool. Which GPUs are seen is told by the environment
    variable `CUDA_VISIBLE_DEVICES`.

    Args:
      allow_growth: kept; this is how memory is taken in any case.
      per_process_gpu_memory_fraction: kept; nothing is taken in advance.
      visible_device_list: kept; set `CUDA_VISIBLE_DEVICES` instead.
      allocator_type, deferred_deletion_bytes, polling_active_delay_usecs,
        polling_inactive_delay_msecs, force_gpu_compatible, experimental: kept.

    >>> ef.compat.v1.GPUOptions(allow_growth=True)
    allow_growth: true
    <BLANKLINE>
    """

    Experimental = _GPUExperimental


@export("", v1="OptimizerOptions")
class OptimizerOptions(
    Message,
    enums={"Level": "L1=0 L0=-1", "GlobalJitLevel": "DEFAULT=0 OFF=-1 ON_1=1 ON_2=2"},
    fields="""
      1 bool do_common_subexpression_elimination
      2 bool do_constant_folding
      3 Level opt_level
      4 bool do_function_inlining
      5 GlobalJitLevel global_jit_level
      6 int64 max_folded_constant_in_bytes
      7 bool cpu_global_jit""",
):
    """How graphs are optimised, a part of `GraphOptions`.

    None of them changes anything: plans fold constants and merge equal operations in any case,
    which changes no result.

    Args:
      opt_level: kept, `L0` or `L1`.
      global_jit_level: kept, such as `ON_1`.
      do_common_subexpression_elimination, do_constant_folding, do_function_inlining,
        max_folded_constant_in_bytes, cpu_global_jit: kept.
    """


_TOGGLE = "DEFAULT=0 ON=1 OFF=2 AGGRESSIVE=3 EXPERIMENTAL_MLIR=4 EXPERIMENTAL_BOTH=5"


class _AutoParallelOptions(Message, fields="1 bool enable\n2 int32 num_replicas"):
    """Options of copies of a graph."""


class _ScopedAllocatorOptions(Message, fields="1 repeated string enable_op"):
    """Options of memory that operations share."""


class _RewriterConfig(
    Message,
    types=(_AutoParallelOptions, _ScopedAllocatorOptions),
    enums={
        "Toggle": _TOGGLE,
        "CpuLayout": "NO_CONVERSION_ON_CPU=0 NCHW_TO_NHWC=1 NHWC_TO_NCHW=2",
        "NumIterationsType": "DEFAULT_NUM_ITERS=0 ONE=1 TWO=2",
        "MemOptType": "DEFAULT_MEM_OPT=0 NO_MEM_OPT=1 MANUAL=2 HEURISTICS=3 SWAPPING_HEURISTICS=4 "
        "RECOMPUTATION_HEURISTICS=5 SCHEDULING_HEURISTICS=6",
    },
    fields="""
      1 Toggle layout_optimizer
      2 bool disable_model_pruning
      3 Toggle constant_folding
      4 MemOptType memory_optimization
      5 AutoParallelOptions auto_parallel
      6 string memory_optimizer_target_node_name_scope
      7 Toggle arithmetic_optimization
      8 Toggle dependency_optimization
      9 Toggle loop_optimization
      10 Toggle function_optimization
      11 Toggle debug_stripper
      12 NumIterationsType meta_optimizer_iterations
      13 Toggle shape_optimization
      14 Toggle remapping
      15 Toggle scoped_allocator_optimization
      16 ScopedAllocatorOptions scoped_allocator_opts
      17 int32 min_graph_nodes
      18 Toggle pin_to_host_optimization
      19 bool disable_meta_optimizer
      20 int64 meta_optimizer_timeout_ms
      21 bool fail_on_optimizer_errors
      22 Toggle implementation_selector
      23 Toggle auto_mixed_precision
      24 Toggle common_subgraph_elimination
      25 Toggle auto_mixed_precision_mkl
      28 Toggle use_plugin_optimizers
      29 Toggle auto_mixed_precision_cpu
      30 Toggle experimental_conditional_code_motion
      31 Toggle auto_mixed_precision_onednn_bfloat16
      32 bool disable_tfg_optimizer
      50 CpuLayout cpu_layout_conversion
      100 repeated string optimizers""",
):
    """Which rewritings of graphs are wanted; kept, there is one way here."""


@export("", v1="GraphOptions")
class GraphOptions(
    Message,
    types=(OptimizerOptions, _RewriterConfig),
    fields="""
      2 bool enable_recv_scheduling
      3 OptimizerOptions optimizer_options
      4 int64 build_cost_model
      5 bool infer_shapes
      6 bool place_pruned_graph
      7 bool enable_bfloat16_sendrecv
      8 int32 timeline_step
      9 int64 build_cost_model_after
      10 RewriterConfig rewrite_options""",
):
    """Options of graphs, a part of `ConfigProto`. None of them changes anything here.

    Args:
      optimizer_options: an `OptimizerOptions`.
      infer_shapes: kept; shapes are always inferred.
      place_pruned_graph: kept; only what is asked for is ever run.
      rewrite_options, enable_recv_scheduling, build_cost_model, build_cost_model_after,
        enable_bfloat16_sendrecv, timeline_step: kept.
    """


class _ThreadPoolOptionProto(Message, fields="1 int32 num_threads\n2 string global_name"):
    """Options of a pool of threads."""


class _RPCOptions(
    Message,
    fields="""
      1 bool use_rpc_for_inprocess_master
      2 string compression_algorithm
      3 int32 compression_level
      4 bool cache_rpc_response
      5 bool disable_session_connection_sharing
      6 int32 num_channels_per_target""",
):
    """Options of remote workers."""


class _JobDef(Message, fields="1 string name\n2 map<int32, string> tasks"):
    """The addresses of a job's workers."""


class _ClusterDef(Message, types=(_JobDef,), fields="1 repeated JobDef job"):
    """The jobs of a cluster."""


class _SessionMetadata(Message, fields="1 string name\n2 int64 version"):
    """The name of a session."""


class _ConfigExperimental(
    Message,
    types=(_SessionMetadata,),
    enums={
        "MlirBridgeRollout": "MLIR_BRIDGE_ROLLOUT_UNSPECIFIED=0 MLIR_BRIDGE_ROLLOUT_ENABLED=1 "
        "MLIR_BRIDGE_ROLLOUT_DISABLED=2"
    },
    fields="""
      1 string collective_group_leader
      3 string executor_type
      4 int32 recv_buf_max_chunk
      5 bool use_numa_affinity
      6 bool collective_deterministic_sequential_execution
      7 bool collective_nccl
      8 bool share_session_state_in_clusterspec_propagation
      9 bool disable_thread_spinning
      10 bool share_cluster_devices_in_session
      11 SessionMetadata session_metadata
      12 bool optimize_for_static_graph
      13 bool enable_mlir_bridge
      14 bool disable_output_partition_graphs
      15 int64 xla_fusion_autotuner_thresh
      16 bool enable_mlir_graph_optimization
      17 MlirBridgeRollout mlir_bridge_rollout
      18 bool use_tfrt
      21 bool disable_functional_ops_lowering
      22 bool xla_prefer_single_graph_cluster
      24 bool disable_optimize_for_static_graph""",
):
    """Options of sessions that may go away."""


@export("", v1="ConfigProto")
class ConfigProto(
    Message,
    types=(
        GPUOptions, GraphOptions, _ThreadPoolOptionProto, _RPCOptions, _ClusterDef,
        _ConfigExperimental,
    ),
    fields="""
      1 map<string, int32> device_count
      2 int32 intra_op_parallelism_threads
      3 int32 placement_period
      4 repeated string device_filters
      5 int32 inter_op_parallelism_threads
      6 GPUOptions gpu_options
      7 bool allow_soft_placement
      8 bool log_device_placement
      9 bool use_per_session_threads
      10 GraphOptions graph_options
      11 int64 operation_timeout_in_ms
      12 repeated ThreadPoolOptionProto session_inter_op_thread_pool
      13 RPCOptions rpc_options
      14 ClusterDef cluster_def
      15 bool isolate_session_state
      16 ConfigExperimental experimental
      17 bool share_cluster_devices_in_session
      18 GPUOptions pluggable_device_options""",
):  # fmt: skip
    """The options of a `Session`.

    Args:
      device_count: how many devices of each kind a session may use; `{"GPU": 0}` runs it on the
        CPU, other numbers are kept.
      log_device_placement: log the device of each operation when a plan is made for it, see
        `debugging.set_log_device_placement`.
      operation_timeout_in_ms: how long a run may wait for queues; 0 sets no limit.
      allow_soft_placement: kept; operations always run on the CPU where there is no GPU.
      gpu_options: a `GPUOptions`.
      graph_options: a `GraphOptions`.
      intra_op_parallelism_threads: kept; the threads of matrix products are those of NumPy's
        library, set for example with `OPENBLAS_NUM_THREADS`.
      inter_op_parallelism_threads: kept; a run does one operation after the other.
      use_per_session_threads, session_inter_op_thread_pool, placement_period, device_filters,
        rpc_options, cluster_def, isolate_session_state, experimental,
        share_cluster_devices_in_session, pluggable_device_options: kept.

    >>> tf = ef.compat.v1
    >>> config = tf.ConfigProto(allow_soft_placement=True)
    >>> config.gpu_options.allow_growth = True
    >>> config
    gpu_options {
      allow_growth: true
    }
    allow_soft_placement: true
    <BLANKLINE>
    """

    Experimental = _ConfigExperimental


class _RunHandlerPoolOptions(Message, fields="1 int64 priority"):
    """Options of a pool of runs."""


class _RunExperimental(
    Message,
    types=(_RunHandlerPoolOptions,),
    fields="""
      1 int64 collective_graph_key
      2 bool use_run_handler_pool
      3 RunHandlerPoolOptions run_handler_pool_options""",
):
    """Options of runs that may go away."""

    RunHandlerPoolOptions = _RunHandlerPoolOptions


class _DebugTensorWatch(
    Message,
    fields="""
      1 string node_name
      2 int32 output_slot
      3 repeated string debug_ops
      4 repeated string debug_urls
      5 bool tolerate_debug_op_creation_failures""",
):
    """A tensor that a debugger looks at."""


class _DebugOptions(
    Message,
    types=(_DebugTensorWatch,),
    fields="""
      4 repeated DebugTensorWatch debug_tensor_watch_opts
      10 int64 global_step
      11 bool reset_disk_byte_usage""",
):
    """What a debugger looks at."""


@export("", v1="RunOptions")
class RunOptions(
    Message,
    types=(_DebugOptions, _RunExperimental),
    enums={"TraceLevel": "NO_TRACE=0 SOFTWARE_TRACE=1 HARDWARE_TRACE=2 FULL_TRACE=3"},
    fields="""
      1 TraceLevel trace_level
      2 int64 timeout_in_ms
      3 int32 inter_op_thread_pool
      5 bool output_partition_graphs
      6 DebugOptions debug_options
      7 bool report_tensor_allocations_upon_oom
      8 RunExperimental experimental""",
):
    """The options of one `Session.run`.

    Args:
      timeout_in_ms: how long the run may wait for queues; 0 sets no limit.
      trace_level: any level but `NO_TRACE` fills the `RunMetadata` of the run.
      output_partition_graphs: put the graph into the `RunMetadata`.
      inter_op_thread_pool, debug_options,
        report_tensor_allocations_upon_oom, experimental: kept.
    """

    Experimental = _RunExperimental


class _TensorDescription(
    Message,
    types=(TensorShapeProto,),
    fields="1 int32 dtype\n2 TensorShapeProto shape",
):
    """What a result is, without its data."""


class _NodeOutput(
    Message,
    types=(_TensorDescription,),
    fields="1 int32 slot\n3 TensorDescription tensor_description",
):
    """A result of an operation."""


class _NodeExecStats(
    Message,
    types=(_NodeOutput,),
    fields="""
      1 string node_name
      2 int64 all_start_micros
      3 int64 op_start_rel_micros
      4 int64 op_end_rel_micros
      5 int64 all_end_rel_micros
      7 repeated NodeOutput output
      8 string timeline_label
      9 int64 scheduled_micros
      10 uint32 thread_id
      13 int64 op_start_rel_nanos
      14 int64 op_end_rel_nanos
      16 int64 all_start_nanos
      17 int64 all_end_rel_nanos""",
):
    """When an operation ran."""


class _DeviceStepStats(
    Message,
    types=(_NodeExecStats,),
    fields="1 string device\n2 repeated NodeExecStats node_stats",
):
    """When the operations of a device ran."""


class _StepStats(Message, types=(_DeviceStepStats,), fields="1 repeated DeviceStepStats dev_stats"):
    """When operations ran."""


@export("", v1="RunMetadata")
class RunMetadata(
    Message,
    types=(_StepStats, _SessionMetadata, GraphDef),
    fields="""
      1 StepStats step_stats
      3 repeated GraphDef partition_graphs
      5 SessionMetadata session_metadata""",
):
    """What `Session.run` tells of a run with `RunOptions(trace_level=RunOptions.FULL_TRACE)`.

    Args:
      step_stats: when operations ran: for each device a list with node, start and duration.
      partition_graphs: the graph, where `output_partition_graphs` asks for it.
      session_metadata: the name of the session.
    """
