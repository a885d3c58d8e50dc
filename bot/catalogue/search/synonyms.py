"""What people call platforms and goods, in the languages that the bot is spoken to in."""

MEANINGS: dict[str, str] = {
    "instagram": "ig insta instagramm инстаграм инстаграмм инста инст انستغرام إنستغرام "
    "انستقرام انستجرام انستا इंस्टाग्राम इंस्टा",
    "tiktok": "tt тикток تيكتوك टिकटॉक",
    "youtube": "yt ютуб ютюб يوتيوب यूट्यूब",
    "telegram": "tg телеграм телеграмм телега тг تيليجرام تليجرام تلغرام تيليغرام टेलीग्राम",
    "facebook": "fb фейсбук фб فيسبوك फेसबुक",
    "twitter": "x твиттер تويتر ट्विटर",
    "whatsapp": "wa ватсап واتساب व्हाट्सएप",
    "vk": "vkontakte вк вконтакте",
    "twitch": "твич",
    "spotify": "спотифай سبوتيفاي",
    "discord": "дискорд",
    "followers": "follower подписчики подписчик подписчиков подписки takipçi takipçiler "
    "seguidores seguidor متابعين متابعون المتابعين متابع फॉलोअर्स फॉलोवर्स pengikut",
    "subscribers": "subscriber subs sub подписчики подписчик подписчиков подписки abone aboneler "
    "suscriptores suscriptor inscritos inscrito assinantes مشتركين مشتركون مشترك "
    "सब्सक्राइबर सब्सक्राइबर्स pelanggan",
    "members": "member участники участник участников üye üyeler "
    "miembros miembro membros membro أعضاء اعضاء عضو सदस्य मेंबर anggota",
    "likes": "like лайки лайк лайков beğeni beğeniler megusta curtidas curtida gostos "
    "إعجابات إعجاب لايكات لايك लाइक लाइक्स suka",
    "views": "view просмотры просмотр просмотров görüntülenme görüntüleme izlenme "
    "vistas visualizaciones visualizações visualização مشاهدات مشاهدة المشاهدات व्यूज व्यू "
    "tayangan tontonan",
    "viewers": "viewer зрители зрителей izleyici espectadores مشاهدين penonton",
    "comments": "comment комментарии комментарий комментариев коменты комменты yorum yorumlar "
    "comentarios comentario comentários تعليقات تعليق कमेंट टिप्पणी komentar",
    "shares": "share репосты репост репостов paylaşım compartidos compartilhamentos مشاركات शेयर",
    "reactions": "reaction реакции реакция tepki reacciones reações تفاعلات रिएक्शन reaksi",
    "plays": "play прослушивания прослушиваний dinlenme reproducciones reproduções",
    "saves": "save сохранения сохранений kaydetme guardados",
    "refill": "refills refillable рефилл рефил восстановление восполнение telafi reposición "
    "reposição garansi",
    "cancel": "cancellable cancelable cancellation отмена отменой iptal cancelar إلغاء batal",
    "dripfeed": "drip дрипфид",
    "days": "day d дней дня день gün días dias يوم أيام दिन hari",
    "hours": "hour h hrs hr часов часа час saat horas ساعة ساعات घंटे jam",
    "nondrop": "nodrop",
    "norefill": "nr",
    "usa": "us сша eeuu",
    "brazil": "br brasil бразилия",
    "russia": "ru россия",
    "turkey": "tr türkiye турция",
    "india": "индия hindistan भारत",
}
"""An English word, and what means the same; a word may have more than one meaning."""

PAIRS: dict[str, str] = {
    "tik tok": "tiktok",
    "тик ток": "tiktok",
    "تيك توك": "tiktok",
    "you tube": "youtube",
    "face book": "facebook",
    "whats app": "whatsapp",
    "linked in": "linkedin",
    "sound cloud": "soundcloud",
    "snap chat": "snapchat",
    "me gusta": "likes",
    "drip feed": "dripfeed",
    "non drop": "nondrop",
    "no drop": "nondrop",
    "no refill": "norefill",
    "non refill": "norefill",
    "without refill": "norefill",
    "без рефилла": "norefill",
    "no cancel": "nocancel",
    "without cancel": "nocancel",
}
"""Two words that mean one: who wants a refill does not want what says `no refill`."""

INTERCHANGEABLE: dict[str, frozenset[str]] = {
    "telegram": frozenset({"followers", "subscribers", "members"}),
    "youtube": frozenset({"followers", "subscribers"}),
    "vk": frozenset({"followers", "subscribers"}),
    "spotify": frozenset({"plays", "streams"}),
}
"""What is one thing on a platform; elsewhere, as on Facebook, followers and members differ."""

ASKED_ONLY = frozenset({"x"})
"""Words that mean something in a query, and in a name often nothing: `max 10 x 50K`."""

FILLERS = (
    "a an and at buy for from i in my of on or the to want with "
    "в для и из к мне на от по с хочу ve için icin de del el en la los para com do da e o um y "
    "في من على का के की में untuk di dan"
)
"""Words that say nothing about a service."""
