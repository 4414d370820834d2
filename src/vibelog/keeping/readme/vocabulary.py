"""The words by which READMEs call a log, a paper and a day, in the languages students write.

Words only: what a column, a heading or a link is made of is for others to say.
"""

from __future__ import annotations

import re

LOG_WORDS = (
    r"notes?|vibes?|logs?|vibelogs?|chats?|transcripts?|conversations?"
    r"|notas|apuntes|registros?|bit[áa]coras?|chats|conversaci[óo]n(?:es)?|conversas?|anota[çc][õo]es"
    r"|notizen|protokolle?|mitschrift(?:en)?|gespr[äa]che?|notes de lecture|journal|carnet"
)
LOG_SIGNS = r"笔记|筆記|日志|日誌|记录|記錄|聊天|对话|對話|ノート|ログ|記録|노트|기록|대화|로그"
PAPER_WORDS = (
    r"papers?|topics?|titles?|readings?|articles?"
    r"|art[íi]culos?|lecturas?|temas?|t[íi]tulos?|artigos?|aufs[äa]tze?|aufsatz|them(?:a|en)|titel"
    r"|lekt[üu]re|sujets?|titres?"
)
PAPER_SIGNS = r"论文|論文|文章|主题|主題|题目|題目|标题|논문|주제|제목"
DAY_WORDS = (
    r"dates?|due|days?|weeks?|when|presented|deadline|class"
    r"|fechas?|semanas?|entregas?|d[íi]as?|data|dat(?:um|en)|wochen?|tage?|f[äa]llig|abgabe"
    r"|semaines?|jours?"
)
DAY_SIGNS = r"日期|周|週|截止|时间|時間|日付|날짜|주차"


def spoken(words: str, signs: str) -> re.Pattern[str]:
    """A pattern that finds one of the words, or of the signs, which no blank need divide."""
    return re.compile(rf"\b(?:{words})\b|{signs}", re.IGNORECASE)


LOG = spoken(LOG_WORDS, LOG_SIGNS)
PAPER = spoken(PAPER_WORDS, PAPER_SIGNS)
DAY = spoken(DAY_WORDS, DAY_SIGNS)
# What a name of a paper may be surrounded by: `Week 2: DSPy Paper Review`.
_BESIDE = (
    r"vibe|logs?|vibelogs?|notes?|chats?|papers?|reviews?|reading|readings|discussion|summary|the"
    r"|conversation|transcript|week|wk|lecture|day|session|no|on|my|about|of|for|with|\d{1,2}"
)
BESIDE = re.compile(rf"(?<![\w-])(?:{_BESIDE}|{LOG_WORDS}|{PAPER_WORDS})(?![\w-])", re.IGNORECASE)
NOTHING = re.compile(
    r"(?:[^\w\[\]<>`:]|_|:[a-z0-9_+-]+:|:|&nbsp;|tbd|tba|todo|to do|n/?a|none|pending|coming|soon"
    r"|not yet|later|wip|in progress|missing|pendiente|por hacer|à faire|offen|folgt|待定|暂无)*",
    re.IGNORECASE,
)
