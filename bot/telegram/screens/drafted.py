"""A draft with all that the screens of its form need."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain import forms
from bot.domain.catalogue import Catalogue
from bot.domain.forms import OrderForm
from bot.domain.search import SearchIndex
from bot.domain.services import Service
from bot.i18n import Translator
from bot.storage.engine import Session
from bot.storage.tables import Draft
from bot.telegram.callback_data import Area, FormAction, pack
from bot.telegram.context import Visit
from bot.telegram.screens.screen import Row, button


class GoneError(Exception):
    """What the draft points at is not in the catalogue any more."""


def chosen(catalogue: Catalogue, draft: Draft) -> Service:
    """Return the service that a draft is for.

    Raises:
        GoneError: it was taken off the catalogue.
    """
    service = catalogue.service(draft.service_id or 0)
    if service is None:
        raise GoneError
    return service


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft with all that its screens need."""

    session: Session
    catalogue: Catalogue
    index: SearchIndex
    draft: Draft
    visit: Visit
    now: datetime

    @property
    def t(self) -> Translator:
        """Return the texts of the chat."""
        return self.visit.t

    @property
    def currency(self) -> str:
        """Return the currency of the prices."""
        return self.catalogue.currency

    def data(self, action: FormAction, argument: object = "") -> str:
        """Return the callback data of one of this form's buttons."""
        return pack(Area.FORM, self.draft.id, self.draft.revision, action, argument)

    def page_data(self, number: int) -> str:
        """Return the callback data that turns to a page."""
        return self.data(FormAction.PAGE, number)

    def leave_row(self, *, back: bool = True) -> Row:
        """Return the row that every screen of the form ends with."""
        cancel = button(self.t.plain("✖️ Cancel"), self.data(FormAction.CANCEL))
        if not back:
            return [cancel]
        return [button(self.t.plain("⬅️ Back"), self.data(FormAction.BACK)), cancel]

    def service(self) -> Service:
        """Return the chosen service.

        Raises:
            GoneError: it was taken off the catalogue.
        """
        return chosen(self.catalogue, self.draft)

    def order_form(self) -> tuple[Service, OrderForm]:
        """Return the chosen service with the form of its type.

        Raises:
            GoneError: it was taken off the catalogue, or its type cannot be ordered (any more).
        """
        service = self.service()
        form = forms.form_for(service.type)
        if form is None:
            raise GoneError
        return service, form
