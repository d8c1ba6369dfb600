"""The model that answers, and the catalogue of others, as the Model tab shows them."""

from __future__ import annotations

from pathlib import Path

import psutil

from assistant.errors import AssistantError
from assistant.library import Library
from assistant.models.capabilities import Capabilities, capabilities
from assistant.models.cost import Offer, offers
from assistant.models.files.resolve import CATALOGUE, CHAT_FILE, check_gguf
from assistant.models.llama.speed import Speed
from assistant.models.server_health import server_health
from assistant.settings import Settings
from assistant.ui.i18n.catalogue import translate
from assistant.ui.views.header import parameters_text
from assistant.ui.views.markup import error_html, escape

HEADERS = ("Name", "Parameters", "Memory", "An answer", "Languages", "Licence", "Here", "Note")
WIDTHS = ("14%", "11%", "11%", "11%", "16%", "11%", "7%", "19%")
UNCONFIRMED = "Not confirmed yet: the hub is asked at the pull."
USUAL_ANSWER = 60  # tokens, which is about two sentences
SPEED = (
    "Reads {prompt} and writes {generation} tokens a second: an answer of 60 tokens takes about "
    "{seconds} s."
)


def catalogue_rows(folder: Path, language: str) -> list[list[str]]:
    """A row for each model of the catalogue; ``folder`` is where models of this machine are."""
    here = "✓" if (folder / CHAT_FILE).is_file() else ""
    first = [
        "default", "135M", "0.5 GB", "", translate("English", language), "Apache-2.0",
        here, f"SmolLM2-135M-Instruct: {translate('small and fast.', language)}",
    ]  # fmt: skip
    free = psutil.virtual_memory().available
    return [first, *(_row(offer, language) for offer in offers(CATALOGUE, folder, free))]


def _row(offer: Offer, language: str) -> list[str]:
    model = offer.model
    memory = _size(model.memory_bytes)
    if not offer.fits:
        memory = translate("{size}: too much now", language, size=memory)
    seconds = "" if offer.seconds is None else f"≈ {offer.seconds:.0f} s"
    note = translate(model.note, language)
    if not model.confirmed:
        note = f"{note} {translate(UNCONFIRMED, language)}"
    return [
        model.name, model.parameters, memory, seconds, translate(model.languages, language),
        model.licence, "✓" if offer.file else "", note,
    ]  # fmt: skip


def facts_html(library: Library, language: str) -> str:
    """The model that answers: its size, its file and its memory, as a table."""
    try:
        facts = _facts(library, language)
    except AssistantError as error:
        return error_html(error, language)
    rows = "".join(
        f'<tr><th scope="row">{escape(translate(name, language))}</th><td>{escape(value)}</td></tr>'
        for name, value in facts
    )
    label = escape(translate("The model that answers", language))
    return f'<table class="sa-facts" aria-label="{label}">{rows}</table>'


def speed_text(speed: Speed, evidence_tokens: int, language: str) -> str:
    """How fast a model reads and writes here, and what that makes of an answer."""
    seconds = evidence_tokens / speed.prompt + USUAL_ANSWER / speed.generation
    return translate(
        SPEED,
        language,
        prompt=f"{speed.prompt:.0f}",
        generation=f"{speed.generation:.0f}",
        seconds=f"{seconds:.1f}",
    )


def _facts(library: Library, language: str) -> list[tuple[str, str]]:
    can = capabilities(library.chat_model)
    facts = [("Model", can.name)]
    if can.process is not None and can.file is not None:
        info = check_gguf(can.file)
        context = library.settings.context_tokens
        size = parameters_text(info.parameters, language) if info.parameters else "?"
        facts += [
            ("Parameters", size),
            ("File", f"{_size(info.size_bytes)}, {info.quantization}"),
            ("Context", translate("{count} tokens", language, count=context)),
            ("Memory in use", _memory(can.process.process_id, language)),
        ]
    elif library.settings.base_url:
        facts += _server_facts(library.settings, can, language)
    return [*facts, ("Memory free", _size(psutil.virtual_memory().available))]


def _server_facts(settings: Settings, can: Capabilities, language: str) -> list[tuple[str, str]]:
    """The server that the model runs at: whether it answers now, and how many at a time."""
    address = str(settings.base_url)
    health = server_health(address, can.name, settings.api_key)
    state = translate(health.problem, language) or translate(
        "It answers, within {milliseconds} ms.",
        language,
        milliseconds=f"{1000 * health.seconds:.0f}",
    )
    slots = settings.slots or health.slots
    many = str(slots) if slots else translate("1: the server does not say how many", language)
    return [("Server", address), ("Its state", state), ("Answers at a time", many)]


def _memory(process_id: int | None, language: str) -> str:
    if process_id is None:
        return translate("not loaded yet", language)
    try:
        size = _size(psutil.Process(process_id).memory_info().rss)
    except psutil.Error:
        return translate("not loaded yet", language)
    return translate("{size} (with the embedder)", language, size=size)


def _size(count: float) -> str:
    return f"{count / 1e9:.1f} GB"
