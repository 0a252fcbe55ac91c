"""How far two words are from each other, in slips of the fingers."""


def slips(one: str, other: str, most: int = 2) -> int:
    """How many letters are missing, in excess, changed, or exchanged with their neighbour; ``most + 1`` beyond.

    >>> slips("deliberaton", "deliberation"), slips("chaier", "chaire"), slips("abc", "xyz")
    (1, 1, 3)
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, theirs in enumerate(other, 1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != theirs))
            is_exchange = row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == theirs
            line.append(min(cost, before[column - 2] + 1) if is_exchange else cost)
        if min(line) > most:
            return most + 1
        before, last = last, line
    return min(last[-1], most + 1)
