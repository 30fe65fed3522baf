"""The ops: one declaration each, grouped by subject."""

from ..core import entries as entries  # declarations need it to make their entries
