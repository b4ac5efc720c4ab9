"""What happened, counted exactly."""

import copy
import threading


class Counts:
    """Counts of the whole process and of each request path, safe to add to from any thread.

    A count is a number, or a number per key (`closes_received` by code). Every count that is known to belong to a
    request is kept twice: in the totals and under its path without the query.
    """

    def __init__(self):
        self._lock = threading.Lock()
        self._totals = {}
        self._paths = {}

    def add(self, name, amount=1, key=None, path=None):
        with self._lock:
            self._add(self._totals, name, amount, key)
            if path is not None:
                self._add(self._paths.setdefault(path, {}), name, amount, key)

    def note_first(self, name, value, path):
        """Keeps the first `value` seen under `path`; later ones are ignored."""
        with self._lock:
            self._paths.setdefault(path, {}).setdefault(name, value)

    def next_ordinal(self, name, path):
        """Adds one to a count of `path` and answers it: 1, 2, 3, … across connections."""
        with self._lock:
            counts = self._paths.setdefault(path, {})
            counts[name] = counts.get(name, 0) + 1
            return counts[name]

    def snapshot(self):
        with self._lock:
            return copy.deepcopy({**self._totals, "paths": self._paths})

    @staticmethod
    def _add(counts, name, amount, key):
        if key is None:
            counts[name] = counts.get(name, 0) + amount
        else:
            keyed = counts.setdefault(name, {})
            keyed[str(key)] = keyed.get(str(key), 0) + amount
