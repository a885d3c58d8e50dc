"""The buttons of prices, and what owners are asked for."""

from enum import StrEnum

from bot.core.telegram.buttons import Area


class PricingArea(Area):
    """What the buttons are about."""

    PRICES = "px"  # PriceAction, what it is about


class PriceAction(StrEnum):
    """A page of prices, or something that is done about them.

    Buyers and goods are the words of `bot/pricing/rules/scopes.py`.
    """

    HOME = "h"  # page number
    RULE = "r"  # buyer, goods
    REMOVE = "d"  # rule id; asks first
    REMOVE_SURE = "e"  # rule id, digest of the question
    BUYERS = "a"
    GOODS = "g"  # buyer
    PLATFORMS = "b"  # buyer
    CATEGORIES = "k"  # buyer, page number
    RATE = "x"
    REMIND = "m"  # days
    MARGIN = "l"
    TIERS = "t"
    TIER = "i"  # tier id
    DELETE_TIER = "f"  # tier id; asks first
    DELETE_TIER_SURE = "j"  # tier id, digest of the question
    MEMBERS = "n"  # tier id, page number
    CUSTOMER = "c"  # chat id
    PUT = "p"  # chat id, tier id or 0
    SERVICE = "s"  # our number of it
    OPEN_SERVICE = "o"  # the same as a message of its own
    UNSOLD = "u"  # page number
    ASK = "q"  # PriceQuestion, and what it is about
    SAVE = "y"  # the question's message id, digest of the preview
    CANCEL = "z"  # the preview is not wanted


class PriceQuestion(StrEnum):
    """What an owner is asked for, by the word of the question."""

    MARKUP = "price_markup"  # buyer, goods; once answered the markup
    MARGIN = "price_margin"  # once answered the percentage
    RATE = "price_rate"  # once answered the rate
    TIER = "price_tier"  # tier id, 0 for a new one
    SERVICE = "price_service"  # buyer and a colon; nothing: its page is wanted
