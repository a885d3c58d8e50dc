"""How fast a bot may send in tests, and how much it takes from a person: more than usually."""

from datetime import timedelta

from bot.core.access.floods import FloodLimits
from bot.core.access.throttle import Rule
from bot.core.telegram.limiter import RateLimit, RateLimits

FAST = RateLimits(overall=RateLimit(100, 0.1), chat=RateLimit(100, 0.1), group=RateLimit(100, 0.1))
PATIENT = FloodLimits(*[Rule(1_000_000, timedelta(seconds=1), timedelta(seconds=1))] * 2)
