"""A draft with all that the screens of its form show."""

from dataclasses import dataclass
from datetime import datetime

from bot.catalogue.rules.catalogue import Catalogue
from bot.catalogue.rules.services import Service
from bot.catalogue.search import SearchIndex
from bot.core.i18n import Translator
from bot.core.telegram.buttons import pack
from bot.core.telegram.context import Actor
from bot.core.telegram.screen import Row, button
from bot.orders import forms
from bot.orders.buttons import FormAction, OrderArea
from bot.orders.forms import OrderForm
from bot.orders.service.form import FormData, NotOnSaleError, chosen
from bot.orders.tables import Draft


@dataclass(frozen=True, slots=True)
class FormView:
    """A draft with all that its screens show.

    Attributes:
        bot_username: to which links lead that open the bot; empty where none are drawn.
    """

    catalogue: Catalogue
    index: SearchIndex
    draft: Draft
    actor: Actor
    now: datetime
    data: FormData
    bot_username: str = ""

    @property
    def t(self) -> Translator:
        """Return the texts of the chat."""
        return self.actor.t

    @property
    def currency(self) -> str:
        """Return the currency of the prices."""
        return self.catalogue.currency

    def button_data(self, action: FormAction, argument: object = "") -> str:
        """Return the callback data of one of this form's buttons."""
        return pack(OrderArea.FORM, self.draft.id, self.draft.revision, action, argument)

    def page_data(self, number: int) -> str:
        """Return the callback data that turns to a page."""
        return self.button_data(FormAction.PAGE, number)

    def leave_row(self, *, back: bool = True) -> Row:
        """Return the row that every screen of the form ends with."""
        cancel = button(self.t.plain("✕ Cancel"), self.button_data(FormAction.CANCEL))
        if not back:
            return [cancel]
        return [button(self.t.plain("⬅️ Back"), self.button_data(FormAction.BACK)), cancel]

    def service(self) -> Service:
        """Return the chosen service.

        Raises:
            NotOnSaleError: it is no longer on sale.
        """
        return chosen(self.catalogue, self.draft)

    def order_form(self) -> tuple[Service, OrderForm]:
        """Return the chosen service with the form of its type.

        Raises:
            NotOnSaleError: it is no longer on sale, or its type cannot be ordered (any more).
        """
        service = self.service()
        form = forms.form_for(service.type)
        if form is None:
            raise NotOnSaleError
        return service, form
