"""Where people are, guessed from the language of their Telegram app, which is all that it tells.

Only languages most of whose speakers live in one zone are here; speakers of others are asked.
"""

UNKNOWN = "UTC"
_ZONES = {
    # By the names that CLDR knows them by, as in the settings.
    "az": "Asia/Baku",
    "be": "Europe/Minsk",
    "bg": "Europe/Sofia",
    "bn": "Asia/Dhaka",
    "cs": "Europe/Prague",
    "da": "Europe/Copenhagen",
    "de": "Europe/Berlin",
    "el": "Europe/Athens",
    "et": "Europe/Tallinn",
    "fa": "Asia/Tehran",
    "fi": "Europe/Helsinki",
    "fil": "Asia/Manila",
    "fr": "Europe/Paris",
    "he": "Asia/Jerusalem",
    "hi": "Asia/Calcutta",
    "hr": "Europe/Zagreb",
    "hu": "Europe/Budapest",
    "hy": "Asia/Yerevan",
    "id": "Asia/Jakarta",
    "it": "Europe/Rome",
    "ja": "Asia/Tokyo",
    "ka": "Asia/Tbilisi",
    "kk": "Asia/Almaty",
    "ko": "Asia/Seoul",
    "lt": "Europe/Vilnius",
    "lv": "Europe/Riga",
    "ms": "Asia/Kuala_Lumpur",
    "nb": "Europe/Oslo",
    "nl": "Europe/Amsterdam",
    "no": "Europe/Oslo",
    "pl": "Europe/Warsaw",
    "pt-br": "America/Sao_Paulo",
    "ro": "Europe/Bucharest",
    "ru": "Europe/Moscow",
    "sk": "Europe/Bratislava",
    "sl": "Europe/Ljubljana",
    "sr": "Europe/Belgrade",
    "sv": "Europe/Stockholm",
    "th": "Asia/Bangkok",
    "tr": "Europe/Istanbul",
    "uk": "Europe/Kiev",
    "ur": "Asia/Karachi",
    "uz": "Asia/Tashkent",
    "vi": "Asia/Saigon",
    "zh-hans": "Asia/Shanghai",
    "zh-hant": "Asia/Taipei",
}


def zone_of(language: str | None) -> str:
    """Return the time zone of who speaks a language (IETF tag); UTC where that says too little."""
    tag = (language or "").lower().replace("_", "-")
    return _ZONES.get(tag) or _ZONES.get(tag.partition("-")[0], UNKNOWN)
