// Marks open their evidence, evidence shows its page, answers can be copied, and the language is kept.
(() => {
  const LANGUAGE = "survey-assistant-language";

  // Names of Gradio's own controls that it says in English only, or, of the button that leads to
  // the newest message, not at all: what cannot be seen is read to those who cannot see.
  const NAMES = __NAMES__;
  const NAMED = ["aria-label", "title", "placeholder"];
  let due = 0;
  const name = () => {
    due = 0;
    const chosen = document.querySelector(".sa-head [aria-pressed='true']");
    if (!chosen) return;
    const language = chosen.dataset.language;
    if (document.documentElement.lang !== language) document.documentElement.lang = language;
    for (const button of document.querySelectorAll('#sa-chat .arrow button[aria-label=""]')) {
      button.setAttribute("aria-label", "To the newest message");
      button.title = "To the newest message";
    }
    if (language === "en") return;
    for (const [english, others] of Object.entries(NAMES)) {
      for (const attribute of NAMED) {
        for (const element of document.querySelectorAll(
            `[${attribute}${english.endsWith(" ") ? "^" : ""}="${english}"]`)) {
          const rest = element.getAttribute(attribute).slice(english.length);
          element.setAttribute(attribute, others[language] + rest);
        }
      }
    }
  };
  new MutationObserver(() => { due = due || setTimeout(name, 200); })
    .observe(document.documentElement, { childList: true, subtree: true });

  const images = new Map();

  const pageImage = (page) => {
    const { document: id, page: number, sentence, figure } = page.dataset;
    const key = [id, figure, number, sentence].join("|");
    if (!images.has(key)) {
      const endpoint = figure ? "figure_image" : "page_image";
      const asked = fetch(new URL(`gradio_api/run/${endpoint}`, document.baseURI), {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ data: figure ? [id, figure] : [id, Number(number), Number(sentence)] }),
      }).then(async (reply) => {
        const said = await reply.json();
        if (!reply.ok || !said.data) throw new Error(said.error || "The page cannot be shown.");
        if (said.data[0].error) throw new Error(said.data[0].error);
        return "data:image/png;base64," + said.data[0].png;
      });
      asked.catch(() => images.delete(key));
      images.set(key, asked);
    }
    return images.get(key);
  };

  const showPage = async (page) => {
    const button = page.querySelector("button");
    if (page.querySelector(".sa-sheet, .sa-error") || page.dataset.asked) return;
    page.dataset.asked = "1";
    try {
      const image = document.createElement("img");
      image.alt = [page.dataset.name, page.dataset.marked].filter(Boolean).join(", ");
      image.src = await pageImage(page);
      await image.decode();
      const sheet = document.createElement("button");
      sheet.type = "button";
      sheet.className = "sa-sheet";
      sheet.setAttribute("aria-label", `${page.dataset.name}: ${page.dataset.enlarge}`);
      sheet.append(image);
      page.append(sheet);
      sheet.scrollTop = image.clientHeight * Number(page.dataset.top) - 60;
      button.setAttribute("aria-expanded", "true");
      button.hidden = true;
    } catch (error) {
      const note = document.createElement("p");
      note.className = "sa-error";
      note.setAttribute("role", "alert");
      note.textContent = error.message;
      page.append(note);
    }
    delete page.dataset.asked;
  };

  const enlarge = (sheet) => {
    const dialog = document.createElement("dialog");
    dialog.className = "sa-large";
    dialog.setAttribute("aria-label", sheet.querySelector("img").alt);
    const close = document.createElement("button");
    close.type = "button";
    close.className = "sa-tool";
    close.textContent = "×";
    close.setAttribute("aria-label", sheet.closest(".sa-page").dataset.close);
    dialog.append(close, sheet.querySelector("img").cloneNode());
    document.querySelector(".gradio-container").append(dialog);
    dialog.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => { dialog.remove(); sheet.focus(); });
    dialog.showModal();
    const top = Number(sheet.closest(".sa-page").dataset.top);
    dialog.scrollTop = dialog.scrollHeight * top - 120;
  };

  const open = (mark) => {
    const card = document.getElementById(mark.getAttribute("href").slice(1));
    if (!card) return;
    document.querySelectorAll(".sa-card.sa-lit, .sa-mark.sa-lit").forEach((lit) => lit.classList.remove("sa-lit"));
    const group = card.closest("details");
    if (group) group.open = true;
    card.classList.add("sa-lit");
    mark.classList.add("sa-lit");
    const settle = () => card.scrollIntoView({ block: "nearest", behavior: "smooth" });
    settle();
    card.focus({ preventScroll: true });
    const page = card.querySelector(".sa-page");
    if (page) showPage(page).then(() => {
      const sheet = page.querySelector(".sa-sheet");
      if (sheet) sheet.scrollIntoView({ block: "nearest", behavior: "smooth" });
    });
  };

  // On a narrow page the evidence is a sheet over its lower part, there while a card is lit.
  const close = () => {
    const mark = document.querySelector(".sa-mark.sa-lit");
    document.querySelectorAll(".sa-lit").forEach((lit) => lit.classList.remove("sa-lit"));
    if (mark) mark.focus({ preventScroll: true });
  };

  const copy = async (button) => {
    const label = button.textContent;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      const area = document.createElement("textarea");
      area.value = button.dataset.copy;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = label; }, 1500);
  };

  document.addEventListener("click", (event) => {
    const near = (selector) => event.target.closest && event.target.closest(selector);
    const mark = near("a.sa-mark");
    if (mark) { event.preventDefault(); return open(mark); }
    if (near(".sa-close")) return close();
    if (!near("#sa-quotes, .sa-large") && matchMedia("(max-width: 768px)").matches) close();
    if (near(".sa-sheet")) return enlarge(near(".sa-sheet"));
    if (near(".sa-page > button")) return showPage(near(".sa-page"));
    if (near("button[data-copy]")) return copy(near("button[data-copy]"));
    const language = near("[data-language]");
    if (language) {
      localStorage.setItem(LANGUAGE, language.dataset.language);
      document.cookie = `${LANGUAGE}=${language.dataset.language}; path=/; max-age=31536000; samesite=strict`;
      location.reload();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !event.target.closest || !event.target.closest(".sa-card")) return;
    close();
  });
})();
