"""`python -m bot`: hands over to the command line."""

import gc

gc.disable()  # all that is imported stays: looking through it takes a fifth of that time

from bot.cli import main  # noqa: E402

gc.freeze()
gc.enable()
raise SystemExit(main())
