"""What people type for each type of service, and what the panel has to be sent."""

from bot.catalogue.rules.services import ServiceType

TYPED: dict[str, str] = {
    "link": "https://example.org",
    "quantity": "100",
    "keywords": "a\nb",
    "comments": "Nice, very!\n\nGood",
    "usernames": "@anna, boris",
    "hashtags": "#one\ntwo",
    "hashtag": "#three",
    "username": "@carmen",
    "media": "instagram.com/p/Abc",
    "answer_number": "2",
    "groups": "t.me/g",
    "min": "20",
    "max": "30",
    "delay": "60",
    "country": "us",
    "device": "5",
    "type_of_traffic": "1",
    "google_keyword": "shoes",
    "referring_url": "news.example",
}
LINK_AND = {"link": "https://example.org"}
GIVEN = LINK_AND | {"quantity": "100"}
# The parameters of docs/panel-api.md, 3.1, beside `service`.
SENT: dict[ServiceType, dict[str, str]] = {
    ServiceType.DEFAULT: GIVEN,
    ServiceType.PACKAGE: LINK_AND,
    ServiceType.SEO: GIVEN | {"keywords": "a\nb"},
    ServiceType.CUSTOM_COMMENTS: LINK_AND | {"comments": "Nice, very!\nGood"},
    ServiceType.CUSTOM_COMMENTS_PACKAGE: LINK_AND | {"comments": "Nice, very!\nGood"},
    ServiceType.MENTIONS: GIVEN | {"usernames": "anna\nboris"},
    ServiceType.MENTIONS_WITH_HASHTAGS: GIVEN
    | {"usernames": "anna\nboris", "hashtags": "one\ntwo"},
    ServiceType.MENTIONS_CUSTOM_LIST: LINK_AND | {"usernames": "anna\nboris"},
    ServiceType.MENTIONS_HASHTAG: GIVEN | {"hashtag": "three"},
    ServiceType.MENTIONS_USER_FOLLOWERS: GIVEN | {"username": "https://www.instagram.com/carmen/"},
    ServiceType.MENTIONS_MEDIA_LIKERS: GIVEN | {"media": "https://www.instagram.com/p/Abc"},
    ServiceType.COMMENT_LIKES: GIVEN | {"username": "carmen"},
    ServiceType.COMMENT_REPLIES: LINK_AND
    | {"username": "carmen", "comments": "Nice, very!\nGood"},
    ServiceType.POLL: GIVEN | {"answer_number": "2"},
    ServiceType.INVITES_FROM_GROUPS: GIVEN | {"groups": "t.me/g"},
    ServiceType.SUBSCRIPTIONS: {"username": "carmen", "min": "20", "max": "30", "delay": "60"},
    ServiceType.WEB_TRAFFIC: GIVEN
    | {"country": "US", "device": "5", "type_of_traffic": "1", "google_keyword": "shoes"},
}
