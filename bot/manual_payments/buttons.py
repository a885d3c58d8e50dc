"""The buttons of paying in by hand, and what people are asked for."""

from enum import StrEnum

from bot.core.telegram.buttons import Area


class ManualArea(Area):
    """What the buttons are about, with their arguments."""

    PROOF = "mp"  # ProofAction, top-up id: of who pays
    REVIEW = "mr"  # ReviewAction, proof id, digest of what was shown: of owners
    OWNED = "mo"  # OwnedAction, what it is about: the ways to pay, for owners


class ProofAction(StrEnum):
    """What who pays does."""

    PAID = "p"
    ANSWER = "a"


class ReviewAction(StrEnum):
    """What owners do about a proof."""

    APPROVE = "y"  # digest
    OTHER = "o"
    SURE = "s"  # digest, the question's message id
    REFUSE = "n"
    ASK = "q"
    SHOW = "v"  # the card again


class OwnedAction(StrEnum):
    """What owners do about the ways to pay by hand."""

    HOME = "h"
    ADD = "a"
    SHOW = "m"  # method id
    EDIT = "e"  # method id, OwnedQuestion
    SWITCH = "s"  # method id, 1 or 0
    PICTURE = "p"  # method id, 1 or 0
    REFERENCE = "r"  # method id, 1 or 0
    REMOVE = "d"  # method id
    SURELY = "y"  # method id
    SET = "q"  # OwnedQuestion, of all methods


class ManualQuestion(StrEnum):
    """What who pays is asked for, by the word of the question; about a top-up."""

    PROOF = "manual_proof"
    ANSWER = "manual_answer"


class ReviewQuestion(StrEnum):
    """What an owner is asked for about a proof."""

    AMOUNT = "manual_arrived"
    REASON = "manual_reason"
    QUESTION = "manual_question"


class OwnedQuestion(StrEnum):
    """What an owner is asked for about a method, or about all of them."""

    NAME = "manual_name"
    TEXT = "manual_text"
    CURRENCY = "manual_currency"
    LEAST = "manual_least"
    MOST = "manual_most"
    PERCENT = "manual_percent"
    TWO_OWNERS = "manual_two_owners"
    FIRST = "manual_first"
