"""The words with which panels refuse, by class and language.

Collected from panels' own sources and documentation (docs/panel-api.md, 8) and from what is
usual in the languages that panels are sold in. Written as regular expressions over texts in small
letters without accents and punctuation (`refusal_words`); `|` is also where a clause ends.
"""

from typing import NamedTuple

from bot.panel.rules.refusals import RefusalReason as Reason


class Rule(NamedTuple):
    """Phrases that tell the class of a refusal; a line is one or several of them.

    Attributes:
        near: other phrases, one of which has to stand in the same clause, a few words apart.
    """

    reason: Reason
    phrases: str
    near: str = ""


_MONEY = r"""
    \bfunds?\b|balance|\bmoney\b|\b(?:credit|point|coin)s?\b|\bwallet
    bakiye
    средств|баланс|\bден(?:ег|ьг)|кошел|رصيد|اموال|محفظة
    \bsaldo|\bfondos\b|\bfundos\b|\bdinero|\bdinheiro|\bcreditos?\b
    \buang\b|\bdana\b|\bso du\b|\btien\b
    बैलेंस|राशि|पैसे|फंड
"""
_LACKING = r"""
    insufficient
    \b(?:not|dont|doesnt|isnt|arent)(?: have| has)?(?: an?)? (?:enough|suffic)
    \b(?:too )?low\b|\b(?:exceed|below|less than|lack|short)
    \b(?:negative|zero|empty|no|out of)\b
    \b(?:add|top ?up|recharge|replenish|deposit)\b
    \b(?:run out|exhausted|depleted|(?:have|has|is) 0)\b|yetersiz
    yeterli|yetm(?:iyor|edi)|dusuk
    недостаточн|не хватает|\bнет\b|пополнит|\bмало\b|низк|غير كاف
    لا يكفي|لا يوجد|ليس لديك|نفد|منخفض|شحن
    insuficient|\bsuficiente|\b(?:muy )?bajo\b|\bbaixo\b
    recar(?:g|reg)|\badicione\b
    (?:tidak|tdk|belum|kurang) (?:cukup|mencukupi|memadai)|\bkurang\b
    \bhabis\b|isi ulang|khong (?:con )?du\b|\b(?:het|thieu|nap)\b
    पर्याप्त|\bकम\b|नहीं है
    \b(?:nahi|kam) hai\b
"""
_GOODS = r"""
    \b(?:posts?|publications?|photos|videos?|media|tweets|followers|subscribers|members|likes)\b
    \b(?:постов|публикаций|подписчиков|видео)\b
    \b(?:gonderi|publicaciones|publicacoes|postingan|bai viet)
"""
_SHORTAGE = r"""
    \b(?:insufficient|too few|not enough)\b
    \bнедостаточно\b
    \b(?:yetersiz|insuficientes?|kurang|khong du)\b
"""
_TARGET = r"""
    \b(?:user|username|profile|page|channel|group|post|video|media|tweet|reel|story|photo|pin)s?\b
    \b(?:playlist|track|song|comment|member|chat|link|url|target|account|instagram|tiktok)s?\b
    \b(?:kullanici|profil|hesap|gonderi|kanal|sayfa)
    \b(?:пользовател|профил|аккаунт|пост|публикаци|канал|групп|видео|страниц)
    المستخدم|الحساب|المنشور|القناة
    \b(?:usuario|perfil|cuenta|conta|publicacion|publicacao|postagem|canal|pagina)\b
    \b(?:pengguna|akun|profil|postingan|target|video)\b
    \b(?:nguoi dung|tai khoan|bai viet|trang ca nhan|kenh|nhom)\b
    उपयोगकर्ता|यूज़र|प्रोफ़ाइल|खाता|पोस्ट
"""
_UNREACHABLE = r"""
    \b(?:not|cant be|cannot be|couldnt be|could not be|no longer) (?:be )?(?:found|public)\b
    \b(?:not|no longer|isnt) (?:available|accessible|reachable)\b
    \b(?:doesnt|does not|dont|do not|didnt|no longer) exists?\b
    \b(?:private|suspended|banned|deleted|deactivated|disabled|closed|restricted|removed)\b
    \b(?:terminated|unavailable|locked|blocked|hidden|age restricted|must be public)\b
    bulunamadi|\bgizli\b|askiya|\b(?:kapali|silinmis|mevcut degil)\b
    не (?:найден|существует|доступ)
    \b(?:закрыт|приват|удал[её]н|недоступ|заблокирован)|غير موجود
    \b(?:خاص|موقوف|محظور|معلق|محذوف)\b
    no (?:se )?(?:encontrad|encuentra|existe)
    nao (?:foi )?(?:encontrad|existe)
    \b(?:privad[oa]|suspendid[oa]|suspens[oa]|eliminad[oa]|excluid[oa])\b
    tidak (?:ditemukan|ada|valid)|\b(?:di ?)?privat[e]?\b
    \b(?:dikunci|ditangguhkan|dihapus)\b
    khong (?:ton tai|tim thay|cong khai)
    \b(?:rieng tu|bi khoa|da bi xoa)\b
    नहीं मिल|निजी|मौजूद नहीं
"""
_ITEM = r"""
    \b(?:services?|packages?|products?|category)\b
    \b(?:servis|hizmet|paket)
    \bуслуг|خدمة
    \b(?:servicio|paquete|servico|pacote)s?\b|\blayanan|\bdich vu\b
    \bgoi\b
    सेवा|सर्विस
"""
_NOT_SOLD = r"""
    \b(?:not|no longer|isnt|doesnt|does not|dont) (?:be )?(?:found|available|active)\b
    \b(?:not|no longer|doesnt|does not|dont) (?:exists?|valid)\b
    \b(?:not|no longer|isnt|doesnt|does not) (?:supported|allowed|enabled|offered|accepting)\b
    \b(?:inactive|disabled?|unavailable|invalid|incorrect|wrong|bad|unknown|closed|paused)\b
    \b(?:stopped|suspended|removed|deleted|discontinued|required|missing|sold out|out of stock)\b
    maintenance|\boverload|bulunamadi|gecersiz
    \b(?:aktif degil|pasif|kapali|devre disi|mevcut degil|bakim)
    kullanilam
    не (?:найден|существует|активн)
    \b(?:недоступ|отключен|неактивн|закрыт|приостановл|неверн|некорректн)
    غير (?:متوفر|متاح|موجود|صحيح|فعال|نشط)|معطل|متوقف|موقوف
    no (?:esta |se encuentra )?(?:disponible|existe|encontrad|valido|activ)
    nao (?:esta )?(?:disponivel|existe|encontrad|ativ)
    \b(?:invalid|desactivad|deshabilitad|inactiv|suspendid|incorrect|incorret)
    \b(?:indisponivel|desativad|inativ|suspens)
    tidak (?:tersedia|ditemukan|aktif|ada|valid)
    \b(?:nonaktif|gangguan|salah|ditutup)
    khong (?:ton tai|tim thay|hop le|hoat dong|kha dung)|bao tri
    tam (?:thoi )?(?:ngung|dung|khoa)
    उपलब्ध नहीं|अनुपलब्ध|अमान्य|\bबंद|नहीं मिल|निष्क्रिय
"""
FOR_NOW = r"""
    \b(?:temporar|currently(?! not supported)|right now|for now|at (?:the|this) (?:moment|time))
    \b(?:paused|overload|maintenance|out of stock|sold out|stock|capacity)
    \b(?:gecici|su an|bakim)
    \b(?:временно|сейчас|приостановл|пока)|موقت|حاليا
    \b(?:temporal|por el momento|por ahora|temporari|no momento|manutencao|mantenimiento)
    \b(?:sementara|sedang|saat ini|gangguan)
    \b(?:tam|bao tri|hien (?:tai|khong))\b
    अस्थायी|फिलहाल|\bअभी
"""
THIS_ONE = r"""
    \b(?:this|selected|chosen|requested)\b
    \b(?:out of stock|sold out)\b
    \b(?:bu|secilen|este|esta|seleccionado|selecionado|ini|nay)\b
    \bуслуг|هذه|\b(?:यह|इस)
"""

# The first that is found decides: what names an account or money is one thing with a link, and
# another without.
RULES: tuple[Rule, ...] = (
    Rule(
        Reason.UNKNOWN,  # phrases of HTTP and of go-betweens: nobody's decision about an order
        r"""
        (?:\||\bthe|\bour|\bapi|\bweb|\d) service (?:is )?(?:\w+ly )?(?:un|not )available
        \| (?:your |the )?order (?:was |is |has been )*(?:received|accepted|queued|created|placed)
        \b(?:was|were|been) (?:charged|deducted|debited|refunded)\b
        \b(?:provider|supplier|upstream|gateway|server|system|site)\b[^|]* (?:unavailable|error)\b
        \b(?:provider|supplier|upstream|gateway|server|system|site)s? (?:is not|is down|timed)\b
        """,
    ),
    Rule(
        Reason.DUPLICATE,
        r"""
        \bactive orders?\b|\b(?:identical|too many) orders?\b
        \bsame (?:link|order|url|target|username)\b
        \b(?:link|order|request) duplicated?\b
        \bduplicated? (?:link|order|request|entry)?\s*\|
        \bduplicated? (?:link|order|request|transaction)
        \b(?:link|url|order)\b[^|]* already (?:in|ha(?:s|ve)|being|exists?|placed|running|submit)
        \b(?:link|url)\b[^|]* (?:being processed|in progress)\b
        \balready (?:an?|have|has|placed|submitted)\b[^|]*\border\b
        \b(?:aktif|devam eden|ayni) (?:bir )?siparis
        \bayni (?:link|baglanti)
        \b(?:активн|повторн|такой же|дубл)[^ ]* заказ|дубл(?:ир|икат)
        \b(?:заказ|ссылк)[^|]* уже\b|\bуже (?:есть|существует)\b
        طلب (?:نشط|مكرر|قيد|جاري)|(?:نفس الرابط|الرابط مكرر)
        \b(?:pedido|orden)s? (?:activ|ativ|duplicad|en curso|em andamento)
        \b(?:mismo|mesmo) (?:enlace|link|pedido)\b
        \b(?:enlace|link|pedido) duplicad
        \b(?:pesanan|order|orderan) (?:yang )?(?:aktif|ganda|sama|duplikat)
        \b(?:masih|sudah) (?:ada|terdapat|memiliki) (?:pesanan|order)
        \blink yang sama\b|\bdon (?:hang )?(?:dang|trung)\b
        \b(?:link|lien ket|duong dan) (?:nay )?(?:dang|da) (?:co|chay|duoc)\b
        सक्रिय ऑर्डर|डुप्लिकेट|लिंक[^|]* पहले से
        """,
    ),
    Rule(Reason.FUNDS, _MONEY, _LACKING),
    Rule(
        Reason.FUNDS,
        r"""
        \bpayment required\b|\bcredit limit\b|\bminimum balance\b
        \| (?:please )?(?:deposit|recharge|top ?up)\b
        \b(?:higher|more|greater|bigger) than (?:your |the )?balance\b
        """,
    ),
    Rule(
        Reason.AUTH,
        r"""
        \bapi ?keys?\b
        \bapi (?:is |access |service |has been )*(?:disable|denied|blocked|not enabled|closed)
        \b(?:invalid|wrong|incorrect|bad|missing|expired|no) (?:api|key|token|credential|signature)
        \b(?:api|key|token) (?:is |was |has been )?(?:invalid|missing|required|incorrect|wrong)\b
        \b(?:key|token) (?:is |has )?(?:expired|revoked|not (?:found|valid|active|allowed))
        \bun(?:authori[sz]ed|authenticated)\b
        ^\| (?:\d+ )?forbidden \||\baccess (?:is |was )?denied\b
        \bauthenticat|\bauthori[sz]ation\b
        \bip\b[^|]*(?:not allowed|not authori|whitelist|blocked)
        \bplease log ?in\b|\bapi anahtar
        \bgecersiz (?:api|anahtar|token)|\byetkisiz
        \berisim (?:engel|redded)
        \b(?:api|апи) ?(?:ключ|токен)
        \b(?:ключ|токен)[^ ]* (?:api|апи|неверн|недейств|не найден)
        \b(?:неверн|недействит|некорректн)[^ ]* (?:api |апи )?(?:ключ|токен)
        \bдоступ[^|]* (?:запрещ|закрыт)|\bне авторизован|مفتاح
        غير مصرح|توكن
        \b(?:clave|llave|token) (?:de )?(?:la )?(?:api|invalid)
        \b(?:no|nao) autorizad|\b(?:acceso|acesso) (?:denegado|negado)
        \bchave (?:de |da )?(?:api|invalid)|\bkunci api\b
        \bakses ditolak\b|\b(?:khoa|ma) api\b|\btoken khong\b
        \bkhong co quyen\b
        कुंजी|अनधिकृत|अमान्य टोकन
        """,
    ),
    Rule(
        Reason.LINK,
        r"\b(?:account|profile|page|channel|video|user|group)s?\b",
        r"\bprivate\b",
    ),
    Rule(Reason.LINK, r"\b(?:account|profile|page|channel|video|group)s?\b", r"\bpublic\b"),
    Rule(
        Reason.LINK,
        r"""
        \b(?:instagram|insta|tiktok|youtube|telegram|facebook|fb|twitter|threads|spotify) account\b
        \b(?:twitch|discord|linkedin|vk|pinterest|snapchat|target|customer|client)s? account\b
        """,
    ),
    Rule(
        Reason.SERVICE,
        r"""
        \blimit\b[^|]* service\b|\bservice\b[^|]* limit\b
        \b(?:service|package)s?\b[^|]* (?:not|un|dis)[^|]* (?:your|this) (?:account|user|plan)\b
        """,
    ),
    Rule(
        Reason.ACCOUNT,
        r"""
        \byour (?:\w+ )?account\b
        \baccount[^|]*\b(?:inactive|not (?:active|activated|verified)|unverified|frozen|on hold)\b
        \buser (?:is |has been |account |was )*(?:inactive|not active|blocked|banned|suspended|dis)
        (?:\||\berror) (?:api |reseller )?account (?:has been |is )?(?:susp|ban|dis|block|lock)
        \byou (?:are|have been|were) (?:banned|blocked|suspended|not allowed)\b
        \b(?:ordering|orders) (?:is |are )[^|]*(?:disabled|closed|paused|suspended|stopped)\b
        \borders (?:is |are )?(?:\w+ )?not (?:being )?accepted\b
        \bno new orders\b
        \bnot (?:currently )?(?:accepting|taking) (?:any |new )?orders\b
        \b(?:reached|exceeded) (?:your|the) [^|]*limit\b
        \b(?:daily|monthly|order|account) limit (?:is |was |has been )?(?:reached|exceeded)\b
        \bverify your\b|\bhesabiniz|\bhesap aktif degil\b
        \bваш[^ ]* (?:аккаунт|уч[её]тн)|\bвы заблокированы\b
        \bаккаунт (?:не актив|неактив)|حسابك|تم حظرك
        \b(?:su|tu) cuenta\b|\bcuenta inactiva\b|\bsua conta\b
        \bconta inativa\b|\b(?:usuario inativo|usuario inactivo)\b
        \bakun (?:anda|kamu|tidak aktif|nonaktif)\b
        \btai khoan (?:cua ban|nay )?(?:da )?bi (?:khoa|cam|vo hieu)
        \btai khoan cua ban\b
        आपका (?:खाता|अकाउंट)|आपके (?:खाते|अकाउंट)
        """,
    ),
    Rule(Reason.LINK, _SHORTAGE, _GOODS),
    Rule(Reason.REFILL, r"refill"),
    Rule(Reason.CANCEL, r"\bcancel"),
    Rule(
        Reason.LINK,
        r"\b(?:likes?|comments?|embedding|reactions?) (?:is |are )?(?:disabled|turned|off)",
    ),
    Rule(Reason.LINK, _TARGET, _UNREACHABLE),
    Rule(
        Reason.FIELDS,
        r"""
        comment|username|hashtag|dripfeed|\bdrip\b|keyword
        \banswer number\b
        \b(?:incorrect|invalid|wrong) (?:delay|runs|interval|media|groups?|expiry|country|device)
        \b(?:delay|runs|interval|time|media|groups|expiry|country|device) (?:field |is )*required\b
        \binterval in minutes\b|\bmin cannot be higher\b
        \b(?:yorum|комментар|комент|хештег|хэштег|интервал|تعليق|هاشتاغ|comentario|komentar)
        \bbinh luan\b
        टिप्पण|कमेंट
        """,
    ),
    Rule(
        Reason.ORDER_ID,
        r"""
        \border id\b|\bno order\b|\bincorrect order\b
        \border (?:was )?not found\b|\border (?:doesnt|does not) exist
        \bmissing order\b|\bsiparis bulunamadi\b
        \bзаказ не (?:найден|существует)|الطلب غير موجود
        \b(?:pedido|orden) (?:no|nao) (?:encontrad|existe)
        \bpesanan tidak ditemukan\b
        \bdon hang khong (?:ton tai|tim thay)\b
        ऑर्डर नहीं मिला
        """,
    ),
    Rule(
        Reason.REQUEST,
        r"""
        \bincorrect (?:service type|request)\b|\baction is invalid\b
        \b(?:invalid|unknown|wrong|missing|no) (?:action|request|method|parameters?)\b
        \bmissing required\b|\brequired parameters?\b
        \brequest not found\b|\bbad request\b
        \bmethod (?:is )?not (?:allowed|supported)\b
        \bgiven data was invalid\b
        """,
    ),
    Rule(
        Reason.QUANTITY,
        r"""
        quantity|\| (?:min|max) \d|\bminim(?:al|um)\b
        \bmaxim(?:al|um)\b|\bmiktar|\ben (?:az|fazla)\b
        \bколичеств|\bмин(?:имальн|имум)|\bмакс(?:имальн|имум)|كمية
        الحد (?:الادنى|الاقصى)
        \b(?:cantidad|quantidade)\b|\b(?:minim|maxim|maksim|kuantitas)
        \bjumlah\b|\bso luong\b|\btoi (?:thieu|da)\b
        मात्रा|न्यूनतम|अधिकतम
        """,
    ),
    Rule(
        Reason.LINK,
        r"""
        \b(?:link|url)s?\b|\bbaglanti
        \bссылк|الرابط|رابط
        \benlace|\btautan|\b(?:lien ket|duong dan)\b
        लिंक|यूआरएल
        """,
    ),
    Rule(Reason.SERVICE, _ITEM, _NOT_SOLD),
    Rule(
        Reason.SERVICE,
        r"""
        \b(?:service|package) id\b|\bno such (?:service|package)\b
        \b(?:out of stock|sold out|no capacity|no stock|insufficient stock|not enough stock)\b
        \bprovider not found\b
        \b(?:stok|stock) (?:habis|kosong|yok|tukendi)
        """,
    ),
)
