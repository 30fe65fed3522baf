"""Messages of protocol buffers: their bytes, and classes that hold them."""
