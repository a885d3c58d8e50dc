"""A helper process for the tests of its owner: `python -m tests.reports_helper`."""

import os
import time

from bot.core.charts import frames


def upper(text: str) -> bytes:
    return text.upper().encode()


def sleep(seconds: float) -> bytes:
    time.sleep(seconds)
    return b""


def environment() -> bytes:
    return repr(dict(os.environ)).encode()


if __name__ == "__main__":
    frames.serve({"upper": upper, "sleep": sleep, "environment": environment})
