"""Making, cutting, joining, indexing and rearranging tensors."""
