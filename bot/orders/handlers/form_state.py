"""A form being filled: the draft with what its next step depends on."""

from dataclasses import dataclass
from datetime import date

from bot.catalogue.rules.catalogue import Catalogue
from bot.catalogue.rules.services import Service
from bot.core.i18n import Translator
from bot.orders import forms
from bot.orders.forms import Field, OrderForm, Reader
from bot.orders.rules.readers import reader_for
from bot.orders.service.form import NotOnSaleError, chosen
from bot.orders.tables import Draft, Step


@dataclass(frozen=True, slots=True)
class FormState:
    """A form being filled, with what its next step depends on."""

    catalogue: Catalogue
    draft: Draft
    t: Translator
    today: date

    @property
    def service(self) -> Service:
        """Return the chosen service.

        Raises:
            NotOnSaleError: it is no longer on sale.
        """
        return chosen(self.catalogue, self.draft)

    @property
    def form(self) -> OrderForm:
        """Return the form of the service's type.

        Raises:
            NotOnSaleError: it is no longer on sale, or cannot be ordered here.
        """
        form = forms.form_for(self.service.type)
        if form is None:
            raise NotOnSaleError
        return form

    @property
    def asked(self) -> Field:
        """Return the field that the form is asking for."""
        return self.form.field(self.draft.asking or "")

    def reader(self) -> Reader:
        """Return how to read what is typed."""
        return reader_for(self.catalogue, self.draft.service_id or 0, self.t.read_date, self.today)

    def ask(self, key: str, step: Step = Step.FIELD) -> None:
        """Ask for a field; what was collected or guessed of another one is forgotten."""
        self.draft.step, self.draft.asking, self.draft.collected = step, key, None
        self.draft.guesses = None

    def answer(self, value: object) -> None:
        """Take the answer to the field being asked, and go on.

        Raises:
            InputError: the service's limits do not allow it; the draft is as it was.
        """
        answers = self.draft.answers | {self.asked.key: value}
        forms.check_limits(self.service, self.form, answers)
        key, self.draft.answers = self.asked.key, answers
        extra = self.form.extra_of(key)
        if extra is not None and not extra.is_given(answers):
            self.ask(next(f.key for f in extra.fields if f.key not in answers), Step.CHANGE)
        else:
            self.go_on()

    def go_on(self) -> None:
        """Ask for what is missing; show the summary if nothing is."""
        missing = forms.missing(self.form, self.draft.answers)
        if missing is not None:
            self.ask(missing.key)
        else:
            self.draft.step, self.draft.asking, self.draft.collected = Step.SUMMARY, None, None


KEPT = ("link", "quantity")
"""The answers that mean the same whatever the type."""
_FILLED = frozenset({Step.FIELD, Step.CHANGE, Step.SUMMARY})


def is_of_another_type(catalogue: Catalogue, draft: Draft) -> bool:
    """Return whether the service of a form asks for something else than its screens have shown."""
    service = catalogue.service(draft.service_id or 0)
    shown = (draft.quote or {}).get("type")
    return (
        draft.step in _FILLED
        and service is not None
        and shown is not None
        and shown != service.type
    )


def start_anew(form_state: FormState) -> None:
    """Have a form whose service is of another type now ask for what that type needs."""
    draft, form = form_state.draft, forms.form_for(form_state.service.type)
    asked = {field.key for field in form.fields} if form else set()
    draft.answers = {key: draft.answers[key] for key in KEPT if key in asked & set(draft.answers)}
    draft.revision += 1
    if form is None:
        draft.step, draft.asking, draft.collected = Step.CARD, None, None
    else:
        form_state.go_on()
