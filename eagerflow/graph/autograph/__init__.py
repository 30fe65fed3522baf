"""Python control flow that tensors decide, turned into graph operations."""
