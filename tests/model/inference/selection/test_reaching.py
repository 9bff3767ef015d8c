"""Ways are as long as they are, and longer over edges."""

import heapq

import numpy as np

from model.inference.selection.reaching import reach


def shortest(start, cost):
    """Dijkstra's: what `reach` gives where ways do not wind. A step costs what is paid where it is gone to."""
    found = np.where(start, 0.0, np.inf)
    queue = [(0.0, int(y), int(x)) for y, x in np.argwhere(start)]
    while queue:
        way, y, x = heapq.heappop(queue)
        if way > found[y, x]:
            continue
        for dy, dx in ((0, 1), (1, 0), (0, -1), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1)):
            if not (0 <= y + dy < cost.shape[0] and 0 <= x + dx < cost.shape[1]):
                continue
            longer = way + float(cost[y + dy, x + dx]) * (2**0.5 if dy and dx else 1)
            if longer < found[y + dy, x + dx] - 1e-9:
                found[y + dy, x + dx] = longer
                heapq.heappush(queue, (longer, y + dy, x + dx))
    return found


def test_ways_over_even_ground_are_as_long_as_they_are():
    start = np.zeros((20, 30), np.bool_)
    start[12, 7] = True
    cost = np.full((20, 30), 0.25, np.float32)
    np.testing.assert_allclose(reach(start, cost), shortest(start, cost), rtol=1e-4)


def test_a_wall_is_gone_around_or_paid_for():
    start = np.zeros((20, 30), np.bool_)
    start[12, 7] = True
    cost = np.ones((20, 30), np.float32)
    cost[3:, 15] = 100
    found, ideal = reach(start, cost), shortest(start, cost)
    away = np.ones_like(start)
    away[:, 15] = False  # a step along a row costs what is paid where it begins or where it ends
    np.testing.assert_allclose(found[away], ideal[away], rtol=0.15)
    assert found[12, 16] > 18  # beside the wall, nine steps from the start


def test_without_a_start_all_is_far():
    assert (reach(np.zeros((4, 5), np.bool_), np.ones((4, 5), np.float32)) > 1e5).all()
