"""The demo: one network, trained three ways, to the same bits. `python -m eagerflow demo`."""
