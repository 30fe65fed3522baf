from typing import Any
def layer_norm(*a: Any) -> Any: return None
def layer_norm_grad(*a: Any) -> Any: return None
