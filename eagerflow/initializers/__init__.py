"""Initializers: functions of a shape that make the initial values of variables."""
