"""Links as people paste them."""

from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.catalogue.rules.platforms import PLATFORMS
from bot.core.errors import InputError
from bot.orders.links import describe, link_key, parse_link, tidy_link
from bot.orders.links.parse import LONGEST
from bot.orders.links.sites import NAMES, SITES


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("https://www.instagram.com/name/", "https://www.instagram.com/name/"),
        (" http://t.me/x ", "https://t.me/x"),
        ("instagram.com/name", "https://www.instagram.com/name"),
        ("@some.name", "@some.name"),
        ("here: https://youtu.be/x?t=1 please", "https://youtu.be/x"),
        ("https://example.org:8080/a?b=c#d", "https://example.org:8080/a?b=c#d"),
        ("https://пример.рф/страница", "https://пример.рф/страница"),
        ("example.org/?go=https://other.org", "https://example.org/?go=https://other.org"),
        ("(@some_name),", "@some_name"),
        (
            "https://vm.tiktok.com/ZS9YKY/ Download TikTok Lite: https://www.tiktok.com/tiktoklite",
            "https://vm.tiktok.com/ZS9YKY/",
        ),
    ],
)
def test_what_people_paste(text: str, link: str) -> None:
    assert parse_link(text) == link


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "see my page",
        "ftp://example.org",
        "javascript:alert(1)",
        "https://",
        "@",
        "1.000",
        "someone@example.org",
        "https://instagram.com@example.org/name",
        "https://instagram.com\\@example.org/name",
        "https://example.org:99999/",
        "https://[::1/",
    ],
)
@pytest.mark.parametrize("platform", [None, "Other"])
def test_what_is_no_link(text: str, platform: str | None) -> None:
    with pytest.raises(InputError, match="Send one link"):
        parse_link(text, platform)


@pytest.mark.parametrize(
    "text",
    [
        "https://a.org https://b.org",
        "https://a.org\nhttps://b.org",
        "https://a.org/x,https://b.org/y",
        "https://a.org/xhttps://b.org/y",
        "first:https://a.org second:https://b.org",
        "@one @two",
        "@one https://www.instagram.com/two/",
        "https://www.instagram.com/p/AbC/ https://www.instagram.com/p/aBc/",
    ],
)
def test_several_links(text: str) -> None:
    with pytest.raises(InputError, match="more than one link"):
        parse_link(text, "Instagram")


@pytest.mark.parametrize(
    "text",
    [
        "https://www.instagram.com/name/ https://instagram.com/Name?igsh=1",
        "https://www.instagram.com/name/\nhttps://www.instagram.com/name/",
        "https://instagram.com/name @name",
    ],
)
def test_the_same_link_twice_is_one(text: str) -> None:
    assert link_key(parse_link(text, "Instagram")) == link_key("https://www.instagram.com/name/")


@pytest.mark.parametrize(
    "text",
    [
        "https://www.instagram.com/p/AbC...",
        "https://www.instagram.com/p/AbC…",
        "https://www.instagram.com/p/AbC..",
        "https://www.instagram.com/p/AbC...)",
        "«https://www.instagram.com/p/AbC…».",
        "https://www.instagram.com/p/AbC%E2%80%A6",
        "https://www.instagram.com/p/AbC%e2%80%a6/",
        "https://www.instagram.com/p/Ab...Cd/",
        "https://www.instagram.com/p/Ab…/?igsh=1",
        "https://www.instagram.com/…/AbC",
        "instagram.com/p/AbC...",
        "instagram.com/...",
        "see https://www.instagram.com/p/AbC... please",
        "https://www.instagram.com/p/AbC\u200b…",
        "https://www.instagram.com/p/AbC‥",
        "https://www.instagram.com/p/AbC⋯",
        "https://t.me/chan…",
        "@nam…",
        "@name...",
    ],
)
@pytest.mark.parametrize("platform", ["Instagram", None])
def test_a_cut_link_is_asked_about(text: str, platform: str | None) -> None:
    with pytest.raises(InputError, match="cut off"):
        parse_link(text, platform)


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("[my page](https://www.instagram.com/hello/)", "https://www.instagram.com/hello/"),
        (
            "[https://instagram.com/a](https://instagram.com/b)",
            "https://instagram.com/b",
        ),
        ("![](https://x.org/a.png)", "https://x.org/a.png"),
        ("see [this](<https://x.org/a>) one", "https://x.org/a"),
        ('[x](instagram.com/hello "title")', "instagram.com/hello"),
        ("<https://www.instagram.com/hello/>", "https://www.instagram.com/hello/"),
        ("<https://x.org/a|words>", "https://x.org/a"),
        ("<www.instagram.com/hello>", "www.instagram.com/hello"),
        ('<a href="https://x.org/a">hello</a>', "https://x.org/a"),
        ("<A class='b' HREF=https://x.org/a>hello</A>", "https://x.org/a"),
        ("[url=https://x.org/a]hello[/url]", "https://x.org/a"),
        ("[URL]https://x.org/a[/URL]", "https://x.org/a"),
    ],
)
def test_a_link_in_markup_is_asked_about(text: str, link: str) -> None:
    with pytest.raises(InputError, match="Send only the link") as caught:
        parse_link(text, "Instagram")
    assert caught.value.values == {"link": link}


@pytest.mark.parametrize(
    ("text", "platform", "link"),
    [
        ("hello", "Instagram", "https://www.instagram.com/hello/"),
        (" some.name_1 ", "Instagram", "https://www.instagram.com/some.name_1/"),
        ("«hello».", "Instagram", "https://www.instagram.com/hello/"),
        ("thanks", "TikTok", "https://www.tiktok.com/@thanks"),
        ("some.name", "Facebook", "https://www.facebook.com/some.name"),
        ("cancel", "X (Twitter)", "https://x.com/cancel"),
        ("hello…", "VK", "https://vk.com/hello"),
    ],
)
def test_a_bare_word_is_asked_about(text: str, platform: str, link: str) -> None:
    with pytest.raises(InputError, match="is not a link") as caught:
        parse_link(text, platform)
    assert caught.value.values["link"] == link


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("\u200ehttps://x.org/a\u200f", "https://x.org/a"),
        ("https://x.org/\u200ba\u2060", "https://x.org/a"),
        ("\ufeffhttps://x.org/a", "https://x.org/a"),
        ("\u2068https://x.org/a\u2069", "https://x.org/a"),
        ("https://x.org/a%E2%80%8B", "https://x.org/a"),
        ("https://x.org/a\x00", "https://x.org/a"),
        ("https://x.org/\ud800a", "https://x.org/a"),
        ("https://x.org/\u00ada", "https://x.org/a"),
        ("https://x.org/a\u00a0", "https://x.org/a"),
        ("~~https://x.org/a~~", "https://x.org/a"),
        ("||https://x.org/a||", "https://x.org/a"),
        ("**https://x.org/a**", "https://x.org/a"),
        ("link:https://x.org/a", "https://x.org/a"),
        ("https://x.org/a..b/?c=1..5", "https://x.org/a..b/?c=1..5"),
        ("https://web.archive.org/web/2020/https://x.org/", None),
        ("https://fa.wikipedia.org/wiki/می\u200cخواهم", None),
    ],
)
def test_marks_that_nobody_sees_are_left_out(text: str, link: str | None) -> None:
    assert parse_link(text) == (link or text)


def test_a_link_that_is_too_long() -> None:
    with pytest.raises(InputError, match="too long"):
        parse_link("https://a.org/" + "x" * LONGEST)
    assert parse_link("https://a.org/?utm_source=" + "x" * LONGEST) == "https://a.org/"


@pytest.mark.parametrize(
    ("text", "platform", "link"),
    [
        ("@name", "Instagram", "https://www.instagram.com/name/"),
        (" @some.name_1 ", "Instagram", "https://www.instagram.com/some.name_1/"),
        ("«@name».", "Instagram", "https://www.instagram.com/name/"),
        ("@123", "Instagram", "https://www.instagram.com/123/"),
        ("@name", "TikTok", "https://www.tiktok.com/@name"),
        ("@some-name", "YouTube", "https://www.youtube.com/@some-name"),
        ("@имя", "YouTube", "https://www.youtube.com/@имя"),
        ("@name", "Telegram", "https://t.me/name"),
        ("@some.name", "Facebook", "https://www.facebook.com/some.name"),
        ("@name", "X (Twitter)", "https://x.com/name"),
        ("@name", "Threads", "https://www.threads.com/@name"),
        ("@name", "Twitch", "https://www.twitch.tv/name"),
        ("@name", "Snapchat", "https://www.snapchat.com/add/name"),
        ("@name", "SoundCloud", "https://soundcloud.com/name"),
        ("@name", "Pinterest", "https://www.pinterest.com/name/"),
        ("r/name", "Reddit", "https://www.reddit.com/r/name/"),
        ("u/name", "Reddit", "https://www.reddit.com/u/name/"),
        ("@name", "Kick", "https://kick.com/name"),
        ("@name", "VK", "https://vk.com/name"),
        # no link can be made of these, and panels may know what to do with them
        ("@name", "Spotify", "@name"),
        ("@name", "Other", "@name"),
        ("@name", None, "@name"),
        ("@a.name.with.dots", "Telegram", "@a.name.with.dots"),
        # these are links already
        ("instagram.com", "Instagram", "https://www.instagram.com"),
        ("www.example.org", "Instagram", "https://www.example.org"),
        ("tiktok.com/@name", "Instagram", "https://www.tiktok.com/@name"),
    ],
)
def test_names_become_links(text: str, platform: str | None, link: str) -> None:
    assert parse_link(text, platform) == link


@pytest.mark.parametrize("text", ["1000", "two words", "naïve", "a" * 31, "-", "@"])
def test_what_is_no_name(text: str) -> None:
    with pytest.raises(InputError, match="Send one link"):
        parse_link(text, "Instagram")


@pytest.mark.parametrize("platform", NAMES)
def test_a_link_made_of_a_name_is_tidy_and_leads_to_the_platform(platform: str) -> None:
    link = parse_link("u/someone" if platform == "Reddit" else "@someone", platform)
    found = describe(link)
    assert tidy_link(link) == link
    assert found is not None
    assert (found.platform, found.kind) in {(platform, "profile"), (platform, "channel")}


@pytest.mark.parametrize(
    ("link", "tidied"),
    [
        # around it
        ("<https://t.me/name>", "https://t.me/name"),
        ("👉https://t.me/name!!", "https://t.me/name"),
        ("\u200ehttps://t.me/name\ufeff", "https://t.me/name"),
        ("(see.example.org/Foo_(bar))", "https://see.example.org/Foo_(bar)"),
        ("https://t.me/name_", "https://t.me/name_"),
        ("//instagram.com/name", "https://www.instagram.com/name"),
        # scheme and host
        ("HTTP://INSTAGRAM.COM/Name", "https://www.instagram.com/Name"),
        ("http://www.instagram.com:80/name", "https://www.instagram.com/name"),
        ("https://instagr.am/p/AbC/", "https://www.instagram.com/p/AbC/"),
        ("https://m.youtube.com/watch?v=AbC", "https://www.youtube.com/watch?v=AbC"),
        ("https://music.youtube.com/watch?v=AbC", "https://music.youtube.com/watch?v=AbC"),
        ("https://mobile.twitter.com/name", "https://twitter.com/name"),
        ("https://www.x.com/name", "https://x.com/name"),
        ("https://m.facebook.com/name", "https://www.facebook.com/name"),
        ("https://es-la.facebook.com/name", "https://www.facebook.com/name"),
        ("https://fb.com/name", "https://www.facebook.com/name"),
        ("https://telegram.me/name", "https://t.me/name"),
        ("https://m.tiktok.com/v/12.html", "https://www.tiktok.com/v/12.html"),
        ("https://www.vm.tiktok.com/ZM1/", "https://vm.tiktok.com/ZM1/"),
        ("https://threads.net/@name", "https://www.threads.net/@name"),
        ("https://de.linkedin.com/in/name", "https://www.linkedin.com/in/name"),
        ("https://ru.pinterest.com/pin/12/", "https://www.pinterest.com/pin/12/"),
        ("https://www.pinterest.co.uk/pin/12/", "https://www.pinterest.com/pin/12/"),
        ("https://old.reddit.com/r/name/", "https://www.reddit.com/r/name/"),
        ("https://discordapp.com/invite/AbC", "https://discord.com/invite/AbC"),
        ("http://business.facebook.com/a#b", "http://business.facebook.com/a#b"),
        # what says nothing of the target
        ("https://www.instagram.com/name?igsh=MWh6dWlt==", "https://www.instagram.com/name"),
        ("https://www.instagram.com/p/AbC/?igshid=1&hl=en", "https://www.instagram.com/p/AbC/"),
        ("https://youtu.be/AbC?si=1&t=15", "https://youtu.be/AbC"),
        (
            "https://www.youtube.com/watch?app=desktop&v=AbC&t=15s&feature=share&list=PLx&index=2",
            "https://www.youtube.com/watch?v=AbC&list=PLx",
        ),
        ("https://www.youtube.com/watch?v=A&lc=B#C", "https://www.youtube.com/watch?v=A&lc=B"),
        ("https://x.com/name/status/1?s=20&t=AbC", "https://x.com/name/status/1"),
        ("https://x.com/name?ref_src=twsrc%5Etfw", "https://x.com/name"),
        ("https://t.me/name/12?single", "https://t.me/name/12"),
        ("https://t.me/namebot?start=AbC", "https://t.me/namebot?start=AbC"),
        (
            "https://www.tiktok.com/@name/video/1?is_from_webapp=1&sender_device=pc&_r=1&_t=Zx",
            "https://www.tiktok.com/@name/video/1",
        ),
        (
            "https://www.tiktok.com/@n/video/1?u_code=e&sharer_language=en&_d=e&sp_level=1&ug_btm=b",
            "https://www.tiktok.com/@n/video/1",
        ),
        (
            "https://m.facebook.com/story.php?story_fbid=pfbid0A&id=1&mibextid=x&__tn__=%2Cg#_=_",
            "https://www.facebook.com/story.php?story_fbid=pfbid0A&id=1",
        ),
        (
            "https://www.facebook.com/photo/?fbid=1&set=a.2&__cft__[0]=AZ&locale=en_US",
            "https://www.facebook.com/photo/?fbid=1&set=a.2",
        ),
        (
            "https://open.spotify.com/track/AbC?si=1&pt=2",
            "https://open.spotify.com/track/AbC?pt=2",
        ),
        (
            "https://www.linkedin.com/in/name?trk=x&trackingId=y",
            "https://www.linkedin.com/in/name",
        ),
        ("https://www.reddit.com/r/a/s/b?share_id=c&utm_name=d", "https://www.reddit.com/r/a/s/b"),
        ("https://www.google.com/search?q=a#lrd=1", "https://www.google.com/search?q=a#lrd=1"),
        # elsewhere letter by letter
        (
            "http://Example.org/A%2f%D1%8F//?b=%20+c&utm_source=x&a=1&fbclid=y#d&utm_source=z",
            "http://example.org/A%2f%D1%8F//?b=%20+c&a=1#d&utm_source=z",
        ),
        ("https://example.org/?s=1&ref=2&si=3&t=4", "https://example.org/?s=1&ref=2&si=3&t=4"),
        ("https://example.org?gclid=1", "https://example.org"),
        ("https://пример.рф/?utm_source=x&я=1", "https://пример.рф/?я=1"),
        ("https://example.org/a.?utm_source=x", "https://example.org/a"),
        # no link
        ("@Some.Name,", "@Some.Name"),
        ("no link, no change!", "no link, no change!"),
    ],
)
def test_links_are_tidied(link: str, tidied: str) -> None:
    assert tidy_link(link) == tidied


SAME = [
    (
        "https://www.instagram.com/Name/",
        "http://instagram.com/name",
        "instagram.com/NAME/?igsh=x",
        "https://www.instagram.com/name/reels/",
    ),
    (
        "https://www.instagram.com/p/AbC/",
        "https://www.instagram.com/reel/AbC/?igsh=x",
        "https://instagram.com/name/p/AbC/",
        "https://www.instagram.com/reels/AbC",
        "https://www.instagram.com/tv/AbC",
    ),
    (
        "https://youtu.be/AbC?si=x",
        "https://www.youtube.com/watch?v=AbC",
        "https://m.youtube.com/watch?list=PLx&v=AbC&index=3",
        "https://youtube.com/shorts/AbC",
        "https://www.youtube.com/live/AbC?feature=share",
        "https://www.youtube-nocookie.com/embed/AbC",
        "https://music.youtube.com/watch?v=AbC",
    ),
    ("https://www.youtube.com/@Name", "youtube.com/@name/videos", "https://m.youtube.com/@NAME/"),
    ("https://www.youtube.com/@%D0%B8%D0%BC%D1%8F", "https://www.youtube.com/@имя"),
    ("https://www.youtube.com/playlist?list=PLx", "https://music.youtube.com/playlist?list=PLx"),
    ("https://t.me/Name", "http://telegram.me/name/", "https://t.me/s/name"),
    ("https://t.me/name/12", "https://t.me/s/Name/12", "https://t.me/name/12?single"),
    ("https://t.me/+AbC", "https://t.me/joinchat/AbC", "https://t.me/%2BAbC"),
    (
        "https://x.com/name/status/1",
        "https://twitter.com/Name/status/1?s=20",
        "https://mobile.twitter.com/i/web/status/1",
        "https://x.com/name/status/1/photo/1",
    ),
    ("https://x.com/Name", "https://twitter.com/name/", "https://x.com/name/media"),
    ("https://x.com/search?q=a", "https://twitter.com/search?q=a"),
    ("https://www.tiktok.com/@name/video/1", "https://www.tiktok.com/@/video/1?_r=1"),
    ("https://www.tiktok.com/@Name", "https://m.tiktok.com/@name?_t=x"),
    (
        "https://www.facebook.com/watch/?v=1",
        "https://www.facebook.com/name/videos/1/",
        "https://m.facebook.com/reel/1",
        "https://www.facebook.com/watch/live/?ref=x&v=1",
    ),
    (
        "https://www.facebook.com/name/posts/pfbid0A",
        "https://m.facebook.com/story.php?story_fbid=pfbid0A&id=1",
        "https://www.facebook.com/permalink.php?id=1&story_fbid=pfbid0A",
    ),
    ("https://www.facebook.com/profile.php?id=1", "https://facebook.com/1"),
    ("https://open.spotify.com/intl-de/track/AbC", "https://open.spotify.com/track/AbC?si=x"),
    ("https://www.threads.net/@Name", "https://threads.com/@name?xmt=x"),
    ("https://clips.twitch.tv/AbC", "https://www.twitch.tv/name/clip/AbC"),
    ("https://discord.gg/AbC", "https://discord.com/invite/AbC"),
    ("https://www.reddit.com/r/name/comments/abc/slug/", "https://redd.it/abc"),
    ("https://vk.com/wall-1_2", "https://m.vk.com/name?w=wall-1_2"),
    ("http://www.Example.org:80/a/", "https://example.org/a?utm_source=x"),
    ("https://example.org", "http://example.org/"),
    ("@Name", "@name"),
]
DIFFERENT = [
    ("https://www.instagram.com/p/AbC/", "https://www.instagram.com/p/abc/"),
    ("https://www.instagram.com/name/", "https://www.instagram.com/stories/name/"),
    ("https://www.instagram.com/explore/", "https://www.instagram.com/accounts/"),
    ("https://youtu.be/AbC", "https://youtu.be/Abc"),
    ("https://www.youtube.com/channel/UCa", "https://www.youtube.com/channel/UCA"),
    ("https://www.youtube.com/c/name", "https://www.youtube.com/user/name"),
    ("https://www.youtube.com/watch?v=A&lc=B", "https://www.youtube.com/watch?v=A"),
    ("https://t.me/+AbC", "https://t.me/+Abc"),
    ("https://t.me/name/12", "https://t.me/name/13"),
    ("https://t.me/name/12?comment=3", "https://t.me/name/12"),
    ("https://t.me/namebot?start=a", "https://t.me/namebot?start=b"),
    ("https://t.me/c/1/2", "https://t.me/c/3/2"),
    ("https://vm.tiktok.com/ZMa/", "https://vm.tiktok.com/ZMA/"),
    ("https://x.com/name/status/1", "https://x.com/name/status/2"),
    ("https://open.spotify.com/track/A", "https://open.spotify.com/album/A"),
    ("https://www.linkedin.com/in/name", "https://www.linkedin.com/company/name"),
    ("https://example.org/a?b=1", "https://example.org/a?b=2"),
    ("https://example.org/a#b", "https://example.org/a#c"),
    ("https://example.org/A", "https://example.org/a"),
    ("https://example.org:8080/", "https://example.org/"),
]


@pytest.mark.parametrize("links", SAME)
def test_links_to_the_same_target_have_one_key(links: tuple[str, ...]) -> None:
    assert {link_key(link) for link in links} == {link_key(links[0])}


def test_other_targets_have_other_keys() -> None:
    for one, other in DIFFERENT:
        assert link_key(one) != link_key(other)
    keys = [link_key(links[0]) for links in SAME]
    assert len(set(keys)) == len(keys)


def test_every_site_is_of_a_platform_and_its_usual_hosts_are_its_own() -> None:
    for site in SITES:
        assert site.platform in PLATFORMS
        for usual in site.hosts.values():
            link = f"https://{usual}/"
            found = describe(link)
            assert tidy_link(link) == link
            assert found is not None
            assert found.platform == site.platform


hosts = st.sampled_from([host for site in SITES for host in site.hosts] + ["example.org"])
bits = st.sampled_from(
    ["/", "?", "&", "=", "#", "utm_source", "v", ".", "!", ")", "(", "%2F", "@", "a", "reel", "я"]
)
links = st.builds(lambda host, rest: host + "".join(rest), hosts, st.lists(bits, max_size=12))
texts = (
    st.text(st.characters(), max_size=60) | links | links.map(lambda link: f"http://www.{link}")
)


@given(texts, st.sampled_from([None, *PLATFORMS]))
@example("https://example.org/\ud800", None)
def test_any_text_is_a_link_or_explained_why_not(text: str, platform: str | None) -> None:
    with suppress(InputError):
        link = parse_link(text, platform)
        assert " " not in link
        assert tidy_link(link) == link
        assert parse_link(link) == link


@given(texts)
def test_tidying_once_is_enough(text: str) -> None:
    assert tidy_link(tidy_link(text)) == tidy_link(text)


@given(texts)
def test_a_tidied_link_leads_to_the_same_target(text: str) -> None:
    assert link_key(tidy_link(text)) == link_key(text)
    assert describe(tidy_link(text)) == describe(text)
