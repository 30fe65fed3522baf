"""Pytest plugin: Keras on eagerflow, also for tests that say `import tensorflow`."""

import importlib.machinery
import sys
from types import SimpleNamespace

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


# What the tests themselves take from below TensorFlow's names: the reader of event files.
tf = tensorflow()
tf.core = SimpleNamespace(util=SimpleNamespace(event_pb2=SimpleNamespace(Event=tf.compat.v1.Event)))
tf.python.lib = SimpleNamespace(
    io=SimpleNamespace(
        tf_record=SimpleNamespace(tf_record_iterator=tf.compat.v1.io.tf_record_iterator)
    )
)
sys.modules["tensorflow"] = tf
sys.meta_path.insert(0, Below)
loader.claim()
