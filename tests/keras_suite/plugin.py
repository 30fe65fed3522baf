"""Pytest plugin: Keras on eagerflow, also for tests that say `import tensorflow`."""

import importlib.machinery
import sys

from eagerflow.keras_adapter import loader
from eagerflow.keras_adapter.tensorflow_names import tensorflow


class Below(importlib.machinery.PathFinder):
    """Finds what is below `tensorflow`."""

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        if not fullname.startswith("tensorflow."):
            return None
        found = tensorflow()
        for part in fullname.split(".")[1:]:
            found = getattr(found, part, None)
        return None if found is None else importlib.machinery.ModuleSpec(fullname, Made(found))


class Made:
    """A loader of what is there already."""

    def __init__(self, module):
        self.module = module

    def create_module(self, spec):
        return self.module

    def exec_module(self, module):
        pass


sys.modules["tensorflow"] = tensorflow()
sys.meta_path.insert(0, Below)
loader.claim()
