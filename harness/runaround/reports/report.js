"use strict";
// Without this script the page holds everything; with it, cases can be picked and searched. It loads and keeps nothing.
(() => {
  const ROWS = 500;
  const MARKED = 30;
  const cases = [...document.querySelectorAll("article.case")];
  const table = document.getElementById("case-list");
  const rows = table ? [...table.rows] : [];

  // In a report of many cases each waits inside <noscript>, of which a browser with scripts makes no nodes.
  const release = (held) => {
    const made = document.createElement("template");
    made.innerHTML = held.textContent;
    held.remove();
    return made.content;
  };
  const heldIn = (article) => article.querySelector(":scope > noscript");
  const fill = (article) => {
    const held = heldIn(article);
    if (held) article.append(release(held));
  };

  const reveal = (id) => {
    const [anchor, turn] = id.split("-");
    const holder = document.getElementById(anchor); // a case, or one of its two conversations
    const article = holder?.closest("article.case");
    if (!article) return;
    article.hidden = false;
    fill(article);
    const chat = holder.querySelector("details.chat");
    if (turn && chat) chat.open = true;
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link) reveal(link.hash.slice(1));
  });
  if (location.hash) {
    reveal(location.hash.slice(1));
    location.replace(location.hash); // what has only now become a node can only now be the target
  }
  addEventListener("beforeprint", () => cases.forEach(fill));
  const near = new IntersectionObserver((seen) => {
    for (const one of seen) if (one.isIntersecting) fill(one.target);
  }, { rootMargin: "1500px" });
  for (const article of cases) if (heldIn(article)) near.observe(article);

  const form = document.querySelector("form.filter");
  if (!form) return;
  const status = form.querySelector("[role=status]");
  const more = document.querySelector("button.more");
  const rest = document.querySelector("noscript.rest");
  const loadRows = () => {
    if (rest?.isConnected) rows.push(...release(rest).querySelector("tbody").rows);
  };

  const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;" };
  const escape = (text) => text.replace(/[&<>"']/g, (sign) => SIGNS[sign]);
  const holds = (article, text) => {
    const held = heldIn(article);
    if (!held) return article.textContent.toLowerCase().includes(text);
    const markup = held.textContent.toLowerCase();
    const written = escape(text);
    for (let at = markup.indexOf(written); at >= 0; at = markup.indexOf(written, at + 1)) {
      // In texts every sign of a tag is escaped: a place is inside a tag if the last sign before it opens one.
      if (markup.lastIndexOf("<", at) <= markup.lastIndexOf(">", at)) return true;
    }
    return false;
  };

  const findRanges = (article, text) => {
    const ranges = [];
    const nodes = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
    while (nodes.nextNode()) {
      const said = nodes.currentNode.data.toLowerCase();
      // A few letters have more places in lower case (İ): there the places would not fit.
      if (said.length !== nodes.currentNode.length) continue;
      for (let at = said.indexOf(text); at >= 0; at = said.indexOf(text, at + text.length)) {
        const range = new Range();
        range.setStart(nodes.currentNode, at);
        range.setEnd(nodes.currentNode, at + text.length);
        ranges.push(range);
      }
    }
    return ranges;
  };
  const unfolded = new Set();
  const unfold = (article, text) => {
    for (const folded of article.querySelectorAll("details:not([open])")) {
      if (!folded.textContent.toLowerCase().includes(text)) continue;
      folded.open = true;
      unfolded.add(folded);
    }
  };
  const mark = (shown, text) => {
    unfolded.forEach((folded) => { folded.open = false; });
    unfolded.clear();
    CSS.highlights?.delete("found");
    if (!text) return;
    const first = shown.slice(0, MARKED);
    first.forEach(fill);
    first.forEach((article) => unfold(article, text));
    CSS.highlights?.set("found", new Highlight(...first.flatMap((article) => findRanges(article, text))));
  };

  let limit = ROWS;
  const pick = () => {
    const wanted = [...form.querySelectorAll("select")].filter((one) => one.value);
    const text = form.elements.text.value.trim().toLowerCase();
    const fits = (article) => wanted.every((one) => article.dataset[one.name].split(" ").includes(one.value));
    const places = [];
    cases.forEach((article, place) => {
      article.hidden = !fits(article) || Boolean(text && !holds(article, text));
      if (!article.hidden) places.push(place);
    });
    const listed = places.slice(0, limit);
    if (listed.some((place) => place >= rows.length)) loadRows();
    table.replaceChildren(...listed.map((place) => rows[place]));
    mark(places.map((place) => cases[place]), text);
    tell(places.length);
    form.classList.toggle("active", Boolean(wanted.length || text));
    form.removeAttribute("aria-busy");
  };
  const tell = (count) => {
    status.textContent = form.dataset.count.replace("{n}", count);
    more.hidden = count <= limit;
  };

  let waiting = 0;
  form.addEventListener("input", () => {
    form.setAttribute("aria-busy", "true");
    clearTimeout(waiting);
    waiting = setTimeout(pick, 120);
  });
  form.addEventListener("reset", () => {
    form.setAttribute("aria-busy", "true");
    setTimeout(pick); // the fields are empty only after this event
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  more.addEventListener("click", () => {
    const listed = table.rows.length;
    limit = Infinity;
    pick();
    table.rows[listed]?.querySelector("a").focus();
  });
  addEventListener("beforeprint", () => {
    limit = Infinity;
    pick();
  });
  form.hidden = false;
  tell(cases.length);
})();
