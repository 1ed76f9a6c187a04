"""What the plan asks of the later rooms: schemes, readiness, the pool, throwing a season away."""

from competition.plan.protocols import Planning
from xinglu.planning.discarding import Bin
from xinglu.planning.pool import Pool
from xinglu.planning.readiness import EntryReadiness, ResultReadiness, SchemeReadiness
from xinglu.planning.schemes import Schemes


def planning() -> Planning:
    """Give everything that the pages of the plan are filled with."""
    return Planning(
        schemes=Schemes(),
        readiness=(SchemeReadiness(), EntryReadiness(), ResultReadiness()),
        pool=Pool(),
        bin=Bin(),
    )
