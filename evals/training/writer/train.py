"""From records to the adapter that the default chat model answers with."""

from __future__ import annotations

import random
from pathlib import Path

import torch

from assistant.models.files.adapter_file import write_adapter
from assistant.models.llama.engine import ChatEngine
from evals.training.training import CHECKPOINT
from evals.training.writer.examples import Encoding
from evals.training.writer.fit import WriterFit, WriterPlan
from evals.training.writer.llama import Llama
from evals.training.writer.records import draw, writer_records

CONTEXT = 1024
# Dev records that the curve is measured on.
MOST_WATCHED = 60


def train_writer(base: Path, data: Path, plan: WriterPlan, folder: Path, output: Path) -> None:
    """Fit an adapter for the chat model in ``base``, and write it to ``output``.

    A checkpoint in ``folder`` is gone on from where its schedule stood.
    """
    torch.manual_seed(plan.seed)
    engine = ChatEngine(str(base), CONTEXT, plan.threads)
    encoding = Encoding(engine.prompt_tokens, engine.tokens, engine.end)
    dtype = torch.bfloat16 if plan.bfloat else torch.float32
    model = Llama(base, plan.rank, plan.scale, dtype)
    fit = WriterFit(model, encoding, plan, folder)
    if (checkpoint := folder / CHECKPOINT).is_file():
        fit.resume(checkpoint)
    dev = writer_records(data, "dev")[:MOST_WATCHED]
    watched = [draw(record, random.Random(number)) for number, record in enumerate(dev)]
    fit.run(writer_records(data, "train"), watched)
    told = f"LoRA of rank {plan.rank} for {base.name}, which answers from numbered sentences"
    write_adapter(output, model.adapter(), plan.scale * plan.rank, told)
