"""What a person meant: links behind words, cut links, files of all encodings, whose text it is."""

import pytest

from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.html import Formatted, units
from bot.sandbox.telegram.message_objects import as_message
from bot.sandbox.telegram.model import Message
from bot.sandbox.telegram.things import CAPTIONED, PLAIN
from tests.conftest import Bench, until
from tests.ordering import fill_default, open_service
from tests.proof import first_quick, proof

TARGET = "https://www.instagram.com/target/"


def hidden(text: str, words: str, url: str = TARGET) -> Formatted:
    """Return a text of which some words are a link."""
    offset = units(text.partition(words)[0])
    entity = {"type": "text_link", "offset": offset, "length": units(words), "url": url}
    return Formatted(text, [entity])


async def asked_for_link(chat: ChatClient) -> None:
    since = chat.mark()
    await open_service(chat, "Instagram", "Followers", "[Real]")
    await chat.tap("🛒 Order")
    await chat.wait_for("link", since=since)


async def asked_for_comments(chat: ChatClient) -> None:
    since = chat.mark()
    await open_service(chat, "Instagram", "Comments", "Custom Comments")
    await chat.tap("🛒 Order")
    await chat.wait_for("link", since=since)
    await chat.say("https://www.instagram.com/p/AbC/")
    await chat.wait_for("Send the comments", since=since)


async def ordered(chat: ChatClient, bench: Bench) -> dict[str, str]:
    """Confirm, and return what the panel was sent."""
    since = chat.mark()
    await chat.tap("Confirm")
    await chat.wait_for("Number at the panel", since=since)
    return bench.added()[-1]


@pytest.mark.parametrize(
    "content",
    first_quick(
        1,
        [
            hidden("click here", "here"),
            hidden("🔥🔥 my page 🔥", "my page"),
            hidden("https://www.instagram.com/decoy/", "https://www.instagram.com/decoy/"),
            hidden("@decoy", "@decoy"),
        ],
    ),
)
async def test_the_target_of_a_link_is_ordered(
    bench: Bench, chat: ChatClient, content: Formatted
) -> None:
    await asked_for_link(chat)
    since = chat.mark()
    await chat.post(content)
    await chat.wait_for("quantity", since=since)
    await chat.say("1\u202f000")
    summary = await chat.wait_for("Total", since=since)
    assert f"Link: {TARGET}" in summary.text
    sent = await ordered(chat, bench)
    assert (sent["link"], sent["quantity"]) == (TARGET, "1000")


@proof
async def test_a_caption_is_read_like_a_text(bench: Bench, chat: ChatClient) -> None:
    await asked_for_link(chat)
    since = chat.mark()
    await chat.post(hidden("my photo", "photo"), photo=_png())
    await chat.wait_for("quantity", since=since)
    await chat.send("video", caption="\u200e1,000")
    await chat.wait_for("Total: $0.90", since=since)
    assert (await ordered(chat, bench))["link"] == TARGET


@pytest.mark.parametrize(
    ("text", "said"),
    first_quick(
        1,
        [
            ("https://www.instagram.com/p/AbC...", "cut off"),
            ("https://www.instagram.com/p/AbC…", "cut off"),
            ("https://www.instagram.com/p/AbC%E2%80%A6", "cut off"),
            ("[hello](https://www.instagram.com/hello/)", "Send only the link"),
            ("<https://www.instagram.com/hello/>", "Send only the link"),
            ('<a href="https://www.instagram.com/hello/">hello</a>', "Send only the link"),
            ("hello", "instagram.com/hello, right?"),
            ("see you tomorrow", "Send one link"),
        ],
    ),
)
async def test_what_is_no_whole_link_is_asked_about(
    bench: Bench, chat: ChatClient, text: str, said: str
) -> None:
    await asked_for_link(chat)
    since = chat.mark()
    await chat.say(text)
    form = await chat.wait_for(said, since=since)
    assert "Send the link to the page" in form.text
    assert "quantity" not in form.text
    assert bench.added() == []


async def test_comments_stay_as_they_are_shown(bench: Bench, chat: ChatClient) -> None:
    await asked_for_comments(chat)
    since = chat.mark()
    await chat.post(hidden("great post\x00\u202e\n\u200b\nwell 👨‍👩‍👧 done…", "great"))
    collected = await chat.wait_for("2 lines so far", since=since)
    assert "1 blank left out" in collected.text
    await chat.tap("Done")
    summary = await chat.wait_for("Total", since=since)
    assert "Comments: 2 lines\ngreat post\nwell 👨‍👩‍👧 done…" in summary.text
    assert (await ordered(chat, bench))["comments"] == "great post\nwell 👨‍👩‍👧 done…"


@proof
async def test_a_turkish_file_is_turkish_or_refused(bench: Bench) -> None:
    await bench.start()
    world = bench.playground.world
    content = "Çok güzel şey\nışığı gördüm".encode("cp1254")
    boris = bench.private(world.add_person("Boris", language_code="ru"))
    await boris.say("/start")
    await boris.wait_for("Здравствуйте")
    await boris.tap("Язык")
    await boris.tap("English")
    await boris.wait_for("Hello, Boris")
    await asked_for_comments(boris)
    since = boris.mark()
    await boris.send_file("comments.txt", content)
    assert "so far" not in (await boris.wait_for("Save it as UTF-8", since=since)).text
    deniz = bench.private(world.add_person("Deniz", language_code="tr"))
    await deniz.say("/start")
    await deniz.wait_for("Merhaba")
    await deniz.tap("Dil")
    await deniz.tap("English")
    await deniz.wait_for("Hello, Deniz")
    await asked_for_comments(deniz)
    await deniz.send_file("comments.txt", content)
    await deniz.wait_for("Çok güzel şey\nışığı gördüm")
    await deniz.tap("Done")
    await deniz.wait_for("Total")
    assert (await ordered(deniz, bench))["comments"] == "Çok güzel şey\nışığı gördüm"
    assert len(bench.added()) == 1


async def test_files_that_cannot_be_read(bench: Bench, chat: ChatClient) -> None:
    await asked_for_comments(chat)
    for content, said in (
        (b"%PDF-1.4\n1 0 obj", "This is not a text file"),
        (b"PK\x03\x04\x14\x00\x06\x00", "This is not a text file"),
        (b"x" * (1024 * 1024 + 1), "too large. The maximum is 1,024 KiB"),
    ):
        since = chat.mark()
        await chat.send_file("comments.txt", content)
        await chat.wait_for(said, since=since)
    since = chat.mark()
    message = await chat.send_file("huge.txt", b"x" * (20 * 1024 * 1024 + 1))
    assert message.file is not None
    await chat.wait_for("too large", since=since)
    # Telegram does not always say how large a file is.
    del message.file["as_sent"]["file_size"]
    since = chat.mark()
    bench.playground.world.deliver({"message": as_message(message, bench.playground.world.bot)})
    await chat.wait_for("too large", since=since)
    assert "so far" not in chat.transcript()


@proof
async def test_an_unplaced_list_leaves_the_next_form_its_lines(
    bench: Bench, chat: ChatClient
) -> None:
    await chat.say("/mass 1 | @one | 100\n1 | @two | 100")
    listed = await chat.wait_for("✅ 2 orders")
    assert "1 · instagram.com/one · 100" in listed.text
    await asked_for_comments(chat)
    since = chat.mark()
    await chat.say("good | very good\nfine")
    await chat.wait_for("2 lines so far", since=since)
    await chat.send_file("more.txt", b"one more\n")
    await chat.wait_for("3 lines so far", since=since)
    await chat.say("1 | @three | 100\n1 | @four | 100", reply_to=listed)  # meant for the list
    await chat.wait_for("instagram.com/three ·", since=since)
    await chat.tap("Done")
    await chat.wait_for("Total", since=since)
    sent = await ordered(chat, bench)
    assert sent["comments"] == "good | very good\nfine\none more"
    assert len(bench.added()) == 1


@proof
async def test_a_list_in_the_commands_own_line_and_its_caption(
    bench: Bench, chat: ChatClient
) -> None:
    await chat.say("/mass 1 | @one | 100\n1 | @two | 100")
    await chat.wait_for("✅ 2 orders")
    since = chat.mark()
    await chat.send_file("list.csv", b"1;@three;100\n", caption="/mass")
    await chat.wait_for("instagram.com/three ·", since=since)
    since = chat.mark()
    file = await chat.send_file("list.txt", b"1 | @four | 100\n")
    await chat.wait_for("instagram.com/four ·", since=since)  # the list was open
    await chat.tap("Cancel")
    since = chat.mark()
    await chat.say("/mass", reply_to=file)
    await chat.wait_for("instagram.com/four ·", since=since)
    since = chat.mark()
    await chat.post(hidden("/mass 1 | my page | 1,000\n1 | cut.com/p/A… | 100", "my page"))
    listed = await chat.wait_for("1 line cannot be ordered", since=since)
    assert "\n1 · instagram.com/target · 1,000 · " in listed.text
    assert "cut off" in listed.text
    assert bench.added() == []


@proof
async def test_in_a_group_only_an_answer_to_the_own_question_counts(bench: Bench) -> None:
    await bench.start()
    world = bench.playground.world
    anna, boris = world.add_person("Anna"), world.add_person("Boris")
    group = world.groups.add("Shop", members=[anna, boris], admins=[anna])
    annas, boriss = bench.in_group(anna, group), bench.in_group(boris, group)
    await asked_for_link(annas)
    annas_question = await annas.wait_for(lambda message: message.force_reply)
    await annas.say("/help")
    helped = await annas.wait_for("What you can do here")
    since = annas.mark()
    await boriss.say("https://www.instagram.com/evil/", reply_to=annas_question)
    await annas.say("https://www.instagram.com/wrong/", reply_to=helped)
    await annas.say("🕒 Berlin", reply_to=helped)
    await annas.say("https://www.instagram.com/nobody/")
    await annas.send("sticker", reply_to=helped)
    await annas.send("voice", reply_to=annas_question)
    form = await annas.wait_for("I can read texts", since=since)
    assert "Send the link" in form.text
    # Boris has an order of his own now, Anna was told to use her form.
    assert len([message for message in annas.bot_messages() if message.changed_at > since]) == 3
    question = await annas.wait_for(lambda message: message.force_reply, since=since)
    await annas.say("https://www.instagram.com/right/", reply_to=question)
    shown = await annas.wait_for("quantity", since=since)
    assert "https://www.instagram.com/right/" in shown.text


async def _anna_in_a_group(bench: Bench) -> ChatClient:
    await bench.start()
    anna = bench.playground.world.add_person("Anna")
    group = bench.playground.world.groups.add("Shop", members=[anna], admins=[anna])
    chat = bench.in_group(anna, group)
    await chat.wait_for("Hello")
    return chat


async def _twice(bench: Bench, chat: ChatClient, shows: str) -> list[Message]:
    """Return both copies of a question whose sending was not answered."""

    def copies() -> list[Message]:
        return [it for it in chat.bot_messages() if shows in it.text and "reply here" in it.text]

    await until(lambda: len(copies()) == 2)
    return copies()


def _lose_an_answer(bench: Bench) -> None:
    """Have the bot not hear that it has asked: it asks again, as after the end of a process."""
    bench.playground.faults.add("sendMessage", times=1, after=True, reset=True)


async def test_of_a_question_that_was_sent_twice_either_is_answered(bench: Bench) -> None:
    chat = await _anna_in_a_group(bench)
    await open_service(chat, "Instagram", "Followers", "[Real]")
    _lose_an_answer(bench)
    await chat.tap("🛒 Order")
    first, _ = await _twice(bench, chat, "Send the link")
    _lose_an_answer(bench)
    await chat.say(TARGET, reply_to=first)
    first, _ = await _twice(bench, chat, "Send the quantity")
    await chat.say("200", reply_to=first)
    await chat.wait_for("Total: $0.18")


async def test_of_a_list_that_was_asked_for_twice_either_is_answered(bench: Bench) -> None:
    chat = await _anna_in_a_group(bench)
    _lose_an_answer(bench)
    await chat.say("/mass")
    first, _ = await _twice(bench, chat, "list")
    await chat.say(f"1 | {TARGET} | 200", reply_to=first)
    await chat.wait_for("1 order")


@pytest.mark.parametrize("kind", first_quick(1, [*CAPTIONED, *PLAIN]))
async def test_everything_is_answered_in_private(
    bench: Bench, chat: ChatClient, kind: str
) -> None:
    since = chat.mark()
    await chat.send(kind)
    await chat.wait_for("I can read texts and .txt files only", since=since)
    await asked_for_link(chat)
    since = chat.mark()
    await chat.send(kind)
    form = await chat.wait_for("I can read texts and .txt files only", since=since)
    assert "Send the link to the page" in form.text
    assert bench.added() == []


@proof
async def test_what_else_is_answered_in_private(bench: Bench, chat: ChatClient) -> None:
    async def answered(said: str, since: int) -> Message:
        return await chat.wait_for(said, since=since)

    since = chat.mark()
    await chat.send_file("list.txt", b"hello")
    await answered("I did not ask for a file", since)
    since = chat.mark()
    await chat.post(Formatted(""), photo=_png())
    await answered("I can read texts", since)
    since = chat.mark()
    await chat.send("voice", caption="/nothing")
    await answered("I don't know this command", since)
    since = chat.mark()
    await chat.say("\u200e\u2068/help\u2069")
    await answered("What you can do here", since)
    await asked_for_link(chat)
    since = chat.mark()
    await chat.forward("Look at this", channel="news", number=42)
    await answered("t.me/news/42, right?", since)
    since = chat.mark()
    await chat.forward("https://www.instagram.com/inside/", channel=None, number=42)
    await answered("quantity", since)
    await fill_default(chat)
    since = chat.mark()
    await chat.send("sticker")
    await answered("Use the buttons of the form above", since)
    assert bench.added() == []


async def test_numbers_of_orders_as_they_are_pasted(bench: Bench, chat: ChatClient) -> None:
    for typed in ("/status \u2068#12\u2069", "/status\n#१२", "/status № 12", "/refill ＃１２"):
        since = chat.mark()
        await chat.say(typed)
        await chat.wait_for("#12", since=since)
    since = chat.mark()
    await chat.say("/cancel_order #1\u202f234")
    await chat.wait_for("#1234", since=since)
    since = chat.mark()
    await chat.say("/cancel_order #1,234")
    await chat.wait_for("This may be one number or several: #1,234", since=since)


@proof
async def test_somebody_without_a_name(bench: Bench) -> None:
    await bench.start()
    world = bench.playground.world
    for name in ("\u3164", "\u2800\u200e", "\u2069\u200b"):
        nobody = world.add_person(name)
        group = world.groups.add("Shop", members=[nobody, bench.owner], admins=[bench.owner])
        chat = bench.in_group(nobody, group)
        await chat.say("/order")
        form = await chat.wait_for("Choose a platform")
        answer = await bench.in_group(bench.owner, group).tap("Instagram", message=form)
        assert answer is not None
        assert answer.text == f"Only {nobody.id} can use this form."
    named = world.add_person("\u3164", username="ghost")
    group = world.groups.add("Shop", members=[named, bench.owner], admins=[bench.owner])
    await bench.in_group(named, group).say("/order")
    form = await bench.in_group(named, group).wait_for("Choose a platform")
    answer = await bench.in_group(bench.owner, group).tap("Instagram", message=form)
    assert answer is not None
    assert answer.text == "Only @ghost can use this form."


@pytest.mark.parametrize(
    ("code", "hello"),
    first_quick(
        1,
        [
            ("in", "Halo"),
            ("in-ID", "Halo"),
            ("pt", "Olá"),
            ("pt-PT", "Olá"),
            ("es-419", "Hola"),
            ("iw", "Hello"),
            ("zh-hans", "Hello"),
            ("nb", "Hello"),
            ("", "Hello"),
            ("x" * 60, "Hello"),
        ],
    ),
)
async def test_languages_of_all_phones(bench: Bench, code: str, hello: str) -> None:
    await bench.start()
    person = bench.private(bench.playground.world.add_person("Max", language_code=code))
    await person.say("/start")
    await person.wait_for(hello)


def _png() -> bytes:
    return bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
        "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
    )
