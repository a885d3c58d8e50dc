"""The local Bot API: as strict as Telegram, on loopback, with a chat page in front."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.sandbox.loopback import LoopbackServer, cut
from bot.sandbox.page.api import PageApi
from bot.sandbox.page.backstage import Backstage
from bot.sandbox.page.downloads import as_download
from bot.sandbox.page.payments import Payments
from bot.sandbox.telegram import parameters
from bot.sandbox.telegram.chats import Chats
from bot.sandbox.telegram.checkouts import Checkouts
from bot.sandbox.telegram.errors import ApiError, bad_request
from bot.sandbox.telegram.faults import Faults, Injected
from bot.sandbox.telegram.flood import FloodControl
from bot.sandbox.telegram.inline import Inline
from bot.sandbox.telegram.invoices import Invoices
from bot.sandbox.telegram.messages import Messages
from bot.sandbox.telegram.parameters import Parameters
from bot.sandbox.telegram.stars import Stars
from bot.sandbox.telegram.updates import UpdateQueue, Webhook
from bot.sandbox.telegram.world import World

BOT_NAME, BOT_USERNAME = "Panel", "panel_demo_bot"
MOST_BODY = 50 * 1024 * 1024
_NOT_FOUND = ApiError(404, "Not Found")
_GATEWAY_PAGE = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
Method = Callable[[Parameters], Any]


@dataclass
class Call:
    """A call that the bot has made; one of `result` and `error` is set when it was answered."""

    method: str
    params: dict[str, Any]
    result: Any = None
    error: ApiError | None = None


class Playground:
    """A Bot API server for one bot.

    Args:
        flood_control: refuses what is too much for Telegram.
        test: the bot lives on Telegram's test servers, which have an address of their own
            (https://core.telegram.org/bots/features#testing-your-bot).
        backstage: shown beside the chat, if there is one.

    Attributes:
        calls: what the bot has called, in order; getUpdates is left out.
    """

    def __init__(
        self,
        *,
        token: str,
        port: int = 0,
        flood_control: bool = False,
        test: bool = False,
        backstage: Backstage | None = None,
    ) -> None:
        bot = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": BOT_NAME,
            "username": BOT_USERNAME,
        }
        self.updates = UpdateQueue()
        self.world = World(bot, self.updates.put)
        self.faults = Faults()
        self.flood = FloodControl() if flood_control else None
        self.calls: list[Call] = []
        self.messages = Messages(self.world)
        self.inline = Inline(self.world)
        self.stars = Stars(self.world)
        self.checkouts = Checkouts(self.world, self.stars)
        self.invoices = Invoices(self.messages)
        self.chats = Chats(self.world, self.messages)
        self._token = token
        self._methods = self._table()
        payments = Payments(self.stars, self.checkouts, self.invoices)
        self._page = PageApi(self.world, self.messages, self.chats, self.inline, payments)
        self._backstage = backstage
        if backstage is not None:
            backstage.show_payments(self.stars)
        self._server = LoopbackServer(self._application("/test" if test else ""), port)

    def _application(self, where: str) -> web.Application:
        app = web.Application(client_max_size=MOST_BODY)
        app.router.add_route("*", f"/bot{{token}}{where}/{{method}}", self._serve)
        app.router.add_get(f"/file/bot{{token}}{where}/{{path}}", self._serve_file)
        self._page.add_routes(app.router)
        if self._backstage is not None:
            self._backstage.add_routes(app.router)
        return app

    def _table(self) -> dict[str, Method]:
        messages, chats = self.messages, self.chats
        methods: dict[str, Method] = {
            "getMe": self._me,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": self._webhook_info,
            "sendMessage": messages.send_message,
            "sendDocument": lambda p: messages.send_file("document", p),
            "sendPhoto": lambda p: messages.send_file("photo", p),
            "editMessageText": messages.edit_text,
            "editMessageMedia": messages.edit_media,
            "editMessageCaption": messages.edit_caption,
            "editMessageReplyMarkup": messages.edit_markup,
            "deleteMessage": messages.delete,
            "answerCallbackQuery": messages.answer_query,
            "answerInlineQuery": self.inline.answer,
            "sendChatAction": messages.chat_action,
            "sendInvoice": self.invoices.send,
            "createInvoiceLink": self.invoices.create_link,
            "answerPreCheckoutQuery": self.checkouts.answer,
            "refundStarPayment": self.stars.refund,
            "getStarTransactions": self.stars.listed,
            "getMyStarBalance": self.stars.my_balance,
            "getFile": messages.files.get_file,
            "getChat": chats.get_chat,
            "getChatMember": chats.get_member,
            "getChatAdministrators": chats.get_administrators,
            "leaveChat": chats.leave,
            "setMyCommands": chats.set_commands,
            "getMyCommands": chats.get_commands,
            "deleteMyCommands": chats.delete_commands,
        }
        return {name.lower(): method for name, method in methods.items()}

    async def start(self) -> None:
        """Serve; return when it listens."""
        await self._server.start()

    async def stop(self) -> None:
        """Stop serving; polls and event streams end at once."""
        self._page.close()
        if self._backstage is not None:
            self._backstage.close()
        await self.updates.close()
        await self._server.stop()

    @property
    def api_url(self) -> str:
        """Return the address that stands for https://api.telegram.org."""
        return self._server.url

    @property
    def page_url(self) -> str:
        """Return the chat page's address."""
        return self._server.url + "/"

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if request.match_info["token"] != self._token:
            return _refused(ApiError(401, "Unauthorized"))
        params = await parameters.read(request)
        injected = self.faults.take(method, params.get("chat_id"))
        if injected is not None:
            await asyncio.sleep(injected.delay)
            if not injected.after and injected.fails:
                return _failed(injected, request)
        call = Call(method, params)
        if method.lower() != "getupdates":
            self.calls.append(call)
        try:
            if self.flood is not None:
                self.flood.count(method, params.get("chat_id"))
            call.result = await self._do(method.lower(), Parameters(params))
        except ApiError as error:
            call.error = error
            return _refused(error)
        if injected is not None and injected.after:
            return _failed(injected, request)
        return web.json_response({"ok": True, "result": call.result})

    async def _do(self, method: str, p: Parameters) -> Any:
        if method == "getupdates":
            self.updates.allow(p.value("allowed_updates"))
            return await self.updates.get(
                p.integer("offset") or 0, p.integer("limit") or 100, p.integer("timeout") or 0
            )
        if method not in self._methods:
            raise _NOT_FOUND
        return self._methods[method](p)

    def _me(self, _: Parameters) -> dict[str, Any]:
        abilities = {
            "supports_inline_queries": self.world.inline_mode,
            "can_read_all_group_messages": not self.world.privacy_mode,
        }
        return self.world.bot | _ABILITIES | abilities

    def _set_webhook(self, p: Parameters) -> bool:
        self.updates.allow(p.value("allowed_updates"))
        if p.flag("drop_pending_updates"):
            self.updates.drop()
        url = p.text("url")
        self.updates.set_webhook(Webhook(url, p.text("secret_token")) if url else None)
        return True

    def _delete_webhook(self, p: Parameters) -> bool:
        if p.flag("drop_pending_updates"):
            self.updates.drop()
        self.updates.set_webhook(None)
        return True

    def _webhook_info(self, _: Parameters) -> dict[str, Any]:
        webhook = self.updates.webhook
        return {
            "url": webhook.url if webhook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates),
        }

    async def _serve_file(self, request: web.Request) -> web.StreamResponse:
        upload = self.messages.files.get(request.match_info["path"])
        if request.match_info["token"] != self._token or upload is None:
            return _refused(_NOT_FOUND)
        return as_download(upload)


_ABILITIES = {
    "can_join_groups": True,
    "can_connect_to_business": False,
    "has_main_web_app": False,
}


def _refused(error: ApiError) -> web.Response:
    return web.json_response(error.answer(), status=error.code)


def _failed(injected: Injected, request: web.Request) -> web.Response:
    if injected.reset:
        return cut(request)
    if injected.page:
        return web.Response(text=_GATEWAY_PAGE, content_type="text/html", status=502)
    return _refused(injected.error or bad_request(""))
