"""Who does how much: the best way to give days to needs, exactly, by cheapest paths in a small network."""

from collections import deque
from collections.abc import Sequence
from typing import Final

SOURCE: Final = 0
SINK: Final = 1


class Network:
    """Arcs with room and gain; ``push`` sends units from node 0 to node 1 as long as each one gains something.

    Gains are integers of any size, so that what comes first can outweigh all that comes after.
    """

    def __init__(self, nodes: int) -> None:
        self._arcs: list[list[int]] = [[] for _ in range(nodes)]
        self._ends: list[int] = []
        self._room: list[int] = []
        self._gains: list[int] = []

    def arc(self, start: int, end: int, room: int, gain: int) -> int:
        """Add an arc; its number serves to read what went through it."""
        number = len(self._ends)
        for begin, finish, space, value in ((start, end, room, gain), (end, start, 0, -gain)):
            self._arcs[begin].append(len(self._ends))
            self._ends.append(finish)
            self._room.append(space)
            self._gains.append(value)
        return number

    def through(self, number: int) -> int:
        """How many units went through an arc."""
        return self._room[number ^ 1]

    def push(self) -> None:
        """Send all that gains, the best path first."""
        while path := self._best_path():
            units = min(self._room[number] for number in path)
            for number in path:
                self._room[number] -= units
                self._room[number ^ 1] += units

    def _best_path(self) -> Sequence[int]:
        """The path of the greatest gain, as arcs; none when nothing is gained any more."""
        gains: list[int | None] = [None] * len(self._arcs)
        arrived = [-1] * len(self._arcs)
        gains[SOURCE] = 0
        waiting, is_waiting = deque([SOURCE]), [False] * len(self._arcs)
        while waiting:
            node = waiting.popleft()
            is_waiting[node] = False
            here = gains[node] or 0
            for number in self._arcs[node]:
                if not self._room[number]:
                    continue
                end = self._ends[number]
                known, gain = gains[end], here + self._gains[number]
                if known is None or gain > known:
                    gains[end], arrived[end] = gain, number
                    if not is_waiting[end]:
                        is_waiting[end] = True
                        waiting.append(end)
        if (gains[SINK] or 0) <= 0:
            return ()
        path, node = [], SINK
        while node != SOURCE:
            path.append(arrived[node])
            node = self._ends[arrived[node] ^ 1]
        return path
