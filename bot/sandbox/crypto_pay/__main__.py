"""`python -m bot.sandbox.crypto_pay`: the stand-in alone, until it is interrupted."""

import argparse
import asyncio
import sys

from bot.sandbox.crypto_pay.server import TOKEN, CryptoPay

PORT = 8083


async def _serve(port: int, *, test: bool) -> None:
    server = CryptoPay(port=port, test=test)
    await server.start()
    sys.stdout.write(f"CRYPTO_PAY_NETWORK={server.url}\nCRYPTO_PAY_TOKEN={TOKEN}\n")
    sys.stdout.flush()
    try:
        await asyncio.Event().wait()
    finally:
        await server.stop()


def main() -> None:
    """Read the command line, and serve."""
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox.crypto_pay", description=__doc__)
    parser.add_argument("--port", type=int, default=PORT, help="to listen on (%(default)s)")
    parser.add_argument("--test", action="store_true", help="be the test network")
    arguments = parser.parse_args()
    try:
        asyncio.run(_serve(arguments.port, test=arguments.test))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
