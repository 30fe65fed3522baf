"""Static graphs: their nodes, how programs are traced into them, and the plans that run them."""
