"""Timelines of runs, in the trace event format of chrome://tracing."""

from __future__ import annotations

import re
from typing import Any

_LABEL = re.compile(r"^(?P<name>\S+) = (?P<op>\w+)\((?P<inputs>.*)\)$")


def chrome_trace(step_stats: Any, show_dataflow: bool = True) -> dict[str, Any]:
    """The events of a run: one for each operation, and arrows for what flows between them.

    Args:
      step_stats: those of the `RunMetadata` of a run with `RunOptions.FULL_TRACE`.
      show_dataflow: add the arrows.

    Returns:
      What `json.dump` writes for chrome://tracing.

    Source: "Trace Event Format", Google.
    """
    events: list[dict[str, Any]] = []
    ends: dict[str, tuple[int, int]] = {}  # name -> process and the microsecond when it was done
    flows = 0
    for process, device in enumerate(step_stats.dev_stats):
        named = {"name": "process_name", "ph": "M", "pid": process, "args": {"name": device.device}}
        events.append(named)
        for stats in device.node_stats:
            found = _LABEL.match(stats.timeline_label)
            kind = found["op"] if found else "unknown"
            inputs = found["inputs"].split(", ") if found and found["inputs"] else []
            begin, length = stats.all_start_micros, stats.op_end_rel_micros
            events.append(
                {
                    "name": kind, "cat": "Op", "ph": "X", "pid": process, "tid": 0, "ts": begin,
                    "dur": length, "args": {"name": stats.node_name, "op": kind, **{
                        f"input{i}": name for i, name in enumerate(inputs)}},
                }
            )  # fmt: skip
            for name in inputs if show_dataflow else ():
                if name in ends:
                    events += _arrow(flows, name, ends[name], (process, begin))
                    flows += 1
            ends[stats.node_name] = (process, begin + length)
    return {"traceEvents": events}


def _arrow(
    number: int, name: str, start: tuple[int, int], end: tuple[int, int]
) -> list[dict[str, Any]]:
    """The two events of an arrow from an operation to one that takes its result."""
    common = {"name": name, "cat": "DataFlow", "id": number, "tid": 0}
    return [
        {**common, "ph": "s", "pid": start[0], "ts": start[1]},
        {**common, "ph": "t", "pid": end[0], "ts": end[1]},
    ]
