"""The hosts of the platforms, what may be left out of their links, and links made of names."""

import re
from dataclasses import dataclass

from bot.orders.links import url_patterns
from bot.orders.links.kinds import LinkKind, Site, form

TRACKING = (
    r"utm_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ysclid|ttclid|twclid|"
    "li_fat_id|mc_cid|mc_eid|_ga|_gl|_openstat|srsltid"
)
"""Parameters that say on every site only where somebody came from."""
PLATFORM_TRACKING = rf"{TRACKING}|ref|ref_src|ref_url|feature|si|s|igsh\w*|share_id"

_PINTEREST_COUNTRIES = "at ca ch cl co.kr co.uk com.au com.mx de dk es fr ie it jp nz ph pt ru se"
_GOOGLE = "maps.google.com maps.app.goo.gl goo.gl g.page g.co share.google"
_INVITE = (form("/(?:invite/)?(?P<id>[^/]+)", LinkKind.INVITE),)

SITES = (
    Site(
        "Instagram",
        {"instagram.com": "www.instagram.com", "instagr.am": "www.instagram.com"},
        url_patterns.INSTAGRAM,
        r"ig_\w+|img_index|hl|source|__a|__d",
    ),
    Site("Instagram", {"ig.me": "ig.me"}, (form("/j/(?P<id>[^/]+)", LinkKind.INVITE),)),
    Site(
        "TikTok",
        {"tiktok.com": "www.tiktok.com"},
        url_patterns.TIKTOK,
        r"_[rtd]|is_from_webapp|is_copy_url|sender_\w+|web_id|u_code|preview_pb|sharer?_\w+|"
        r"sec_uid|sec_user_id|user_id|source|timestamp|tt_from|lang|enter_\w+|refer\w*|ug\w+|"
        r"(?:enable_)?checksum|social_shar\w+|item_author_type|link_re\w+|embed_source|sp_\w+",
        "www|m|mobile|lite|us",
    ),
    Site(
        "TikTok",
        {"vm.tiktok.com": "vm.tiktok.com", "vt.tiktok.com": "vt.tiktok.com"},
        tracking=r"_[rtd]|share_\w+|source|timestamp|checksum|u_code|preview_pb|lang",
    ),
    Site(
        "YouTube",
        {
            "youtube.com": "www.youtube.com",
            "youtube-nocookie.com": "www.youtube.com",
            "music.youtube.com": "music.youtube.com",
        },
        url_patterns.YOUTUBE,
        "t|start|time_continue|index|pp|ab_channel|app|cbrd|ucbcb|themerefresh|sub_confirmation",
        "www|m|mobile|gaming",
    ),
    Site(
        "YouTube",
        {"youtu.be": "youtu.be"},
        url_patterns.YOUTU_BE,
        "t|start|index|pp|ab_channel|app",
    ),
    Site(
        "Telegram",
        {"t.me": "t.me", "telegram.me": "t.me", "telegram.dog": "t.me"},
        url_patterns.TELEGRAM,
        "single|embed",
    ),
    Site(
        "Facebook",
        {"facebook.com": "www.facebook.com", "fb.com": "www.facebook.com"},
        url_patterns.FACEBOOK,
        r"mibextid|rdid|share_url|fref|refsrc|hc_ref|hc_location|__\w+__(?:\[\d\]|%5b\d%5d)?|_rd[cr]|"
        "app|paipv|eav|locale|sfnsn|extid|notif_id|notif_t|ref_notif_type|wtsid|fs|acontext",
        "www|m|mobile|mbasic|web|touch|[a-z]{2}-[a-z]{2}",
    ),
    Site("Facebook", {"fb.watch": "fb.watch"}, (form("/(?P<id>[^/]+)", LinkKind.VIDEO),)),
    Site("Facebook", {"fb.me": "fb.me", "fb.gg": "fb.gg", "m.me": "m.me"}),
    Site(
        "X (Twitter)",
        {"x.com": "x.com", "twitter.com": "twitter.com"},
        url_patterns.X,
        "t|cxt|mx|lang|src|original_referer",
    ),
    Site(
        "Spotify",
        {"open.spotify.com": "open.spotify.com", "play.spotify.com": "open.spotify.com"},
        url_patterns.SPOTIFY,
        "context|dl_branch|pi|nd|go|sp_cid|_branch_match_id|_branch_referrer|dlsi|autoplay",
    ),
    Site("Spotify", {"spotify.link": "spotify.link", "spoti.fi": "spoti.fi"}),
    Site(
        "Threads",
        {"threads.net": "www.threads.net", "threads.com": "www.threads.com"},
        url_patterns.THREADS,
        "xmt|slof|hl",
    ),
    Site(
        "Twitch",
        {"twitch.tv": "www.twitch.tv"},
        url_patterns.TWITCH,
        "t|tt_content|tt_medium|referrer|sr",
    ),
    Site(
        "Twitch",
        {"clips.twitch.tv": "clips.twitch.tv"},
        (form("/(?P<id>[^/]+)", LinkKind.CLIP),),
        "tt_content|tt_medium",
    ),
    Site("Discord", {"discord.gg": "discord.gg"}, _INVITE),
    Site(
        "Discord",
        {"discord.com": "discord.com", "discordapp.com": "discord.com"},
        url_patterns.DISCORD,
    ),
    Site(
        "LinkedIn",
        {"linkedin.com": "www.linkedin.com"},
        url_patterns.LINKEDIN,
        r"trk\w*|trackingid|lipi|lici|midtoken|midsig|rcm|originalsubdomain|refid",
        "www|m|mobile|[a-z]{2}",
    ),
    Site("LinkedIn", {"lnkd.in": "lnkd.in"}),
    Site(
        "Snapchat",
        {"snapchat.com": "www.snapchat.com"},
        url_patterns.SNAPCHAT,
        "sid|locale|sc_\\w+",
    ),
    Site("Snapchat", {"t.snapchat.com": "t.snapchat.com"}),
    Site("WhatsApp", {"whatsapp.com": "www.whatsapp.com"}, url_patterns.WHATSAPP, "mode"),
    Site("WhatsApp", {"chat.whatsapp.com": "chat.whatsapp.com"}, _INVITE, "mode"),
    Site("WhatsApp", {"wa.me": "wa.me"}, (form(r"/(?P<id>\d+)", LinkKind.PROFILE),)),
    Site("SoundCloud", {"soundcloud.com": "soundcloud.com"}, url_patterns.SOUNDCLOUD, "in|p|c|a"),
    Site("SoundCloud", {"on.soundcloud.com": "on.soundcloud.com"}),
    Site(
        "Pinterest",
        {"pinterest.com": "www.pinterest.com"}
        | {f"pinterest.{end}": "www.pinterest.com" for end in _PINTEREST_COUNTRIES.split()},
        url_patterns.PINTEREST,
        "invite_code|sender|sfo|rs|nic_v3",
        "www|m|mobile|[a-z]{2}",
    ),
    Site("Pinterest", {"pin.it": "pin.it"}),
    Site(
        "Reddit",
        {"reddit.com": "www.reddit.com"},
        url_patterns.REDDIT,
        "rdt|ref_source|context",
        "www|m|mobile|old|new|np|sh|amp|i",
    ),
    Site("Reddit", {"redd.it": "redd.it"}, (form("/(?P<id>[^/]+)", LinkKind.POST),)),
    Site("Kick", {"kick.com": "kick.com"}, url_patterns.KICK, "t"),
    Site(
        "VK",
        {
            "vk.com": "vk.com",
            "vk.ru": "vk.ru",
            "vkontakte.ru": "vk.com",
            "vkvideo.ru": "vkvideo.ru",
        },
        url_patterns.VK,
        "from|rsv\\w*|t",
    ),
    Site("VK", {"vk.cc": "vk.cc", "vk.me": "vk.me"}),
    Site(
        "Google",
        {"google.com": "www.google.com"} | {host: host for host in _GOOGLE.split()},
        tracking="g_st|g_ep|entry",
        keeps_fragment=True,
    ),
)

LEADING_ANYWHERE = frozenset(
    {
        "bit.ly",
        "t.co",
        "tinyurl.com",
        "cutt.ly",
        "is.gd",
        "rb.gy",
        "ow.ly",
        "t.ly",
        "s.id",
        "rebrand.ly",
        "buff.ly",
        "shorturl.at",
        "clck.ru",
        "linktr.ee",
        "taplink.cc",
        "lnk.bio",
        "beacons.ai",
        "dsc.gg",
        "discord.me",
        "disboard.org",
        "onelink.me",
        "app.link",
        "page.link",
        "web.telegram.org",
    }
)
"""Hosts whose links say nothing about where they lead."""
ADDED_BY_APPS = frozenset({"https://www.tiktok.com/tiktoklite"})
"""What an app's 'share' writes after the link that is shared."""


@dataclass(frozen=True, slots=True)
class NameForm:
    """How a platform spells names, and the link to a name.

    Attributes:
        link: has `{name}` in it.
    """

    name: re.Pattern[str]
    link: str


def _names(pattern: str, link: str) -> NameForm:
    return NameForm(re.compile(pattern, re.ASCII), link)


NAMES = {
    "Instagram": _names(r"[\w.]{1,30}", "https://www.instagram.com/{name}/"),
    "TikTok": _names(r"[\w.]{2,24}", "https://www.tiktok.com/@{name}"),
    "YouTube": NameForm(re.compile(r"[\w.-]{3,30}"), "https://www.youtube.com/@{name}"),
    "Telegram": _names(r"[A-Za-z]\w{3,31}", "https://t.me/{name}"),
    "Facebook": _names(r"[A-Za-z\d.]{5,50}", "https://www.facebook.com/{name}"),
    "X (Twitter)": _names(r"\w{1,15}", "https://x.com/{name}"),
    "Threads": _names(r"[\w.]{1,30}", "https://www.threads.com/@{name}"),
    "Twitch": _names(r"\w{3,25}", "https://www.twitch.tv/{name}"),
    "Snapchat": _names(r"[A-Za-z][\w.-]{1,13}[A-Za-z\d]", "https://www.snapchat.com/add/{name}"),
    "SoundCloud": _names(r"[\w-]{3,25}", "https://soundcloud.com/{name}"),
    "Pinterest": _names(r"\w{3,30}", "https://www.pinterest.com/{name}/"),
    "Reddit": _names(r"(?:r|u|user)/[\w-]{2,24}", "https://www.reddit.com/{name}/"),
    "Kick": _names(r"[\w-]{3,25}", "https://kick.com/{name}"),
    "VK": _names(r"[\w.]{2,32}", "https://vk.com/{name}"),
}
