"""What lists of orders hand over."""

from bot.core.access.roles import Permission
from bot.core.errors import N_
from bot.core.feature import Feature
from bot.core.telegram.commands import Command, Menu
from bot.orders.mass import handlers, outgoing, taps, typed
from bot.orders.mass.buttons import MassArea
from bot.orders.mass.outbox import MassMessage

FEATURE = Feature(
    commands=(
        Command(
            "mass", N_("Order from a list"), Permission.ORDER, Menu.EVERYWHERE, handlers.command
        ),
    ),
    buttons={MassArea.MASS: taps.tap},
    typed=(typed.listed,),
    messages={MassMessage.MASS_ENDED: outgoing.ended},
    live_messages={"mass": outgoing.draw_progress},
)
