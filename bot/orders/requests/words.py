"""The words around a link, a service and a quantity, in the languages the bot is spoken to in."""

from bot.catalogue.search.synonyms import FILLERS
from bot.catalogue.search.words import fold


def _folded(words: str) -> frozenset[str]:
    return frozenset(map(fold, words.split()))


THOUSAND = _folded(
    "k к тыс тысяч тысяча тысячи тысячу thousand bin mil ribu rb seribu ألف الف آلاف الاف "
    "हजार हज़ार"
)
MILLION = _folded(
    "m м млн миллион миллиона миллионов million millions mio milyon millón millones milhão "
    "milhões juta jt مليون ملايين मिलियन"
)
LAKH = _folded("lakh lakhs lac लाख")  # 100,000, as India counts
CRORE = _folded("crore crores करोड़")  # 10,000,000
ALONE = _folded("тысяча тысячу mil bin seribu ألف الف हजार हज़ार")
"""Words that are a thousand also without a number before them."""

SERVICE = _folded(
    "id service услуга услуги услугу сервис номер код servis hizmet servisi servicio serviço "
    "layanan nomor خدمة الخدمة رقم सेवा सर्विस आईडी"
)
"""After these comes the number of a service."""
QUANTITY = _folded(
    "quantity qty amount количество колво шт miktar adet cantidad quantidade jumlah كمية الكمية "
    "عدد मात्रा संख्या"
)
"""After these comes a quantity."""
PIECES = _folded(
    "pcs pieces шт штук штуки adet tane unidades uds buah biji قطعة حبة पीस times раз kali veces"
)
"""Before these stands a quantity."""
TIME = _folded(
    "s sec min mins minutes h hr hrs hour hours d day days week weeks month months year years "
    "сек мин минут минуты ч час часа часов дн день дня дней неделя недели недель месяц месяца "
    "месяцев год лет saniye dakika saat gün hafta ay yıl hora horas día días dia dias semana "
    "semanas mes meses mês año años ano anos minutos jam hari minggu bulan tahun menit "
    "ساعة ساعات يوم أيام ايام دقيقة شهر سنة घंटे घंटा दिन मिनट महीने साल"
)
"""After these numbers speak of time, not of quantities."""
GOODS = _folded(
    "followers subscribers members likes views viewers comments shares reactions plays saves "
    "retweets reposts votes streams listeners impressions reach traffic visitors visits friends "
    "connections dislikes downloads boosts starts fans hearts upvotes favorites"
)
"""What is sold, in the words that the search knows them by."""
_POLITE = _folded(
    "please pls plz thanks thank you thx hi hello hey order get give add send need want me us "
    "would like i'd id like some more now this that these those here it is be "
    "пожалуйста плиз спасибо привет здравствуйте закажи закажите заказать заказ добавь накрути "
    "накрутить купить купи дай надо нужно нужны нужен хочу можно мне сюда это этот эту вот сделай "
    "lütfen teşekkürler merhaba selam sipariş istiyorum lazım at gönder ver buna bu şu buraya "
    "bana satın al ekle "
    "por favor gracias hola quiero necesito pedir comprar dame manda pon esto este esta aquí "
    "obrigado obrigada olá oi quero preciso comprar manda coloca aqui isso aqui neste nesta "
    "من فضلك لو سمحت شكرا مرحبا اريد أريد اطلب أطلب طلب ابغى عايز هذا هذه هنا الى إلى على لهذا "
    "कृपया प्लीज धन्यवाद नमस्ते चाहिए मुझे दो दीजिए भेजो भेजें ऑर्डर करो करें यह इस पर के लिए "
    "tolong mohon terima kasih halo hai mau ingin saya butuh pesan beli kirim tambah ini itu ke"
)
_EACH = _folded(
    "each apiece every per all link links "
    "каждый каждая каждое каждому каждой каждую всем все ссылку ссылке ссылки "
    "her biri birine tanesi tanesine hepsi hepsine bağlantı bağlantıya "
    "cada uno una todos todas um uma enlace enlaces "
    "لكل واحد واحدة منها كل رابط الروابط "
    "प्रत्येक हर एक सभी लिंक "
    "masing setiap tiap semua tautan"
)
FILLER_WORDS = _POLITE | _EACH | _folded(FILLERS)
"""What says nothing of an order."""
