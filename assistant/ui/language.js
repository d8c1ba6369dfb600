// Put at the head of the page: Gradio translates into what the browser asks for, as it starts; a
// language that was chosen in the header comes first.
(() => {
  const chosen = localStorage.getItem("survey-assistant-language");
  if (!chosen) return;
  const tag = chosen === "zh" ? "zh-CN" : chosen;
  Object.defineProperty(navigator, "language", { get: () => tag });
  Object.defineProperty(navigator, "languages", { get: () => [tag] });
  document.documentElement.lang = chosen;
})();
