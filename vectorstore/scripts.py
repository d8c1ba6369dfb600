"""Which scripts an embedder reads: one made for English gives noise for Japanese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from vectorstore.embedding import embed_all

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

# How much vectors count against words. What an embedder cannot read it orders by chance: it may
# only put last what words do not find.
READ, UNREAD = 1.0, 0.004
# A sentence, another that means the same in other words, and one that shares words but not sense.
PROBES: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "ja": (
        ("車を買いたい", "自動車の購入を希望する", "車に酔ってしまった"),
        ("とても寒い日だ", "気温がかなり低い", "とても高い山だ"),
        ("医者に診てもらった", "病院で検査を受けた", "医者になりたかった"),
    ),
    "zh": (
        ("我想买一辆汽车", "打算购置轿车", "我想学一门外语"),
        ("今天很冷", "气温非常低", "今天很忙"),
        ("他去看了医生", "到医院接受检查", "他去看了电影"),
    ),
    "ko": (
        ("차를 사고 싶다", "자동차 구매를 희망한다", "차를 마시고 싶다"),
        ("오늘은 매우 춥다", "기온이 아주 낮다", "오늘은 매우 바쁘다"),
    ),
}


def understands_script(embeddings: Embeddings, script: str) -> bool:
    """Whether an embedder brings together what means the same in a script, rather than looks so."""
    probes = PROBES[script]
    vectors = embed_all(embeddings, [text for probe in probes for text in probe])
    margins = [
        float(vectors[i] @ vectors[i + 1] - vectors[i] @ vectors[i + 2])
        for i in range(0, len(vectors), 3)
    ]
    return sum(margins) / len(margins) > 0
