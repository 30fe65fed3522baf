"""Variables: where their values live, how they are named, shared and initialised."""
