"""Neural networks: activations, losses, normalisation, recurrent and attention layers."""
