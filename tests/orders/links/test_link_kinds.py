"""What links lead to, what services seem to want, and where the two differ."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.rules.services import Service
from bot.orders.links import Target, describe
from bot.orders.links.kinds import LinkKind
from bot.orders.links.matching import Mismatch, mismatch
from bot.orders.links.service_links import ExpectedLink, expected_link
from bot.orders.screens.texts import LINK_LABELS

LINKS = {
    "Instagram": """
        profile  https://www.instagram.com/name/
        profile  https://www.instagram.com/some.name_1?igsh=x
        profile  https://www.instagram.com/name/reels/
        profile  https://www.instagram.com/_u/name
        post     https://www.instagram.com/p/AbC/
        post     https://www.instagram.com/name/p/AbC/?img_index=2
        reel     https://www.instagram.com/reel/AbC/
        reel     https://www.instagram.com/reels/AbC/
        reel     https://www.instagram.com/name/reel/AbC/
        video    https://www.instagram.com/tv/AbC/
        story    https://www.instagram.com/stories/name/123/
        story    https://www.instagram.com/stories/name/
        story    https://www.instagram.com/stories/highlights/123/
        story    https://www.instagram.com/s/aGln?story_media_id=1_2
        comment  https://www.instagram.com/p/AbC/c/123/
        live     https://www.instagram.com/name/live/
        channel  https://www.instagram.com/channel/AbC/
        invite   https://ig.me/j/AbC/
        -        https://www.instagram.com/explore/tags/word/
        -        https://www.instagram.com/reels/audio/123/
        -        https://www.instagram.com/share/AbC
    """,
    "TikTok": """
        profile  https://www.tiktok.com/@name
        video    https://www.tiktok.com/@name/video/123
        video    https://m.tiktok.com/v/123.html
        post     https://www.tiktok.com/@name/photo/123
        live     https://www.tiktok.com/@name/live
        playlist https://www.tiktok.com/@name/playlist/word-123
        -        https://www.tiktok.com/tag/word
        -        https://www.tiktok.com/t/ZTAbC/
        -        https://vm.tiktok.com/ZMAbC/
        -        https://vt.tiktok.com/ZSAbC/
    """,
    "YouTube": """
        video    https://www.youtube.com/watch?v=AbC
        video    https://youtu.be/AbC
        video    https://www.youtube.com/watch?list=PLx&v=AbC
        short    https://www.youtube.com/shorts/AbC
        live     https://www.youtube.com/live/AbC
        live     https://www.youtube.com/@name/live
        live     https://www.youtube.com/channel/UCx/live
        channel  https://www.youtube.com/@name
        channel  https://www.youtube.com/@name/videos
        channel  https://www.youtube.com/channel/UCx
        channel  https://www.youtube.com/c/name
        channel  https://www.youtube.com/user/name/about
        channel  https://www.youtube.com/name
        playlist https://www.youtube.com/playlist?list=PLx
        post     https://www.youtube.com/post/Ugx
        post     https://www.youtube.com/channel/UCx/community?lb=Ugx
        clip     https://www.youtube.com/clip/Ugx
        comment  https://www.youtube.com/watch?v=AbC&lc=Ugx
        -        https://www.youtube.com/feed/trending
        -        https://studio.youtube.com/video/AbC
    """,
    "Telegram": """
        channel  https://t.me/name
        channel  https://t.me/s/name
        channel  https://t.me/c/123
        channel  https://t.me/boost/name
        post     https://t.me/name/12
        post     https://t.me/s/name/12
        post     https://t.me/name/5/12
        post     https://t.me/c/123/45
        comment  https://t.me/name/12?comment=3
        story    https://t.me/name/s/1
        invite   https://t.me/+AbC_d-1
        invite   https://t.me/joinchat/AbC
        live     https://t.me/name?livestream
        -        https://t.me/somebot
        -        https://t.me/name?start=word
        -        https://t.me/addlist/AbC
        -        https://name.t.me/
    """,
    "Facebook": """
        profile  https://www.facebook.com/some.name
        profile  https://www.facebook.com/Page-Name-123/about
        profile  https://www.facebook.com/profile.php?id=123
        profile  https://www.facebook.com/people/Some-Name/123/
        profile  https://www.facebook.com/p/Some-Name-123/
        group    https://www.facebook.com/groups/name
        post     https://www.facebook.com/groups/name/posts/123/
        post     https://www.facebook.com/groups/name/permalink/123/
        post     https://www.facebook.com/name/posts/pfbid0AbC
        post     https://www.facebook.com/story.php?story_fbid=1&id=2
        post     https://www.facebook.com/permalink.php?story_fbid=1&id=2
        post     https://www.facebook.com/photo/?fbid=1
        post     https://www.facebook.com/name/photos/a.1/2/
        post     https://www.facebook.com/share/p/AbC/
        video    https://www.facebook.com/watch/?v=1
        video    https://www.facebook.com/name/videos/1/
        video    https://www.facebook.com/name/videos/a-word/1/
        video    https://fb.watch/AbC/
        video    https://www.facebook.com/share/v/AbC/
        reel     https://www.facebook.com/reel/1
        reel     https://www.facebook.com/share/r/AbC/
        story    https://www.facebook.com/stories/1/AbC=/
        comment  https://www.facebook.com/name/posts/1?comment_id=2
        -        https://www.facebook.com/share/AbC/
        -        https://www.facebook.com/events/1/
        -        https://www.facebook.com/
        -        https://fb.me/AbC
    """,
    "X (Twitter)": """
        profile  https://x.com/name
        profile  https://twitter.com/name/with_replies
        post     https://x.com/name/status/1
        post     https://twitter.com/i/web/status/1
        post     https://x.com/name/status/1/photo/1
        live     https://x.com/i/spaces/AbC
        live     https://x.com/i/broadcasts/AbC
        group    https://x.com/i/communities/1
        -        https://x.com/search?q=word
    """,
    "Spotify": """
        track    https://open.spotify.com/track/AbC
        track    https://open.spotify.com/intl-de/track/AbC
        album    https://open.spotify.com/album/AbC
        artist   https://open.spotify.com/artist/AbC
        playlist https://open.spotify.com/playlist/AbC
        playlist https://open.spotify.com/user/name/playlist/AbC
        profile  https://open.spotify.com/user/name
        show     https://open.spotify.com/show/AbC
        episode  https://open.spotify.com/embed/episode/AbC
        -        https://spotify.link/AbC
    """,
    "Threads": """
        profile  https://www.threads.net/@name
        post     https://www.threads.com/@name/post/AbC
        post     https://www.threads.net/t/AbC
    """,
    "Twitch": """
        channel  https://www.twitch.tv/name
        channel  https://www.twitch.tv/name/videos
        video    https://www.twitch.tv/videos/1
        clip     https://www.twitch.tv/name/clip/AbC
        clip     https://clips.twitch.tv/AbC
        -        https://www.twitch.tv/directory/category/word
    """,
    "Discord": """
        invite   https://discord.gg/AbC
        invite   https://discord.com/invite/AbC
        post     https://discord.com/channels/1/2/3
        channel  https://discord.com/channels/1/2
    """,
    "LinkedIn": """
        profile  https://www.linkedin.com/in/name/
        profile  https://www.linkedin.com/company/name/posts/
        post     https://www.linkedin.com/posts/name_some-words-activity-1-AbC
        post     https://www.linkedin.com/feed/update/urn:li:activity:1/
        post     https://www.linkedin.com/feed/update/urn%3Ali%3Ashare%3A1
        post     https://www.linkedin.com/pulse/some-words/
        group    https://www.linkedin.com/groups/1/
        -        https://lnkd.in/AbC
    """,
    "Snapchat": """
        profile  https://www.snapchat.com/add/name
        profile  https://www.snapchat.com/@name
        video    https://www.snapchat.com/spotlight/AbC
        -        https://t.snapchat.com/AbC
    """,
    "WhatsApp": """
        invite   https://chat.whatsapp.com/AbC
        channel  https://whatsapp.com/channel/AbC
        post     https://www.whatsapp.com/channel/AbC/1
        profile  https://wa.me/123456
    """,
    "SoundCloud": """
        profile  https://soundcloud.com/name
        track    https://m.soundcloud.com/name/some-words
        playlist https://soundcloud.com/name/sets/some-words
        -        https://on.soundcloud.com/AbC
    """,
    "Pinterest": """
        post     https://www.pinterest.com/pin/some-words--123/
        post     https://pinterest.de/pin/123/
        profile  https://www.pinterest.com/name/
        -        https://www.pinterest.com/name/board/
        -        https://pin.it/AbC
    """,
    "Reddit": """
        group    https://www.reddit.com/r/name/
        post     https://www.reddit.com/r/name/comments/abc/some_words/
        comment  https://www.reddit.com/r/name/comments/abc/some_words/def/
        post     https://redd.it/abc
        profile  https://www.reddit.com/user/name
        -        https://www.reddit.com/r/name/s/AbC
    """,
    "Kick": """
        channel  https://kick.com/name
        video    https://kick.com/name/videos/AbC
        clip     https://kick.com/name/clips/clip_AbC
        clip     https://kick.com/name?clip=clip_AbC
    """,
    "VK": """
        profile  https://vk.com/name
        profile  https://m.vk.com/id1
        group    https://vk.com/club1
        post     https://vk.com/wall-1_2
        post     https://vk.com/name?w=wall-1_2
        comment  https://vk.com/wall-1_2?reply=3
        video    https://vkvideo.ru/video-1_2
        clip     https://vk.com/clip-1_2
        story    https://vk.com/story1_2
        -        https://vk.com/album-1_2
    """,
    "Google": """
        -        https://maps.app.goo.gl/AbC
        -        https://www.google.com/maps/place/word
    """,
}
CASES = [
    (platform, *line.split())
    for platform, table in LINKS.items()
    for line in table.strip().splitlines()
]


@pytest.mark.parametrize(("platform", "kind", "link"), CASES)
def test_what_a_link_leads_to(platform: str, kind: str, link: str) -> None:
    assert describe(link) == Target(platform, None if kind == "-" else LinkKind(kind))


def test_a_website_is_none_of_the_platforms() -> None:
    assert describe("https://example.org/p/AbC") == Target(None, None)
    assert describe("https://instagram.com.example.org/name") == Target(None, None)
    assert describe("https://instagram.com:8080/name") == Target("Instagram", None)


@pytest.mark.parametrize("link", ["@name", "https://bit.ly/AbC", "https://a.page.link/b", "text"])
def test_some_links_say_nothing(link: str) -> None:
    assert describe(link) is None


def test_every_kind_has_a_label() -> None:
    assert list(LINK_LABELS) == list(LinkKind)
    assert len(set(LINK_LABELS.values())) == len(LinkKind)


def service(name: str, category: str = "", kind: str = "default") -> Service:
    return Service("1", name, kind, category, Decimal(1), 1, 10)


def expects(platform: str, kinds: str) -> ExpectedLink:
    return ExpectedLink(platform, frozenset(map(LinkKind, kinds.split())))


EXPECTED = [
    (
        "Instagram Followers [ Max 1M ] | Old Accounts With Posts | 30 Days ♻️",
        "Instagram",
        "profile",
    ),
    ("𝗜𝗻𝘀𝘁𝗮𝗴𝗿𝗮𝗺 𝗙𝗼𝗹𝗹𝗼𝘄𝗲𝗿𝘀 ⚡ 𝐏𝐫𝐞𝐦𝐢𝐮𝐦 ᴺᴱᵂ", "Instagram", "profile"),
    ("ɪɴꜱᴛᴀɢʀᴀᴍ ꜰᴏʟʟᴏᴡᴇʀꜱ", "Instagram", "profile"),
    ("Instagram Likes [ Max 1M ] | HQ Accounts | Day 100K 🚀", "Instagram", "post reel video"),
    ("IG Saves | Instant", "Instagram", "post reel video"),
    ("Instagram Shares", "Instagram", "post reel video"),
    ("Instagram Reel views · 1M a day", "Instagram", "post reel video"),
    ("Instagram Likes | Real Accounts With Stories", "Instagram", "post reel video"),
    ("Instagram Likes | 30 Days Auto ♻️ | Auto Refill", "Instagram", "post reel video"),
    ("[ ⚙ Auto ] Instagram Likes", "Instagram", "profile post reel video"),
    ("Instagram Likes | Last 10 Posts", "Instagram", "profile post reel video"),
    ("Instagram Followers + Likes", "Instagram", "profile post reel video"),
    ("Instagram Story Views | Speed 5M+ / DAY", "Instagram", "story profile"),
    ("Instagram Likes + Story Views", "Instagram", "story profile post reel video"),
    ("Instagram Comment Likes", "Instagram", "comment post reel video"),
    ("Instagram Live Views | 30 Minutes", "Instagram", "live profile"),
    ("Instagram Channel Members", "Instagram", "channel invite profile"),
    ("TikTok Followers", "TikTok", "profile"),
    ("TikTok Views", "TikTok", "video post"),
    ("TikTok Live Stream Views", "TikTok", "live profile"),
    ("TikTok PK Battle Points", "TikTok", "live profile"),
    ("YouTube Subscribers", "YouTube", "channel"),
    ("YouTube Views · retention 60 %", "YouTube", "video short live"),
    ("YouTube Watch Hours | +60 Minutes", "YouTube", "video short live"),
    ("YouTube Live Stream Views | 100% Concurrent", "YouTube", "live video"),
    ("YouTube Community Post Likes", "YouTube", "post video short live"),
    ("YouTube Playlist Views", "YouTube", "playlist video short live"),
    ("Telegram Members | Premium ⭐", "Telegram", "channel group invite"),
    ("Telegram Channel members · non drop", "Telegram", "channel group invite"),
    ("Telegram Post Views [ 1 Post ]", "Telegram", "post"),
    ("Telegram Reactions 👍❤️🔥", "Telegram", "post"),
    ("Telegram Post views · last 5 posts 👀", "Telegram", "post channel group invite"),
    ("Telegram Premium Boost", "Telegram", "channel group invite"),
    ("Facebook Page Likes + Followers", "Facebook", "profile"),
    ("Facebook Post Likes", "Facebook", "post video reel"),
    ("Facebook Likes", "Facebook", "profile post video reel"),
    ("Facebook Group Members", "Facebook", "group profile"),
    ("X / Twitter Retweets", "X (Twitter)", "post"),
    ("Twitter Followers", "X (Twitter)", "profile"),
    ("Twitter Space Listeners", "X (Twitter)", "live post"),
    ("Spotify Plays", "Spotify", "track album playlist episode show"),
    ("Spotify Followers", "Spotify", "artist profile playlist show"),
    ("Twitch Live Viewers", "Twitch", "channel"),
    ("Discord Members", "Discord", "invite channel"),
    ("LinkedIn Post Likes", "LinkedIn", "post"),
    ("Reddit Upvotes", "Reddit", "post comment"),
    # other languages
    ("Инстаграм подписчики | живые", "Instagram", "profile"),
    ("Телеграм просмотры", "Telegram", "post"),
    ("Тикток лайки", "TikTok", "video post"),
    ("Telegram участники", "Telegram", "channel group invite"),
    ("Instagram Türk Takipçi", "Instagram", "profile"),
    ("İnstagram Beğeni", "Instagram", "post reel video"),
    ("Youtube İzlenme", "YouTube", "video short live"),
    ("Instagram Seguidores Brasileiros", "Instagram", "profile"),
    ("Curtidas Instagram", "Instagram", "post reel video"),
    ("Visualizações TikTok", "TikTok", "video post"),
    ("Telegram Miembros", "Telegram", "channel group invite"),
]


@pytest.mark.parametrize(("name", "platform", "kinds"), EXPECTED)
def test_what_a_service_seems_to_need(name: str, platform: str, kinds: str) -> None:
    assert expected_link(service(name)) == expects(platform, kinds)


@pytest.mark.parametrize(
    ("name", "category", "kind", "expected"),
    [
        # the category helps out, or allows more
        ("Fast ⚡ | R30", "Instagram Followers", "default", expects("Instagram", "profile")),
        (
            "100% Real",
            "Instagram",
            "custom comments",
            expects("Instagram", "post reel video"),
        ),
        ("Followers 5 x 100", "Threads", "default", expects("Threads", "profile")),
        (
            "Telegram Views",
            "Telegram Auto Views",
            "default",
            expects("Telegram", "post channel group invite"),
        ),
        (
            "YouTube Views | Source: Facebook",
            "YouTube Views",
            "default",
            expects("YouTube", "video short live"),
        ),
        ("TikTok Shares", "TikTok Shares & Mentions", "default", expects("TikTok", "video post")),
        # the platform alone is clear
        ("Telegram Bot Start", "", "default", ExpectedLink("Telegram")),
        ("Twitter", "", "mentions", ExpectedLink("X (Twitter)")),
        ("Instagram Verified Badge", "", "default", ExpectedLink("Instagram")),
        ("Instagram Likes", "", "mentions with hashtags", ExpectedLink("Instagram")),
        # nothing is
        ("Likes", "Other", "default", ExpectedLink()),
        ("Instagram & TikTok Likes", "", "default", ExpectedLink()),
        ("TikTok Likes", "Instagram", "default", ExpectedLink()),
        ("Website Traffic from Instagram", "", "default", ExpectedLink()),
        ("Google Maps Reviews", "", "default", ExpectedLink()),
        ("Instagram Likes", "", "web traffic", ExpectedLink()),
        ("TikTok Account | 10K+ Followers", "TikTok » Accounts", "default", ExpectedLink()),
        ("TikTok Coins", "", "default", ExpectedLink()),
        ("──────────", "──────────", "default", ExpectedLink()),
        ("", "", "", ExpectedLink()),
    ],
)
def test_what_else_decides(name: str, category: str, kind: str, expected: ExpectedLink) -> None:
    assert expected_link(service(name, category, kind)) == expected


@pytest.mark.parametrize(
    ("name", "link"),
    [
        ("Instagram Followers", "https://www.instagram.com/name/"),
        ("Instagram Likes", "https://www.instagram.com/reel/AbC/"),
        ("Instagram Likes", "https://www.instagram.com/p/AbC/c/1/"),
        ("Instagram Likes", "https://www.instagram.com/share/AbC"),
        ("Instagram Likes", "@name"),
        ("Instagram Likes", "https://bit.ly/AbC"),
        ("TikTok Followers", "https://vm.tiktok.com/ZMAbC/"),
        ("TikTok Views", "https://vm.tiktok.com/ZMAbC/"),
        ("YouTube Views", "https://youtu.be/AbC"),
        ("Telegram Members", "https://t.me/+AbC"),
        ("Telegram Bot Start", "https://t.me/namebot?start=1"),
        ("Twitter Likes", "https://x.com/name/status/1"),
        ("Other things", "https://example.org/"),
    ],
)
def test_no_warning(name: str, link: str) -> None:
    assert mismatch(link, expected_link(service(name))) is None


@pytest.mark.parametrize(
    ("name", "link", "found", "is_elsewhere"),
    [
        ("Instagram Followers", "https://www.instagram.com/p/A/", ("Instagram", "post"), False),
        ("Instagram Likes", "https://www.instagram.com/name/", ("Instagram", "profile"), False),
        ("Instagram Likes", "https://www.tiktok.com/@name", ("TikTok", "profile"), True),
        ("Instagram Likes", "https://example.org/", (None, None), True),
        ("Telegram Post Views", "https://t.me/name", ("Telegram", "channel"), False),
        ("Telegram Members", "https://t.me/name/12", ("Telegram", "post"), False),
        ("YouTube Subscribers", "https://youtu.be/AbC", ("YouTube", "video"), False),
        ("YouTube Views", "https://www.youtube.com/@name", ("YouTube", "channel"), False),
        ("Spotify Plays", "https://open.spotify.com/artist/A", ("Spotify", "artist"), False),
        ("Twitter Likes", "https://twitter.com/name", ("X (Twitter)", "profile"), False),
        ("TikTok Likes", "https://www.instagram.com/share/AbC", ("Instagram", None), True),
    ],
)
def test_a_warning(
    name: str, link: str, found: tuple[str | None, str | None], is_elsewhere: bool
) -> None:
    expected = expected_link(service(name))
    warning = mismatch(link, expected)
    assert warning == Mismatch(
        Target(found[0], LinkKind(found[1]) if found[1] else None), expected
    )
    assert warning.is_elsewhere is is_elsewhere


@given(st.text(), st.text(), st.text(), st.text())
def test_any_name_can_be_read(name: str, category: str, kind: str, link: str) -> None:
    mismatch(link, expected_link(service(name, category, kind)))
