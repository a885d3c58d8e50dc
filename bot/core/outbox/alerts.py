"""What owners are told."""

from enum import StrEnum


class Alert(StrEnum):
    """Something that owners have to know."""

    UNRESOLVED = "unresolved"  # an order's answer was lost
    NO_FUNDS = "no_funds"  # the balance at the panel is too small
    KEY_REFUSED = "key_refused"  # wrong key or a suspended account
    PANEL_DOWN = "panel_down"  # no usable answers: orders wait
    RESUMED = "resumed"  # orders go on
    ORDER_WAITS = "order_waits"  # one order is refused for what the balance does not confirm
    SERVICE_REFUSED = "service_refused"  # no orders are taken for one service
    PENDING_LONG = "pending_long"  # an order does not move
    UNANSWERED = "unheard"  # the panel does not say how orders stand
    ACCESS_REQUESTED = "access_wanted"  # a chat asks to be let in
    PROBLEM = "problem"  # an update or a push was given up
    CATALOGUE_SHRANK = "catalogue_shrank"  # an empty or much smaller list, kept the old one
    CATALOGUE_CHEAP = "catalogue_cheap"  # prices that have all fallen, kept the old list
    CATALOGUE_OLD = "catalogue_old"  # the list could not be read for long
    CATALOGUE_WHOLE = "catalogue_whole"  # the list is as it should be again
    PANEL_CHANGED = "panel_changed"  # address or key of the panel are others than before
    KEY_UNREADABLE = "key_unreadable"  # of a panel, with the SECRET_KEY in use
    RESTORED = "restored"  # the database is an earlier copy
    LATE_ANSWER = "late_answer"  # an order that was given up was placed after all
    MAYBE_TWICE = "maybe_twice"  # the same, and it had been sent again
    TWO_NUMBERS = "two_numbers"  # an order was bought twice
    CHARGE_UNCLEAR = "charge_unclear"  # nobody but an owner can say what an order costs
    SOLD_AT_A_LOSS = "sold_at_a_loss"  # the panel charges more than a customer has paid
    WRITTEN_OFF = "written_off"  # delivered after its money was back: nobody pays for it
    DEPOSIT = "deposit"  # the balance has risen: owners say whether they have added it
    LOW_BALANCE = "low_balance"  # the balance is below what an owner has set
    NEW_WORD = "new_word"  # a status that nobody knows: owners may say what it means
    BACKUP_FAILED = "backup_failed"  # no copy of the database could be made
    BACKUP_OLD = "backup_old"  # and the last one is older than two days
    BACKUP_AGAIN = "backup_again"  # a copy was made after all
    BACKUP_NOT_SENT = "backup_not_sent"  # a copy did not get to the chat that should have it
    UNDER_FLOOR = "under_floor"  # services are no longer sold: their price is below the floor
    EXCHANGE_RATE = "exchange_rate"  # it is old, or there is none
    SERVICES_SKIPPED = "services_skipped"  # more than a handful of the list cannot be read
    TOP_UP_REQUESTED = "top_up_wanted"  # somebody wants to pay in, or to be paid out
    BOOKS_DIFFER = "books_differ"  # a wallet is not what its journal says: it is frozen
    UNEXPLAINED = "unexplained"  # a gateway has another sum than our rows, or cannot be read
    PAYMENT = "payment"  # money has arrived that is not as it should be
