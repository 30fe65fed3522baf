"""What is told of a run that is traced: when each operation ran, as `RunMetadata`."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Any

from ...core.placement import full_device
from ...graph.def_values import shape_proto
from ...graph.ir import Operation
from ...graph.plan import Plan
from ...messages.config import RunMetadata, RunOptions


class Recorder:
    """Runs a plan and writes down when its steps ran.

    Args:
      options: the options of the run.
      run_metadata: gets to know.
    """

    def __init__(self, options: RunOptions, run_metadata: RunMetadata) -> None:
        self._options = options
        self._metadata = run_metadata

    def run(
        self, plan: Plan, cells: Sequence[Any], arrays: Sequence[Any], on_host: bool
    ) -> tuple[Any, ...]:
        """Run a plan.

        Args:
          plan: the plan.
          cells: of its variables.
          arrays: what is fed.
          on_host: whether it runs on the CPU.
        """
        steps: list[tuple[Operation, float, float]] = []
        timed = plan.timed(lambda node, begin, end: steps.append((node, begin, end)))
        started, origin = time.time(), time.perf_counter()
        try:
            results: tuple[Any, ...] = timed(cells, arrays)
        except Exception:
            return plan.run(cells, arrays)  # which tells what is wrong, and where
        self._metadata.Clear()
        stats = self._metadata.step_stats
        for node, begin, end in steps:
            device = full_device("/device:CPU:0" if on_host else node.device or "/device:GPU:0")
            entry = next((d for d in stats.dev_stats if d.device == device), None)
            if entry is None:
                entry = stats.dev_stats.add(device=device)
            at = round((started + begin - origin) * 1e9)
            _write(entry.node_stats.add(node_name=node.name), node, at, round((end - begin) * 1e9))
        if self._options.output_partition_graphs and steps:
            graph = steps[0][0].graph
            self._metadata.partition_graphs.add().CopyFrom(graph.as_graph_def())
        return results


def _write(entry: Any, node: Operation, at: int, nanos: int) -> None:
    """Write down one step: its beginning and how long it took, in nanoseconds."""
    inputs = ", ".join(s.node.name for s in node.inputs)
    entry.timeline_label = f"{node.name} = {node.type}({inputs})"
    entry.all_start_micros = entry.scheduled_micros = at // 1000
    entry.all_start_nanos = at
    micros = max(1, round(nanos / 1000))
    entry.op_end_rel_micros = entry.all_end_rel_micros = micros
    entry.op_end_rel_nanos = entry.all_end_rel_nanos = nanos
    entry.thread_id = threading.get_ident() & 0xFFFFFFFF
    for symbol in node.outputs:
        output = entry.output.add(slot=symbol.index)
        output.tensor_description.dtype = symbol.dtype.as_datatype_enum
        output.tensor_description.shape.CopyFrom(shape_proto(symbol.static_shape))
