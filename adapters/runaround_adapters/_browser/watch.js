// Watches the messages of a chat widget, and tells what is new. Runs in the frame of the talk, once a document.
// A message is the same as long as its element is; what the page draws anew is known by an attribute or by its place.
(given) => {
  "use strict";
  const TICK_MS = 250, SCAN_MS = 40, BEAT_MS = 500, MARKED_MS = 60, MOST = 5000, HTML = 4000, LABEL = 300;
  const UNSPOKEN = new Set(["script", "style", "template", "noscript", "svg", "head", "title"]);

  // What selectors find, in the order of the page: through open shadow roots too. "a >> b" finds b inside of a.

  const rootsIn = (scope) => {
    const found = [scope];
    if (scope.shadowRoot) found.push(scope.shadowRoot);
    for (let place = 0; place < found.length; place += 1) {
      const walker = document.createTreeWalker(found[place], NodeFilter.SHOW_ELEMENT);
      while (walker.nextNode()) if (walker.currentNode.shadowRoot) found.push(walker.currentNode.shadowRoot);
      if (found.length > MOST) break;
    }
    return [...new Set(found)];
  };
  const chainOf = (node) => {
    const chain = [];
    for (let one = node; one; one = one.getRootNode().host) chain.unshift(one);
    return chain;
  };
  const inOrder = (left, right) => {
    const [ours, theirs] = [chainOf(left), chainOf(right)];
    const place = ours.findIndex((one, index) => one !== theirs[index]);
    if (place < 0) return ours.length - theirs.length;
    if (!theirs[place]) return 1;
    return ours[place].compareDocumentPosition(theirs[place]) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
  };
  const findStep = (selector, scope, roots) => {
    const found = roots.map((root) => [...root.querySelectorAll(selector)]).filter((one) => one.length);
    return found.length > 1 ? [...new Set(found.flat())].sort(inOrder) : found.flat();
  };
  const find = (selector, scope, roots) => {
    let scopes = null;
    for (const step of selector.split(" >> ")) {
      const next = scopes === null
        ? findStep(step, scope, roots || rootsIn(scope))
        : scopes.flatMap((one) => findStep(step, one, rootsIn(one)));
      scopes = [...new Set(next)];
    }
    return scopes;
  };
  const holds = (outer, inner) => chainOf(inner).some((one) => outer === one || outer.contains(one));
  const isSeen = (node) => !node.checkVisibility || node.checkVisibility({ visibilityProperty: true });

  // What a person reads of an element: as it is drawn, with its line breaks, without the buttons that stand in it.

  const read = (top, isLeftOut) => {
    let out = "";
    const walk = (node) => {
      if (out.length > given.most) return;
      if (node.nodeType === Node.TEXT_NODE) {
        const parent = node.parentElement || node.getRootNode().host;
        const keeps = parent && /pre|break-spaces/.test(getComputedStyle(parent).whiteSpace);
        const text = keeps ? node.data : node.data.replace(/[ \t\r\n\f]+/g, " ");
        out += !keeps && (!out || /\s$/.test(out)) ? text.replace(/^ /, "") : text;
        return;
      }
      if (node.nodeType !== Node.ELEMENT_NODE || UNSPOKEN.has(node.localName) || (node !== top && isLeftOut(node))) return;
      if (node.localName === "br") { out += "\n"; return; }
      if (node.localName === "img" && /\p{Extended_Pictographic}/u.test(node.alt)) { out += node.alt; return; }
      const style = getComputedStyle(node);
      if (style.display === "none" || style.visibility === "hidden") return;
      const isBlock = !/^(inline|contents|ruby)/.test(style.display);
      const breakLine = () => { if (isBlock && out && !out.endsWith("\n")) out += "\n"; };
      breakLine();
      const slotted = node.localName === "slot" ? node.assignedNodes() : [];
      for (const child of slotted.length ? slotted : (node.shadowRoot || node).childNodes) walk(child);
      breakLine();
    };
    walk(top);
    return out.trim();
  };
  const labelOf = (node) =>
    (read(node, () => false) || node.getAttribute("aria-label") || node.value || node.title || "").slice(0, LABEL);

  // What was seen. A record outlives its element: what is drawn anew takes its place.

  let records = given.known.map((one, place) => ({ ...one, node: null, told: true, rank: place, pieces: 0 }));
  let made = 0, hasSpoken = given.spoken, wasTyping = false, beatAt = 0, news = [], toldChoices = new Set(), choicesLabel = "";
  const elements = new Map();
  const strangers = new WeakSet();
  const sights = new Map();

  const tell = (event) => { if (news.length < MOST) news.push(event); };
  const name = () => `${given.visit}-${made += 1}`;
  const markup = (node) => (node.outerHTML || "").slice(0, HTML);
  const isOne = (node, selector) => Boolean(selector)
    && ((!selector.includes(" >> ") && node.matches(selector)) || find(selector, node).length > 0
      || (selector.includes(" >> ") && find(selector, document).includes(node)));
  const kindOf = (node) => {
    for (const kind of ["own", "human", "system", "bot"]) if (isOne(node, given[kind])) return kind;
    return given.bot ? "unknown" : "bot";
  };
  const leftOut = (node) => {
    const selectors = [given.buttons, given.choices].filter((one) => one && !one.includes(" >> "));
    return selectors.some((one) => node.matches(one));
  };
  const textOf = (node) => {
    const parts = given.text ? find(given.text, node).filter(isSeen) : [];
    const top = parts.filter((one) => !parts.some((other) => other !== one && holds(other, one)));
    if (given.text) return top.map((one) => read(one, leftOut)).filter(Boolean).join("\n");
    return read(node, leftOut);
  };
  const keep = (node, value) => {
    const key = name();
    elements.set(key, { node, ...value });
    if (elements.size > MOST) elements.delete(elements.keys().next().value);
    return { key, ...value };
  };
  const buttonsOf = (nodes) => nodes.filter(isSeen).map((node) => keep(node, {
    label: labelOf(node),
    value: (node.dataset.value || node.dataset.payload || node.value || "").toString().slice(0, LABEL),
  })).filter((one) => one.label);
  const linksOf = (node) => (given.links ? find(given.links, node) : [])
    .filter((one) => /^https?:/i.test(one.href || "") && !leftOut(one))
    .map((one) => keep(one, { url: one.href.slice(0, 2000), title: labelOf(one) }));

  // Who is who after the page has drawn itself anew: the shift at which what is new continues what is gone.

  const fits = (record, kind, text) => record.kind === kind
    && (text === record.text || (record.text && text.startsWith(record.text)));
  const settle = (fresh, gone) => {
    if (given.identity !== "place" || !gone.length) return;
    for (let shift = 0; shift < gone.length; shift += 1) {
      const count = Math.min(fresh.length, gone.length - shift);
      let place = 0;
      while (place < count && fits(gone[shift + place], fresh[place].kind, fresh[place].text)) place += 1;
      if (place < count) continue;
      for (place = 0; place < count; place += 1) {
        gone[shift + place].node = fresh[place].node;
        fresh[place].record = gone[shift + place];
      }
      return;
    }
  };
  const enrol = (nodes) => {
    const byNode = new Map(records.filter((one) => one.node).map((one) => [one.node, one]));
    const present = new Set(nodes);
    const fresh = [];
    const found = [];
    for (const node of nodes) {
      const id = given.identity === "attribute" ? node.getAttribute(given.attribute) : null;
      let record = id === null ? byNode.get(node) : records.find((one) => one.id === id);
      if (record && id !== null && record.node !== node) {
        if (record.node && present.has(record.node)) continue; // the same message, shown twice
        record.node = node;
      }
      const one = { node, id, record };
      if (!record) {
        one.kind = kindOf(node);
        one.text = textOf(node);
        fresh.push(one);
      }
      found.push(one);
    }
    if (fresh.length) {
      settle(fresh, records.filter((one) => (!one.node || !present.has(one.node)) && one.id === null));
    }
    const seen = new Set();
    return found.map((one) => {
      if (!one.record && one.id !== null && seen.has(one.id)) return null;
      if (one.id !== null) seen.add(one.id);
      if (!one.record) {
        one.record = { key: one.id === null ? name() : `id:${one.id}`, id: one.id, node: one.node, kind: one.kind, text: "",
          told: false, pieces: 0, rank: null };
        records.push(one.record);
      }
      return one.record;
    }).filter(Boolean);
  };
  const rank = (list) => {
    // New messages get numbers between those of their neighbours, so that what was put in between stands there.
    let before = null;
    list.forEach((record, place) => {
      if (record.rank === null) {
        const after = list.slice(place + 1).find((one) => one.rank !== null);
        const low = before === null ? (after ? after.rank - 2 : 0) : before;
        record.rank = after && after.rank > low ? (low + after.rank) / 2 : low + 1;
      }
      before = record.rank;
    });
  };

  const look = (record, now) => {
    const raw = record.told && !record.node.shadowRoot ? record.node.textContent : null;
    if (raw !== null && raw === record.raw) return;
    const text = textOf(record.node);
    record.raw = raw;
    if (text.length >= given.most) { tell({ huge: text.length, key: record.key }); return; }
    if (record.told) {
      if (text === record.text) return;
      if (record.text && text.startsWith(record.text)) {
        record.base = record.text;
        record.key = `${record.key}+`;
        record.told = false;
      } else {
        tell({ edited: record.key, text: text.slice(0, HTML) });
        record.text = text;
        return;
      }
    }
    const kind = kindOf(record.node);
    if (text !== record.text || kind !== record.kind) {
      Object.assign(record, { text, kind, changed: now });
    }
    record.changed ??= now;
    const said = text.slice((record.base || "").length);
    if (said && kind !== "own" && kind !== "unknown" && record.piece !== said) {
      record.piece = said;
      tell({ piece: record.key, text: said });
    }
  };
  const isWhole = (record, now) => {
    if (!record.text && !(given.buttons && find(given.buttons, record.node).length)
      && !(given.images && find(given.images, record.node).length)) return false;
    if (given.writing && isOne(record.node, given.writing)) { record.changed = now; return false; }
    return now - record.changed >= (given.writing ? Math.min(MARKED_MS, given.stable_ms) : given.stable_ms);
  };
  const tellWhole = (record, now, extra) => {
    record.told = true;
    beatAt = 0; // a message ends what was said of writing; what still stands on the page is said again
    const { node, kind } = record;
    tell({
      whole: record.key, id: record.id, kind, all: record.text, text: record.text.slice((record.base || "").length).trim(), rank: record.rank,
      age_ms: now - record.changed,
      buttons: [...buttonsOf(given.buttons ? find(given.buttons, node) : []), ...extra],
      links: linksOf(node),
      images: (given.images ? find(given.images, node) : []).map((one) => (one.alt || one.src || "").slice(0, LABEL)),
      sights: given.sights.filter((one) => isOne(node, one.select)).map((one) => one.name),
      html: markup(node),
    });
    record.base = "";
  };

  const markHistory = (list) => {
    // Who comes back and has said nothing yet sees words of their own: up to there, and as far as it went on then, it is
    // what was said before.
    const own = list.map((record) => record.kind).lastIndexOf("own");
    let end = own + 1;
    while (own >= 0 && end < list.length && given.before[end - own - 1] === list[end].text) end += 1;
    list.slice(0, end).forEach((record) => { record.isHistory = true; });
  };
  const seeTyping = (roots, now) => {
    const isTyping = Boolean(given.typing) && find(given.typing, document, roots).some(isSeen);
    if (isTyping !== wasTyping || (isTyping && now - beatAt > BEAT_MS)) {
      tell({ typing: isTyping });
      beatAt = now;
    }
    wasTyping = isTyping;
  };
  const seeSights = (roots, list) => {
    for (const { name: event, select } of given.sights) {
      const before = sights.get(event) || [];
      const now = find(select, document, roots)
        .filter((node) => isSeen(node) && !list.some((record) => holds(record.node, node)))
        .map((node) => ({ node, text: read(node, () => false).slice(0, HTML) }));
      const present = new Set(now.map((one) => one.node));
      const gone = before.filter((one) => !present.has(one.node)).map((one) => one.text);
      for (const { node, text } of now) {
        if (before.some((one) => one.node === node && one.text === text)) continue;
        const place = gone.indexOf(text);
        if (place >= 0) gone.splice(place, 1);
        else tell({ sight: event, text, html: markup(node) });
      }
      sights.set(event, now);
    }
  };
  const seeStrangers = (list) => {
    // What stands among the messages and is none goes into the record: perhaps the target file forgets it.
    for (const parent of new Set(list.slice(-20).map((record) => record.node.parentNode))) {
      for (const node of parent ? parent.children : []) {
        if (strangers.has(node) || list.some((record) => holds(node, record.node))) continue;
        if (given.typing && isOne(node, given.typing)) continue;
        strangers.add(node);
        if (!UNSPOKEN.has(node.localName)) tell({ stranger: markup(node) });
      }
    }
  };
  const freeChoices = (roots, list) => {
    if (!given.choices) return [];
    const found = find(given.choices, document, roots)
      .filter((node) => isSeen(node) && !list.some((record) => holds(record.node, node)));
    const labels = found.map(labelOf).join("\n");
    if (!found.length) choicesLabel = "";
    const isNew = found.some((node) => !toldChoices.has(node)) && labels !== choicesLabel;
    return isNew ? found : [];
  };
  let choicesAt = 0;
  const seeChoices = (roots, list, last, now) => {
    const found = freeChoices(roots, list);
    if (!found.length) { choicesAt = 0; return []; }
    const isWaiting = list.some((record) => !record.told && record.kind !== "own");
    choicesAt = choicesAt || now;
    if (!last && (isWaiting || now - choicesAt < given.stable_ms)) return [];
    choicesAt = 0;
    toldChoices = new Set(found);
    choicesLabel = found.map(labelOf).join("\n");
    return buttonsOf(found);
  };

  const scan = () => {
    if (!globalThis[given.tell]) return;
    const now = performance.now();
    const roots = rootsIn(document);
    roots.forEach(observe);
    const nodes = find(given.each, document, roots)
      .filter((node) => isSeen(node) && !(given.typing && isOne(node, given.typing)));
    const list = enrol(nodes);
    rank(list);
    for (const record of list) look(record, now);
    if (given.before && !hasSpoken) markHistory(list);
    const whole = list.filter((record) => !record.told && (record.kind === "own" || isWhole(record, now)));
    const heard = whole.filter((record) => record.kind === "bot" || record.kind === "human");
    const last = heard[heard.length - 1];
    const extra = seeChoices(roots, list, last, now);
    for (const record of whole) {
      if (!record.isHistory) { tellWhole(record, now, record === last ? extra : []); continue; }
      record.told = true;
      tell({ history: record.key, id: record.id, kind: record.kind, all: record.text });
    }
    if (extra.length && !last) tell({ whole: name(), kind: "bot", text: "", rank: null, age_ms: 0, buttons: extra });
    for (const record of records) {
      // What was to be read and is gone was said all the same.
      if (record.told || record.isHistory || list.includes(record) || !record.text) continue;
      if (now - record.changed >= given.stable_ms) tellWhole(record, now, []);
    }
    seeStrangers(list);
    seeSights(roots, list);
    seeTyping(roots, now);
    if (records.length > MOST) records = records.slice(-MOST);
    if (news.length) globalThis[given.tell](news.splice(0));
    const pending = list.filter((record) => !record.told && record.text);
    if (pending.length || choicesAt) setTimeout(request, Math.min(given.stable_ms, MARKED_MS) + 5);
  };

  let isAsked = false;
  const request = () => {
    if (isAsked) return;
    isAsked = true;
    setTimeout(() => { isAsked = false; scan(); }, SCAN_MS);
  };
  const observer = new MutationObserver(request);
  const observed = new WeakSet();
  const observe = (root) => {
    if (observed.has(root)) return;
    observed.add(root);
    observer.observe(root, { childList: true, subtree: true, characterData: true, attributes: true });
  };

  globalThis[given.watch] = {
    // The consumer does something: what could be chosen before may be offered again.
    speak: () => { hasSpoken = true; toldChoices = new Set(); choicesLabel = ""; },
    element: (key) => {
      const one = elements.get(key);
      if (!one || one.node.isConnected) return one?.node || null;
      const selector = one.url ? given.links : [given.buttons, given.choices].filter(Boolean).join(",");
      const same = find(selector, document)
        .filter((node) => isSeen(node) && (one.url ? node.href === one.url : labelOf(node) === one.label));
      return same[same.length - 1] || null;
    },
  };
  setInterval(scan, TICK_MS);
  scan();
}
