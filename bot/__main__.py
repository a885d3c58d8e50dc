"""`python -m bot` and `panel-order-bot`: hands over to the command line."""

import gc
import signal

# While all is imported, Ctrl-C just ends the process: Python would print where it was.
USUAL_INTERRUPT = signal.signal(signal.SIGINT, signal.SIG_DFL)
USUAL = gc.get_threshold()
gc.set_threshold(
    20_000
)  # all that is imported stays: looking through it takes a fifth of that time

from bot.cli import main  # noqa: E402

gc.freeze()
gc.set_threshold(*USUAL)
signal.signal(signal.SIGINT, USUAL_INTERRUPT)

if __name__ == "__main__":
    raise SystemExit(main())
