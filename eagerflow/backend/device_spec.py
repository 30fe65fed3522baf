"""DeviceSpec: the parts of a device's name."""

from __future__ import annotations

from typing import Any

from .. import errors
from ..registry import export

_FIELDS = ("job", "replica", "task", "device_type", "device_index")


@export("DeviceSpec")
class DeviceSpec:
    """The parts of a device name such as `/job:ps/task:1/device:GPU:0`; it cannot be changed.

    Args:
      job: name of the job.
      replica: number of the replica.
      task: number of the task.
      device_type: "CPU" or "GPU".
      device_index: number of the device of that type.

    >>> ef.DeviceSpec.from_string("/job:ps/gpu:1").to_string()
    '/job:ps/device:GPU:1'
    """

    __slots__ = tuple(f"_{field}" for field in _FIELDS)

    def __init__(
        self,
        job: str | None = None,
        replica: int | None = None,
        task: int | None = None,
        device_type: str | None = None,
        device_index: int | None = None,
    ) -> None:
        self._job = None if job is None else str(job)
        self._replica = None if replica is None else int(replica)
        self._task = None if task is None else int(task)
        known = {"cpu": "CPU", "gpu": "GPU"}
        self._device_type = None if device_type is None else known.get(device_type, device_type)
        self._device_index = None if device_index is None else int(device_index)

    @property
    def job(self) -> str | None:
        return self._job

    @property
    def replica(self) -> int | None:
        return self._replica

    @property
    def task(self) -> int | None:
        return self._task

    @property
    def device_type(self) -> str | None:
        return self._device_type

    @property
    def device_index(self) -> int | None:
        return self._device_index

    @classmethod
    def from_string(cls, spec: str) -> DeviceSpec:
        """The parts of a name.

        Args:
          spec: such as `/job:ps/replica:0/task:1/device:GPU:0` or `/cpu:0`; parts may be missing.

        Raises:
          ValueError: a part is unknown, or given twice.
        """
        found: dict[str, Any] = {}
        for part in filter(None, (spec or "").split("/")):
            words = part.split(":")
            if words[0] == "device":
                words = words[1:]
            kind = words[0].lower()
            if kind in ("job", "replica", "task") and len(words) == 2:
                values: dict[str, Any] = {kind: words[1]}
            elif kind in ("cpu", "gpu") and len(words) <= 2:
                index = None if len(words) == 1 or words[1] == "*" else int(words[1])
                values = {"device_type": kind.upper(), "device_index": index}
            else:
                raise errors.make(
                    ValueError,
                    f"Unknown attribute '{words[0]}' is encountered while parsing the device spec: "
                    f"'{spec}'.",
                )
            if "device_type" in values and "device_type" in found:
                raise errors.make(
                    ValueError, f"Multiple device types are not allowed while parsing '{spec}'."
                )
            found.update(values)
        return cls(**found)

    def parse_from_string(self, spec: str) -> DeviceSpec:
        """The parts of a name; see `from_string`."""
        return self.from_string(spec)

    def to_string(self) -> str:
        """The name."""
        parts = [
            f"/{field}:{getattr(self, field)}"
            for field in ("job", "replica", "task")
            if getattr(self, field) is not None
        ]
        if self._device_type is not None:
            index = "*" if self._device_index is None else self._device_index
            parts.append(f"/device:{self._device_type}:{index}")
        return "".join(parts)

    def make_merged_spec(self, dev: DeviceSpec) -> DeviceSpec:
        """This spec with the parts that another one has."""
        return self.replace(**{f: v for f in _FIELDS if (v := getattr(dev, f)) is not None})

    def replace(self, **kwargs: Any) -> DeviceSpec:
        """This spec with some parts replaced."""
        return type(self)(**{**{f: getattr(self, f) for f in _FIELDS}, **kwargs})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DeviceSpec) and self.to_string() == other.to_string()

    def __hash__(self) -> int:
        return hash(self.to_string())

    def __repr__(self) -> str:
        known = [f"{f}={getattr(self, f)}" for f in _FIELDS if getattr(self, f) is not None]
        return f"<DeviceSpec({', '.join(known)})>"
