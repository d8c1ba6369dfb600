"""The check of claims: what is supported, and what must not be."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.documents.survey import Survey
from assistant.evidence.claims import quote
from assistant.evidence.evidence import Evidence
from assistant.evidence.verify import ENTAILED, MOST_READ, verify
from assistant.models.evidence_model import EvidenceModel
from assistant.models.llama.protocol import Rankings, VerdictShares
from assistant.text.wording import Wording
from assistant.text.words import content_words, names, negations, numbers, stem

SURVEY = Survey("s1", "A Survey of Reward Models", ("Ada Moss",), 2024, "2401.00001", None)
TEXTS = {
    3: "The survey covers 48 benchmarks and groups them into five classes by the skill they test.",
    4: "Reward models are trained on pairs of answers that people have ranked.",
    5: "DPO needs no reward model and trains the policy on the pairs directly.",
    20: "Larger models do not always follow instructions better than smaller ones.",
    41: "Outer alignment means that the objective says what its designers want.",
    77: "Annotators in Kenya were paid less than two dollars an hour.",
    80: "On long documents, SLiC outperforms DPO by a wide margin.",
    82: "The loss minimizes the distance between spoken queries and their transcripts.",
    84: "RRHF is cheaper to train than PPO but needs more samples.",
}


def sentence(text: str, number: int = 0) -> Evidence:
    return Evidence(
        key=f"S{number}",
        text=text,
        survey=SURVEY,
        document_id="d1",
        document="reward.md",
        section="Findings",
        kind="body",
        page=number // 10 + 1,
        sentence=number,
    )


def evidence() -> list[Evidence]:
    return [sentence(text, number) for number, text in TEXTS.items()]


@pytest.mark.parametrize("number", TEXTS)
def test_a_sentence_of_the_source_is_supported_by_itself(number: int) -> None:
    claim = verify(TEXTS[number], evidence())
    assert claim.verdict == "supported"
    (citation,) = claim.citations
    assert citation.quote == TEXTS[number]
    assert citation.sentence == number
    assert citation.page == number // 10 + 1
    assert citation.supported


@pytest.mark.parametrize(
    "text",
    [
        "Reward models are trained on ranked pairs of answers.",
        "- Outer alignment means that the objective says what its designers want",
        "Yes, DPO needs no reward model.",
        "DPO is outperformed by SLiC on long documents.",
        "SLiC outperforms DPO on long documents.",
        "RRHF is cheaper to train than PPO.",
    ],
)
def test_the_sources_words_in_another_form_are_supported(text: str) -> None:
    claim = verify(text, evidence())
    assert claim.verdict in ("supported", "partly")
    assert claim.citations


@pytest.mark.parametrize(
    "text",
    [
        "The survey covers 84 benchmarks and groups them into five classes by the skill they test.",
        "The survey covers 48 benchmarks and groups them into nine classes by the skill they test.",
        "PPO needs no reward model and trains the policy on the pairs directly.",
        "DPO needs a reward model and trains the policy on the pairs directly.",
        "Larger models always follow instructions better than smaller ones.",
        "Annotators in Kenya were paid more than two dollars an hour.",
        "Annotators in Brazil were paid less than two dollars an hour.",
        "Reward models are not trained on pairs of answers that people have ranked.",
        "Reward models in Kenya cover five classes of objective that designers ranked.",
        "On long documents, DPO outperforms SLiC by a wide margin.",
        "On long documents, SLiC is outperformed by DPO.",
        "SLiC underperforms DPO on long documents by a wide margin.",
        "The loss maximizes the distance between spoken queries and their transcripts.",
        "The loss minimizes the distance between written queries and their transcripts.",
        "PPO is cheaper to train than RRHF.",
        "Bananas are yellow and grow in bunches on tall plants.",
        "The moon orbits the earth once a month.",
    ],
)
def test_what_the_evidence_does_not_say_is_not_supported(text: str) -> None:
    claim = verify(text, evidence())
    assert claim.verdict != "supported"
    assert claim.reason
    assert not any(citation.supported for citation in claim.citations)


@pytest.mark.parametrize(
    "text", ["", " ", "...", "\x00", "- ", "Yes.", "!?", "S1", "\ud800", "🌊", "\n\n"]
)
def test_what_says_nothing_is_not_supported(text: str) -> None:
    assert verify(text, evidence()).verdict == "unsupported"
    assert verify(text, []).verdict == "unsupported"


def test_without_evidence_nothing_is_supported() -> None:
    assert verify("Reward models are trained.", []).verdict == "unsupported"


def test_words_from_far_apart_are_not_stitched_together() -> None:
    claim = verify(
        "Outer alignment of reward models is trained on what designers want.", evidence()
    )
    assert claim.verdict != "supported"


def test_a_quote_is_the_sentence_itself() -> None:
    item = evidence()[0]
    claim = quote(item)
    assert claim.quoted and claim.supported
    assert claim.text == claim.citations[0].quote == item.text
    assert claim.citations[0].place == "Moss (2024), Findings, p. 1"


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=200)
    | st.lists(st.sampled_from(" ".join(TEXTS.values()).split())).map(" ".join),
    st.text(max_size=60),
)
def test_any_text_is_checked_without_harm(text: str, question: str) -> None:
    items = evidence()
    claim = verify(text, items, Wording(question))
    assert claim.verdict in ("supported", "partly", "unsupported")
    assert (claim.reason == "") == claim.supported
    for citation in claim.citations:
        assert citation.quote in {item.text for item in items}
        assert citation.supported == claim.supported


@pytest.mark.parametrize(
    "text",
    ["word " * 20_000, "x" * 100_000, "A" * 100_000, "1," * 50_000, "强" * 50_000, "(" * 100_000],
    ids=["words", "x", "A", "numbers", "cjk", "brackets"],
)
@pytest.mark.timeout(20)
def test_a_very_long_text_is_checked_in_time(text: str) -> None:
    assert verify(text, evidence(), Wording(text)).verdict == "unsupported"


def test_wording() -> None:
    assert stem("models") == stem("model")
    assert content_words("The of and") == []
    assert numbers("In 2,500 cases of 3.5, two failed") == {"2500", "3.5", "2"}
    assert "gpt-4" in names("We used GPT-4 there")
    assert negations("It does not work and never will") == 2
    assert negations("这不是") >= 1


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Spoken queries are trained on pairs of answers that people have ranked.", ""),
        ("The first step trains the policy on the pairs directly.", ""),
        ("Reward models are trained on most pairs of good answers that people have ranked.", ""),
        ("The shortest benchmark groups 48 benchmarks into five classes.", "Which is shortest?"),
        ("Reward models are trained on pairs.", "Are reward models trained on pairs?"),
        ("The classes of benchmarks are:", "Which classes of benchmarks are there?"),
        ("Kenya", "Which losses are minimized for spoken queries?"),
        ("Models pair answers that people have trained with rewards.", ""),
    ],
)
def test_most_of_a_sentences_words_are_not_the_sentence(text: str, question: str) -> None:
    claim = verify(text, evidence(), Wording(question))
    assert not claim.supported
    assert claim.reason


def test_two_neighbours_carry_a_claim_only_together() -> None:
    joined = (
        "Reward models are trained on pairs of answers that people have ranked, "
        "and DPO trains the policy directly."
    )
    assert verify(joined, evidence()).supported
    assert len(verify(joined, evidence()).citations) == 2
    lent = "DPO: reward models are trained on pairs of answers that people have ranked."
    assert not verify(lent, evidence()).supported


@pytest.mark.parametrize(
    "text",
    [
        "The paper shows that reward models are trained on pairs of answers.",
        "Annotators in Kenya were paid less than two dollars.",
        "Furthermore, larger models do not always follow instructions better.",
    ],
)
def test_words_that_only_report_need_no_quote(text: str) -> None:
    assert verify(text, evidence()).supported


def test_a_claim_may_name_the_survey_that_it_is_from() -> None:
    claim = verify(
        "Moss finds that DPO needs no reward model.", evidence(), Wording("What about DPO?")
    )
    assert "moss" not in claim.reason.lower()
    strange = verify(TEXTS[4].replace("have ranked", "have swiftly ranked"), evidence())
    assert not strange.supported and "“swiftly”" in strange.reason


@pytest.mark.parametrize(
    ("quote", "claim"),
    [
        ("It is unclear whether reward models reduce toxicity in dialogue.", ""),
        ("We hypothesize that reward models reduce toxicity in dialogue.", ""),
        ("Reward models may reduce toxicity in dialogue.", ""),
        ("Some reward models reduce toxicity in dialogue.", ""),
        ("If annotators agree, reward models reduce toxicity in dialogue.", ""),
        ("Reward models reduce toxicity in dialogue if annotators agree on it.", ""),
        ("It was once believed that reward models reduce toxicity in dialogue.", ""),
        ("It is unlikely that this holds: reward models reduce toxicity in dialogue.", ""),
        ("Reward models reduce toxicity in dialogue; some increase it.", "supported"),
        ("Reward models reduce toxicity in dialogue.", "supported"),
    ],
)
def test_a_claim_that_leaves_out_a_reservation_is_not_supported(quote: str, claim: str) -> None:
    found = verify("Reward models reduce toxicity in dialogue.", [sentence(quote)])
    assert found.verdict == (claim or "partly"), found.reason
    if not claim:
        assert "with a reservation" in found.reason
    assert verify(quote, [sentence(quote)]).supported


def test_a_reservation_of_the_question_need_not_be_repeated() -> None:
    quote = sentence("Reward models may reduce toxicity in dialogue.")
    asked = "What may reduce toxicity in dialogue?"
    assert verify("Reward models reduce toxicity in dialogue.", [quote], Wording(asked)).supported
    assert not verify(
        "Reward models reduce toxicity in dialogue.", [quote], Wording("What is it?")
    ).supported


def test_a_part_of_a_quote_without_its_negation_is_not_word_for_word() -> None:
    quote = sentence("We did not find that reward models reduce toxicity in long dialogues.")
    claim = verify("Reward models reduce toxicity in long dialogues.", [quote])
    assert not claim.supported and "negates" in claim.reason


class Entailing:
    """An engine that finds every claim as likely supported as it was told to."""

    def __init__(self, likelihood: float) -> None:
        self.likelihood = likelihood
        self.asked: list[tuple[str, Sequence[str]]] = []

    def rank(self, question: str, passages: Sequence[Sequence[str]], *, urgent: bool) -> Rankings:
        raise AssertionError("nothing is ranked to verify")

    def verify(self, claims: Sequence[tuple[str, Sequence[str]]], *, urgent: bool) -> VerdictShares:
        self.asked += claims
        rest = (1 - self.likelihood) / 2
        return VerdictShares([[self.likelihood, rest, rest] for _ in claims])


PARAPHRASE = "People ranked the answers whose pairs teach reward models what is preferred."


def test_a_paraphrase_holds_where_the_evidence_model_is_sure() -> None:
    assert not verify(PARAPHRASE, evidence()).supported
    for likelihood, supported in ((ENTAILED - 0.01, False), (ENTAILED, True)):
        engine = Entailing(likelihood)
        claim = verify(PARAPHRASE, evidence(), model=EvidenceModel(engine))
        assert claim.supported == supported
        assert {text for text, _ in engine.asked} == {PARAPHRASE}
        assert 0 < len(engine.asked) <= MOST_READ
    assert TEXTS[4] in {citation.quote for citation in claim.citations}
    assert "other words" in claim.reason and not claim.quoted


@pytest.mark.parametrize(
    ("claim", "question"),
    [
        ("The survey gathers 84 benchmarks in five groups by the tested skill.", ""),
        ("DPO requires a reward model when it trains a policy on the pairs.", ""),
        ("PPO and RRHF were trained by annotators in Uganda for little money.", ""),
        ("Rewarding skills.", ""),
        ("Which reward models are trained on pairs?", "Which reward models are trained on pairs?"),
        ("These are the main kinds of reward models that people know:", ""),
    ],
)
def test_whatever_the_evidence_model_says_exact_tests_speak_against(
    claim: str, question: str
) -> None:
    engine = EvidenceModel(Entailing(0.99))
    assert not verify(claim, evidence(), Wording(question), engine).supported


def test_what_words_find_is_not_asked_again() -> None:
    engine = Entailing(0.0)
    assert verify(TEXTS[4], evidence(), model=EvidenceModel(engine)).supported
    assert not engine.asked


@pytest.mark.model
def test_the_shipped_model_passes_a_paraphrase_and_not_its_opposite(
    real_evidence_model: EvidenceModel,
) -> None:
    text = "Annotators preferred the longer summaries in most comparisons."
    others = ("Training took twice as long in every case.", "Larger networks gained nothing.")
    items = [sentence(found, number) for number, found in enumerate((text, *others))]
    said = "Longer summaries were favoured by the annotators most of the time."
    changed = said.replace("Longer", "Shorter")
    claim = verify(said, items, model=real_evidence_model)
    assert claim.supported and [citation.quote for citation in claim.citations] == [text]
    assert not verify(said, items).supported
    assert not verify(changed, items, model=real_evidence_model).supported
