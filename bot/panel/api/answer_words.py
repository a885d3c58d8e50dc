"""What texts say of a call itself: crashes, gateways, patience, and what is wanted with it.

A crash printed as `error` does not prove that nothing was done: scripts book an order first, and
then break over their supplier's answer (docs/panel-api.md, 4.5).
"""

import re

_CRASH = re.compile(
    # databases
    r"sqlstate|\bsql\b|mysql|mariadb|postgres|sqlite|mongo(db|error)|\bredis\b|\bpdo|deadlock"
    r"|lock wait|integrity constraint|duplicate entry|duplicate key value|foreign key"
    r"|unknown column|table '[^']*'|database|query (error|failed|exception)|no query results"
    r"|too many connections|server has gone away"
    # programs
    r"|exception|traceback|stack ?trace|uncaught|unhandled|segmentation fault|\bpanic:"
    r"|undefined (index|variable|array|offset|property|method|constant|function|key)"
    r"|(is|of|properties of) (undefined|null)\b|not defined|non-object|member function"
    r"|\bon null\b|null pointer|nullpointer|nonetype|\b(type|value|key|name|reference|range|syntax"
    r"|attribute|index|runtime|parse|fatal|assertion|division|argument\w*)[ _]?error\b"
    r"|division by zero|array to string|illegal (string|offset)|headers already sent"
    r"|failed to open stream|\bwarning:|\bnotice:|\bdeprecated:|\bstrict standards"
    r"|\.php\b|\.js:\d|\.py\b|\.java:\d|\.go:\d|\.rb:\d|\bline \d|/home/|/var/www|/usr/|\bvendor/"
    r"|allowed memory|out of memory|maximum execution|memory exhausted|no space left|disk full"
    r"|class '?\"?[\w\\]+'?\"? not found|\bnil pointer|\berrno\b"
    # networks and gateways
    r"|\bcurl|econn|etimedout|enotfound|epipe|eai_again|socket|timed?[ -]?out|connecti(on|ng)"
    r"|could not resolve|getaddrinfo|name or service not known|\bdns\b|\bssl\b|\btls\b|certificate"
    r"|handshake|broken pipe|network|unreachable|upstream|gateway|\bproxy\b|cloudflare|nginx"
    r"|\b5(0\d|1[01]|2\d|30)\b (error|internal|bad|service|gateway|server|http|web|origin|unknown)"
    r"|\b(http|status|code|error)[ :/_-]*(code[ :]*)?5(0[0-9]|1[01]|2[0-9]|30)\b|<!doctype|<html"
    r"|guzzle|axios|fetch failed|request failed|empty (response|reply)|invalid (json|response)"
    # their own words for it
    r"|server error|internal error|internal server|system error|unexpected|unknown error"
    r"|went wrong|goes wrong|\boops\b|whoops|(an )?error (has )?occurr?ed|a problem occurr?ed"
    r"|error (while |in |on |when |during )?(processing|creating|placing|saving|sending|inserting)"
    r"|(failed|unable|could ?not|couldn't|(?<!you )cannot|(?<!you )can't) (to )?"
    r"(process|create|place|save|send|insert|connect|reach|complete|submit|communicate)"
    r"|try (it |this )?again|try later|retry|temporary (error|failure|problem)"
    r"|^(the )?service (is )?(temporarily )?unavailable$"
    # the same in the languages that panels speak
    r"|внутренняя ошибка|ошибка сервера|что-то пошло не так|попробуйте (ещ|еще|позже|снова)"
    r"|повторите попытку|произошла ошибка|bir (şeyler|hata)|sunucu hatası|tekrar deneyin"
    r"|algo (salió|deu|ha ido) |error (del servidor|interno)|erro (interno|do servidor)"
    r"|inténtalo|intente|tente novamente|coba lagi|kesalahan (server|sistem)|terjadi kesalahan"
    r"|lỗi hệ thống|lỗi máy chủ|thử lại|خطأ في (الخادم|النظام)|حدث خطأ|حاول مرة|सर्वर|पुनः प्रयास"
)
_FATAL = re.compile(
    r"fatal|uncaught|exception|sqlstate|\berror\b|fail|denied|refus|<!doctype|<html|<script"
)
_ABOUT_ONE_SERVICE = re.compile(r"^(this|that|the selected|selected|your) (service|package)\b")
_REQUIRES_QUANTITY = re.compile(
    r"((the )?(order )?quantity( field)?( is|:)? (required|missing|empty|not (set|specified))"
    r"|(missing|required|missing required)( parameter| field)?:? quantity"
    r"|(please )?(enter|specify|provide)( a| the)? quantity|quantity must be (specified|set)"
    r"|there are missing required parameters\. please check your api manual)"
)

# Whole texts of checks that panels make before they book: limits of calls, and a closed API.
_BUSY = frozenset(
    {
        "rate limit",
        "rate limit exceeded",
        "rate limited",
        "api rate limit exceeded",
        "too many requests",
        "too many request",
        "too many attempts",
        "too many failed attempts",
        "maintenance",
        "maintenance mode",
        "under maintenance",
        "in maintenance",
        "system maintenance",
        "system is under maintenance",
        "system under maintenance",
        "the system is in maintenance",
        "the system is under maintenance",
        "the system is currently under maintenance",
        "site is under maintenance",
        "the site is under maintenance",
        "website is under maintenance",
        "panel is under maintenance",
        "api is under maintenance",
        "we are under maintenance",
        "hệ thống đang bảo trì",
    }
)
_PANEL_ERROR = re.compile(
    r"rate limit|too many (requests|attempts|failed)|maintenance|processing another transaction"
    r"|temporarily|bảo trì|bakım|техническ\w+ (работ|обслуж)|обслуживани|профилактик"
    r"|mantenimiento|manutenção|manutencao|pemeliharaan|maintenence|صيانة|रखरखाव|मेंटेनेंस"
)


def is_crash(text: str) -> bool:
    """Return whether a text is the panel's own breakdown, or a gateway's, and no decision."""
    plain = _plain(text)
    if _ABOUT_ONE_SERVICE.search(plain) and "try again" not in plain:
        return False
    return _CRASH.search(plain) is not None


def is_fatal(noise: str) -> bool:
    """Return whether what stands around an answer is more than a script's warnings."""
    return _FATAL.search(noise.casefold()) is not None


def is_busy(text: str) -> bool:
    """Return whether the panel refused to look at the call, in words known to mean just that."""
    return _plain(text) in _BUSY


def is_panel_error(text: str) -> bool:
    """Return whether a text speaks of patience or maintenance: enough to repeat a read."""
    return _PANEL_ERROR.search(_plain(text)) is not None


def requires_quantity(text: str) -> bool:
    """Return whether an order was refused because it came without a quantity."""
    return _REQUIRES_QUANTITY.fullmatch(_plain(text)) is not None


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split()).strip(" .!…")
