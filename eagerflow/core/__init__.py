"""The core: tensors, op declarations, and how a call finds its kernel and its listeners."""
