"""The forms that links have on each platform, as far as panels deal with them.

Facts of other people's sites, so they change: a new form is a new row, before those that would
fit it, too. What has no row is of no known kind, which is always safe.
"""

from bot.orders.links.kinds import LinkKind, form

_TABS = "(?:/[a-z_]+)?"  # a page's own tabs: /videos, /about, /with_replies
_REST = "(?:/.*)?"
_ID = "(?P<id>[^/]+)"
_NAME = "(?P<name>[^/]+)"
_NUMBER = r"(?P<id>\d+)"


def _elsewhere(words: str) -> str:
    """Return the path of a site's own pages, which look like somebody's name."""
    return f"/(?:{words}){_REST}"


INSTAGRAM = (
    form(f"/stories/highlights/{_ID}", LinkKind.STORY, alike="highlight"),
    form(rf"/stories/{_NAME}(?:/(?P<id>\d+))?", LinkKind.STORY),
    form(f"/s/{_ID}", LinkKind.STORY, "story_media_id"),
    form(f"/s/{_ID}", LinkKind.STORY),
    form(f"/(?:[^/]+/)?(?:p|reel|tv)/[^/]+/c/{_NUMBER}{_REST}", LinkKind.COMMENT),
    form(f"/reels/audio/{_ID}", None, alike="audio"),
    form(f"/(?:[^/]+/)?p/{_ID}{_REST}", LinkKind.POST),
    form(f"/(?:[^/]+/)?reels?/{_ID}{_REST}", LinkKind.REEL, alike="post"),
    form(f"/(?:[^/]+/)?tv/{_ID}{_REST}", LinkKind.VIDEO, alike="post"),
    form(f"/channel/{_ID}", LinkKind.CHANNEL),
    form(f"/j/{_ID}", LinkKind.INVITE),
    form(rf"/{_NAME}/live(?:/\d+)?", LinkKind.LIVE),
    form(_elsewhere("explore|accounts|direct|about|developer|legal|share|reels?|p|tv|s|qr"), None),
    form(rf"/(?:_u/)?(?P<name>[\w.]+){_TABS}", LinkKind.PROFILE),
)
TIKTOK = (
    form(f"/@[^/]*/video/{_NUMBER}", LinkKind.VIDEO),
    form(f"/@[^/]*/photo/{_NUMBER}", LinkKind.POST, alike="video"),
    form(rf"/(?:v|embed|embed/v2|share/video)/{_NUMBER}(?:\.html)?", LinkKind.VIDEO),
    form(f"/@{_NAME}/live", LinkKind.LIVE),
    form(f"/@[^/]+/(?:playlist|collection)/{_ID}", LinkKind.PLAYLIST),
    form(f"/@{_NAME}", LinkKind.PROFILE),
)
YOUTUBE = (
    form("/.+", LinkKind.COMMENT, "lc"),
    form("/watch", LinkKind.VIDEO, "v"),
    form("/(?:watch|playlist|embed/videoseries)", LinkKind.PLAYLIST, "list"),
    form(f"/shorts/{_ID}", LinkKind.SHORT, alike="video"),
    form(f"/live/{_ID}", LinkKind.LIVE, alike="video"),
    form(f"/(?:embed|v|e|watch)/{_ID}", LinkKind.VIDEO),
    form(f"/post/{_ID}", LinkKind.POST),
    form("/.+/community", LinkKind.POST, "lb"),
    form(f"/clip/{_ID}", LinkKind.CLIP),
    form(f"/(?:channel/{_ID}|(?P<space>c|user)/{_NAME})/live", LinkKind.LIVE, alike="live"),
    form("/(?P<name>@[^/]+)/live", LinkKind.LIVE, alike="live"),
    form(f"/channel/{_ID}{_TABS}", LinkKind.CHANNEL),
    form(f"/(?P<space>c|user)/{_NAME}{_TABS}", LinkKind.CHANNEL),
    form(f"/(?P<name>@[^/]+){_TABS}", LinkKind.CHANNEL),
    form(_elsewhere("feed|results|gaming|premium|hashtag|shorts|live|channel|watch"), None),
    form(_elsewhere("playlist|account|redirect|attribution_link|source|t|s|about"), None),
    form(f"/{_NAME}", LinkKind.CHANNEL),
)
YOUTU_BE = (
    form("/.+", LinkKind.COMMENT, "lc"),
    form(f"/(?:shorts/|live/)?{_ID}", LinkKind.VIDEO),
)
TELEGRAM = (
    form(rf"/(?:\+|joinchat/){_ID}", LinkKind.INVITE),
    form(r"/(?:c/(?P<id>\d+)/(?:\d+/)?(?P<post>\d+))", LinkKind.COMMENT, "comment"),
    form(r"/(?:c/(?P<id>\d+)/(?:\d+/)?(?P<post>\d+))", LinkKind.POST),
    form(f"/c/{_NUMBER}", LinkKind.CHANNEL),
    form("/boost", LinkKind.CHANNEL, "c"),
    form(f"/boost/{_NAME}", LinkKind.CHANNEL),
    form(f"/{_NAME}/s/{_NUMBER}", LinkKind.STORY),
    form(_elsewhere("share|addstickers|addemoji|addtheme|addlist|proxy|socks|setlanguage"), None),
    form(_elsewhere("bg|login|invoice|iv|confirmphone|contact|giftcode|nft|m|joinchat"), None),
    form(rf"/(?:s/)?{_NAME}/(?:\d+/)?{_NUMBER}", LinkKind.COMMENT, "comment"),
    form(rf"/(?:s/)?{_NAME}/(?:\d+/)?{_NUMBER}", LinkKind.POST),
    form(f"/{_NAME}", LinkKind.LIVE, "livestream"),
    form(f"/{_NAME}", LinkKind.LIVE, "videochat"),
    form(f"/{_NAME}", None, "start", alike="bot"),
    form(f"/{_NAME}", None, "startapp", alike="app"),
    form(r"/(?P<name>\w*(?i:bot))", None, alike="bot"),
    form(f"/(?:s/)?{_NAME}", LinkKind.CHANNEL),
)
FACEBOOK = (
    form("/.+", LinkKind.COMMENT, "comment_id"),
    form(r"/(?:watch(?:/live)?|video\.php)", LinkKind.VIDEO, "v"),
    form(f"/reel/{_ID}", LinkKind.REEL, alike="video"),
    form(rf"/[^/]+/(?:videos|live_videos)/(?:[^/]+/)?{_NUMBER}", LinkKind.VIDEO),
    form(f"/[^/]+/posts/(?:[^/]+/)?{_ID}", LinkKind.POST),
    form(f"/groups/[^/]+/(?:posts|permalink)/{_ID}", LinkKind.POST),
    form("/groups/[^/]+", LinkKind.POST, "multi_permalinks"),
    form(f"/groups/{_NAME}{_TABS}", LinkKind.GROUP),
    form(r"/(?:story|permalink)\.php", LinkKind.POST, "story_fbid"),
    form(r"/photo(?:\.php)?", LinkKind.POST, "fbid", alike="photo"),
    form(rf"/[^/]+/photos/(?:[^/]+/)?{_NUMBER}", LinkKind.POST, alike="photo"),
    form("/media/set", LinkKind.POST, "set", alike="photos"),
    form(f"/stories/{_NAME}(?:/{_ID})?{_REST}", LinkKind.STORY),
    form(r"/profile\.php", LinkKind.PROFILE, "id"),
    form(rf"/(?:people|pages)/[^/]+/(?P<name>\d+){_TABS}", LinkKind.PROFILE),
    form(rf"/p/(?:[^/]*-)?(?P<name>\d+){_TABS}", LinkKind.PROFILE),
    form(f"/events/{_NUMBER}{_REST}", None, alike="event"),
    form(f"/share/p/{_ID}", LinkKind.POST, alike="share"),
    form(f"/share/v/{_ID}", LinkKind.VIDEO, alike="share"),
    form(f"/share/r/{_ID}", LinkKind.REEL, alike="share"),
    form(_elsewhere("share|login|watch|marketplace|gaming|hashtag|help|search|dialog|ads"), None),
    form(_elsewhere("events|groups|plugins|reel|stories|media|pages|people|p|business"), None),
    form(_elsewhere(r"(?:sharer|l|home|photo|story|permalink|video|profile)(?:\.php)?"), None),
    form(rf"/(?P<name>[\w.-]+){_TABS}", LinkKind.PROFILE),
)
X = (
    form(rf"/(?:[^/]+|i/web)/(?:status(?:es)?|article)/{_NUMBER}{_REST}", LinkKind.POST),
    form(f"/i/(?:spaces|broadcasts)/{_ID}{_REST}", LinkKind.LIVE),
    form(f"/i/communities/{_NUMBER}{_REST}", LinkKind.GROUP),
    form(_elsewhere("i|home|explore|search|settings|messages|notifications|intent|share"), None),
    form(_elsewhere("hashtag|login|compose|tos|privacy|jobs"), None),
    form(rf"/@?(?P<name>\w+){_TABS}", LinkKind.PROFILE),
)
_SPOTIFY_KINDS = {
    "user/[^/]+/playlist": LinkKind.PLAYLIST,
    "playlist": LinkKind.PLAYLIST,
    "track": LinkKind.TRACK,
    "album": LinkKind.ALBUM,
    "artist": LinkKind.ARTIST,
    "user": LinkKind.PROFILE,
    "episode": LinkKind.EPISODE,
    "show": LinkKind.SHOW,
}
SPOTIFY = tuple(
    form(f"(?:/intl-[^/]+)?(?:/embed(?:-podcast)?)?/{path}/{_ID}", kind)
    for path, kind in _SPOTIFY_KINDS.items()
)
THREADS = (
    form(f"/(?:@[^/]+/post|t)/{_ID}{_REST}", LinkKind.POST),
    form(f"/@{_NAME}{_TABS}", LinkKind.PROFILE),
)
TWITCH = (
    form(rf"/(?:videos|[^/]+/v|[^/]+/video)/{_NUMBER}", LinkKind.VIDEO),
    form(f"/[^/]+/clip/{_ID}", LinkKind.CLIP),
    form(f"/collections/{_ID}", LinkKind.PLAYLIST),
    form(_elsewhere("directory|p|settings|downloads|store|jobs|turbo|subscriptions|search"), None),
    form(_elsewhere("videos|popout|moderator|team|wallet|drops|inventory|collections"), None),
    form(rf"/(?P<name>\w+){_TABS}", LinkKind.CHANNEL),
)
DISCORD = (
    form(f"/invite/{_ID}", LinkKind.INVITE),
    form(r"/channels/\d+/\d+/(?P<id>\d+)", LinkKind.POST),
    form(r"/channels/(?P<server>\d+)(?:/(?P<id>\d+))?", LinkKind.CHANNEL),
    form(f"/users/{_NUMBER}", LinkKind.PROFILE),
)
LINKEDIN = (
    form("/.+", LinkKind.COMMENT, "commentUrn"),
    form(r"/posts/.*-(?:activity|ugcPost|share)-(?P<id>\d+).*", LinkKind.POST),
    form(rf"/(?:embed/)?feed/update/urn:li:\w+:{_NUMBER}", LinkKind.POST),
    form(f"/pulse/{_ID}", LinkKind.POST, alike="article"),
    form(f"/(?P<space>in|company|school|showcase)/{_NAME}{_REST}", LinkKind.PROFILE),
    form(f"/pub/{_NAME}{_REST}", LinkKind.PROFILE),
    form(f"/groups/{_NUMBER}{_REST}", LinkKind.GROUP),
)
SNAPCHAT = (
    form(f"/(?:@[^/]+/)?spotlight/{_ID}", LinkKind.VIDEO),
    form(f"/(?:add/@?|@){_NAME}", LinkKind.PROFILE),
)
WHATSAPP = (
    form(f"/channel/[^/]+/{_NUMBER}", LinkKind.POST),
    form(f"/channel/{_ID}", LinkKind.CHANNEL),
)
SOUNDCLOUD = (
    form(_elsewhere("discover|stream|search|you|upload|charts|tags|pages|feed|settings"), None),
    form(rf"/(?P<name>[\w-]+)/sets/{_ID}{_REST}", LinkKind.PLAYLIST),
    form(
        r"/(?P<name>[\w-]+)(?:/(?:tracks|popular-tracks|albums|sets|reposts|followers|likes))?",
        LinkKind.PROFILE,
    ),
    form(rf"/(?P<name>[\w-]+)/{_ID}(?:/s-\w+)?", LinkKind.TRACK),
)
PINTEREST = (
    form(rf"/pin/(?:[^/]*--)?(?P<id>\w+){_REST}", LinkKind.POST),
    form(_elsewhere("pin|ideas|search|today|business|categories|_tools|settings"), None),
    form(r"/(?P<name>\w+)(?:/_?(?:created|saved|pins))?", LinkKind.PROFILE),
)
REDDIT = (
    form(rf"/(?:r|u|user)/[^/]+/comments/[^/]+/[^/]*/{_ID}", LinkKind.COMMENT),
    form(f"/(?:(?:r|u|user)/[^/]+/)?(?:comments|gallery)/{_ID}{_REST}", LinkKind.POST),
    form(f"/r/[^/]+/s/{_ID}", None, alike="share"),
    form(f"/r/{_NAME}{_TABS}", LinkKind.GROUP),
    form(f"/(?:u|user)/{_NAME}{_TABS}", LinkKind.PROFILE),
)
KICK = (
    form("/.+", LinkKind.CLIP, "clip"),
    form(f"/(?:[^/]+/videos|video)/{_ID}", LinkKind.VIDEO),
    form(f"/[^/]+/clips/{_ID}", LinkKind.CLIP),
    form(_elsewhere("categories?|browse|search|following|settings|dashboard|video"), None),
    form(rf"/(?P<name>[\w-]+){_TABS}", LinkKind.CHANNEL),
)
VK = (
    form(r"/(?P<id>wall-?\d+_\d+)", LinkKind.COMMENT, "reply"),
    form(r"/(?P<id>wall-?\d+_\d+)", LinkKind.POST),
    form("/.*", LinkKind.POST, "w"),
    form("/.*", None, "z", alike="layer"),
    form(r"/(?P<id>video-?\d+_\d+)", LinkKind.VIDEO),
    form(r"/(?:clips/)?(?P<id>clip-?\d+_\d+)", LinkKind.CLIP),
    form(r"/(?P<id>(?:photo|@[\w.-]+-).+)", LinkKind.POST),
    form(r"/(?P<id>story-?\d+_\d+)", LinkKind.STORY),
    form(r"/(?P<name>(?:club|public|event)\d+)", LinkKind.GROUP),
    form(_elsewhere(r"feed|im|friends|groups|video|clips|music|audios?|search|away\.php"), None),
    form(_elsewhere(r"(?:album|audio|topic|doc|market|app|poll|artist|playlist)s?-?\d.*"), None),
    form(_elsewhere(r"join|share\.php|login|apps|services|market|docs|settings"), None),
    form(r"/(?P<name>[\w.]+)", LinkKind.PROFILE),
)
