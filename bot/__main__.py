"""`python -m bot` and `panel-order-bot`: hands over to the command line."""

import gc

USUAL = gc.get_threshold()
gc.set_threshold(
    20_000
)  # all that is imported stays: looking through it takes a fifth of that time

from bot.cli import main  # noqa: E402

gc.freeze()
gc.set_threshold(*USUAL)

if __name__ == "__main__":
    raise SystemExit(main())
