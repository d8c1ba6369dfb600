"""What the Chat tab and its sidebar work with."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from assistant.library import Library
from assistant.scheduling import FairQueue
from assistant.ui.state.downloads import DownloadFolder
from assistant.ui.state.session import Session
from assistant.ui.state.visitors import Visitor
from assistant.ui.views.evidence import EvidenceView


@dataclass(frozen=True)
class ChatContext:
    """The library and what pages share; with ``shared`` everybody sees everybody's conversations.

    Whoever asks waits in ``queue``.
    """

    library: Library
    view: EvidenceView
    downloads: DownloadFolder
    queue: FairQueue
    shared: bool = False

    def visitor(self, request: gr.Request) -> Visitor:
        """The browser that sends a request."""
        return Visitor.from_request(request, shared=self.shared)


def own_conversation(session: Session | None) -> int | None:
    """The id of the open conversation if the library keeps it and the visitor may change it."""
    return session.kept if session is not None and session.own else None
