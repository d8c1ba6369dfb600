// A click on a citation's mark opens its evidence, lights it up, and leads back by Esc.
document.addEventListener("click", (event) => {
  const mark = event.target.closest && event.target.closest("a.sa-mark");
  if (!mark) return;
  event.preventDefault();
  const card = document.getElementById(mark.getAttribute("href").slice(1));
  if (!card) return;
  document.querySelectorAll(".sa-card.sa-lit, .sa-mark.sa-lit").forEach((lit) => lit.classList.remove("sa-lit"));
  const group = card.closest("details");
  if (group) group.open = true;
  card.classList.add("sa-lit");
  mark.classList.add("sa-lit");
  card.scrollIntoView({ block: "nearest", behavior: "smooth" });
  card.focus({ preventScroll: true });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !event.target.closest || !event.target.closest(".sa-card")) return;
  const mark = document.querySelector(".sa-mark.sa-lit");
  if (mark) mark.focus();
});
