"""How often the intervals of comparisons hold what is true: simulated bots whose rates are known.

python benchmarks/intervals.py [--rounds N]

In every round each scenario gets its own chance to fail. `alike` says how much the repeats of a scenario resemble each
other, from 0 (all scenarios have the same chance) to 1 (a scenario always fails or never). The release after keeps
that chance in half of the scenarios and draws it anew in the others. Each cell is the mean over all settings of `alike`
and of the rate, and in brackets the worst of them.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from random import Random

from runaround.clusters import interval_of_mean, interval_of_share, pass_hat
from runaround.comparing.differences import Tally, interval_of_difference
from runaround.comparing.exact import sign_flip

SCENARIOS = (6, 12, 25, 50, 106)
REPEATS = (1, 2, 3, 5, 10)
ALIKE = (0.0, 0.2, 0.5, 0.8, 1.0)
RATES = (0.5, 0.2, 0.05)
RISES = (0.0, 0.1, 0.3)


@dataclass(frozen=True)
class Setting:
    """A simulated bot."""

    scenarios: int
    repeats: int
    alike: float
    rate: float
    rise: float = 0.0


def draw_chance(rng: Random, rate: float, alike: float) -> float:
    """Return the chance of one scenario to fail, `rate` on average."""
    if alike == 0.0:
        return rate
    if alike == 1.0 or rate in {0.0, 1.0}:
        return float(rng.random() < rate)
    size = (1 - alike) / alike
    return rng.betavariate(rate * size, (1 - rate) * size)


def play(rng: Random, chance: float, repeats: int) -> int:
    """Return how many repeats fail."""
    return sum(rng.random() < chance for _ in range(repeats))


def covers_share(rng: Random, bot: Setting) -> bool:
    """Play a bot once, and return whether the interval of its rate holds the rate."""
    chances = [draw_chance(rng, bot.rate, bot.alike) for _ in range(bot.scenarios)]
    low, high = interval_of_share([(play(rng, chance, bot.repeats), bot.repeats) for chance in chances])
    return low <= bot.rate <= high


def covers_pass_all(rng: Random, bot: Setting) -> bool:
    """Return whether the interval of pass^2 holds the truth, the mean of the squares of the chances to pass."""
    passing = 1 - bot.rate
    variance = bot.alike * passing * (1 - passing)
    chances = [draw_chance(rng, passing, bot.alike) for _ in range(bot.scenarios)]
    values = [pass_hat(play(rng, chance, bot.repeats), bot.repeats, 2) for chance in chances]
    low, high = interval_of_mean(values, most=bot.scenarios * bot.repeats / 2)
    return low <= passing * passing + variance <= high


def play_twice(rng: Random, bot: Setting) -> list[Tally]:
    """Play two releases; the one after has a rate that is higher by `rise`."""
    tallies = []
    for _ in range(bot.scenarios):
        before = draw_chance(rng, bot.rate, bot.alike)
        kept = before if rng.random() < 0.5 else draw_chance(rng, bot.rate, bot.alike)
        after = kept + (1 - kept) * bot.rise / (1 - bot.rate)
        tallies.append(Tally(play(rng, before, bot.repeats), play(rng, after, bot.repeats), bot.repeats))
    return tallies


def covers_difference(rng: Random, bot: Setting) -> bool:
    """Return whether the interval of the difference holds the rise."""
    low, high = interval_of_difference(play_twice(rng, bot))
    return low - 1e-12 <= bot.rise <= high + 1e-12


def alarms(rng: Random, bot: Setting) -> bool:
    """Return whether the exact test calls significant what is none."""
    return sign_flip([one.after - one.before for one in play_twice(rng, bot)]) < 0.05


def print_table(
    title: str,
    happens: Callable[[Random, Setting], bool],
    rounds: int,
    *,
    rises: tuple[float, ...] = (0.0,),
    most: bool,
) -> None:
    """Print how often something happens, for each number of scenarios and repeats."""
    rng = Random(7)
    print(f"\n{title}\n")
    print("| scenarios | " + " | ".join(f"{n} repeats" if n > 1 else "1 repeat" for n in REPEATS) + " |")
    print("|---|" + "---|" * len(REPEATS))
    for scenarios in SCENARIOS:
        cells = []
        for repeats in REPEATS:
            if happens is covers_pass_all and repeats == 1:
                cells.append("")
                continue
            bots = [Setting(scenarios, repeats, *rest) for rest in product(ALIKE, RATES, rises)]
            shares = [sum(happens(rng, bot) for _ in range(rounds)) / rounds for bot in bots]
            worst = max(shares) if most else min(shares)
            cells.append(f"{100 * sum(shares) / len(shares):.1f} ({100 * worst:.1f})")
        print(f"| {scenarios} | " + " | ".join(cells) + " |", flush=True)


def main() -> None:
    """Simulate and print the tables, in percent."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=1000)
    rounds = parser.parse_args().rounds
    begun = time.process_time()
    print_table("Rate: the interval holds it (95 is nominal)", covers_share, rounds, most=False)
    print_table("pass^2: the interval holds it", covers_pass_all, rounds, most=False)
    print_table("Difference: the interval holds it", covers_difference, rounds, rises=RISES, most=False)
    print_table("No difference: the test calls one significant (5 at most)", alarms, rounds, most=True)
    print(f"\n{rounds} rounds a setting, {time.process_time() - begun:.0f} CPU seconds")


if __name__ == "__main__":
    main()
