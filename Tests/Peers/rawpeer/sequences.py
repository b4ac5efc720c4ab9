"""Numbered ticks with faults at known places, and what a reader of them must find."""


def plan(count, drop=0, dup=0, swap=0):
    """The numbers of one channel in the order of sending, for sequence numbers 1 to `count`.

    Faults never touch the first and the last number: the first starts a reader's count, and without the last a gap at
    the end could not be seen. Between them, in this order of precedence:
    - k is not sent when `drop` divides k;
    - k is sent twice in a row when `dup` divides k and k was not dropped;
    - k and k + 1 change places when `swap` (at least 2) divides k and neither of them is dropped, sent twice or last.
    So every fault is on its own: each dropped number is one lost, each doubled one duplicate, each pair one reordered.
    """
    if swap == 1:
        raise ValueError("swap must be at least 2: the pairs would overlap")

    def hits(number, every):
        return every > 0 and 1 < number < count and number % every == 0

    def is_plain(number):
        return 1 < number < count and not hits(number, drop) and not hits(number, dup)

    numbers, number = [], 1
    while number <= count:
        if hits(number, drop):
            pass
        elif hits(number, dup):
            numbers += [number, number]
        elif hits(number, swap) and is_plain(number + 1):
            numbers += [number + 1, number]
            number += 1
        else:
            numbers.append(number)
        number += 1
    return numbers


class Truth:
    """What was really sent on one channel: the numbers go in, gaps, repeats and late ones come out.

    A number sent before is a duplicate; one below the highest that was not is reordered and closes its gap.
    """

    def __init__(self):
        self._seen = set()
        self._highest = None
        self.lost = self.duplicated = self.reordered = 0

    def sent(self, number):
        if number in self._seen:
            self.duplicated += 1
            return
        self._seen.add(number)
        if self._highest is None or number > self._highest:
            self.lost += 0 if self._highest is None else number - self._highest - 1
            self._highest = number
        else:
            self.reordered += 1
            self.lost -= 1
