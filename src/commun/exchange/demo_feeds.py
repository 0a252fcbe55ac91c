"""The demo's ways out of the stream: an address of a feed, and calls to another program that have stopped.

The program does not exist (a name that leads nowhere, RFC 2606): calls stop before any leaves. Data in
``demo/feeds.toml``.
"""

from commun.core import clock
from commun.core.registries import DemoStage
from commun.exchange.actions.feeds import open_feed
from commun.exchange.actions.webhook_calls import stop_calls
from commun.exchange.actions.webhooks import set_webhook
from commun.governance.demo import member_of
from commun.people.demo import moment, read


def load(stage: DemoStage) -> None:
    """Open the address, set the calls, stop them."""
    told = read("feeds")
    for one in told["feed"]:
        with clock.stopped(moment(stage.today, one["days"])):
            open_feed(by=member_of(stage, one["group"], one["by"]), reach=one["reach"])
    for one in told["webhook"]:
        by = member_of(stage, one["group"], one["by"])
        with clock.stopped(moment(stage.today, one["days"])):
            row = set_webhook(by=by, url=one["url"], audience=one["audience"], rooms=one["rooms"])
        with clock.stopped(moment(stage.today, one["stopped"])):
            stop_calls(row)
