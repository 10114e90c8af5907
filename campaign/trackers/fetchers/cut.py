"""Cutting a register's record down to what its importer reads: less to keep, and no contacts of people on our disks."""

from collections.abc import Iterable, Mapping
from typing import Any


class Wanted(dict[str, "Wanted"]):
    """Members to keep, by name; one without members below it is kept whole."""

    @classmethod
    def of(cls, paths: Iterable[str]) -> "Wanted":
        """From dotted paths; lists on the way are passed through."""
        root = cls()
        for path in paths:
            branch = root
            for name in path.split("."):
                branch = branch.setdefault(name, cls())
        return root


def cut(value: Any, wanted: Wanted) -> Any:
    """The same value with only the wanted members; one of another shape than the paths say stays, for the importer to
    complain of.
    """
    if not wanted:
        return value
    if isinstance(value, list):
        return [cut(each, wanted) for each in value]
    if isinstance(value, Mapping):
        return {name: cut(value[name], below) for name, below in wanted.items() if name in value}
    return value
