// The newest question stands at the top of the conversation, and stays there while its answer
// grows: below it as much room is kept as the answer does not need yet.
(() => {
  const ABOVE = 10; // pixels between the edge and the question
  let count = 0;
  let due = 0;
  let watched = null;

  const place = () => {
    due = 0;
    const area = document.querySelector("#sa-chat .bubble-wrap");
    const list = area && area.querySelector(".message-wrap");
    if (!list) { count = 0; return; }
    if (watched !== list) { watched = list; resized.disconnect(); resized.observe(list); }
    const asked = list.querySelectorAll(".sa-asked");
    const row = asked.length > 1 && asked[asked.length - 1].closest(".message-row");
    if (!row) {
      list.style.paddingBottom = "";
      if (asked.length !== count) area.scrollTop = 0;
    } else if (area.clientHeight) {
      const end = list.lastElementChild.getBoundingClientRect().bottom;
      const top = row.getBoundingClientRect().top;
      list.style.paddingBottom = `${Math.max(0, area.clientHeight - (end - top) - ABOVE)}px`;
      if (asked.length !== count) area.scrollTop += top - area.getBoundingClientRect().top - ABOVE;
    }
    count = asked.length;
  };

  const soon = () => { due = due || requestAnimationFrame(place); };
  const resized = new ResizeObserver(soon);
  new MutationObserver(soon).observe(document.documentElement, { childList: true, subtree: true });
  addEventListener("resize", soon);
})();
