// Finds the parts of a chat widget, and writes selectors for them that will hold tomorrow too. Runs in one frame.
(words) => {
  "use strict";
  const MOST = 4000, LABEL = 200;
  const known = globalThis.__runaroundExplorer;
  if (known) return;
  const elementsIn = (root, found = []) => {
    for (const one of root.querySelectorAll("*")) {
      if (found.length > MOST) break;
      found.push(one);
      if (one.shadowRoot) elementsIn(one.shadowRoot, found);
    }
    return found;
  };
  const all = () => elementsIn(document);
  const isSeen = (one) => {
    const box = one.getBoundingClientRect();
    return box.width > 3 && box.height > 3 && (!one.checkVisibility || one.checkVisibility({ visibilityProperty: true }));
  };
  const clean = (text) => text.replace(/\s+/g, " ").trim();
  const textOf = (one) => clean(one.innerText ?? one.textContent ?? "");
  const labelOf = (one) => clean([one.getAttribute("aria-label"), one.getAttribute("placeholder"), one.title, one.alt,
    one.getAttribute("data-placeholder"), one.labels?.[0] && textOf(one.labels[0]), one.matches("input,textarea") ? "" : textOf(one)].filter(Boolean).join(" "))
    .slice(0, LABEL).toLowerCase();
  const marksOf = (one) => [one.id, one.getAttribute("class"), one.getAttribute("data-testid"), one.localName, one.title,
    one.getAttribute("src")].filter((mark) => typeof mark === "string").join(" ").toLowerCase();
  const says = (text, list) => list.some((word) => /^[\x20-\x7e]+$/.test(word)
    ? new RegExp(`(^|[^a-z])${word}`).test(text) : text.includes(word));
  const find = (selector) => {
    try { return all().filter((one) => one.matches(selector)); } catch { return []; }
  };

  // Names that were made by a build are other names after the next one.
  const isMade = (name) => /^(css|sc|jsx|svelte|emotion|styled|chakra|tss|makeStyles|jss|mantine)-/i.test(name)
    || /^[A-Z]\w*_\w+__\w{5}$/.test(name) || /\d{3,}/.test(name) || /[:.\/\[\]%]/.test(name) || name.length > 40 || name.length < 2
    || /(^|[_-])(?=[A-Za-z0-9]*\d)(?=[A-Za-z0-9]*[A-Za-z])[A-Za-z0-9]{5,}$/.test(name)
    || (/^[A-Za-z]{5,8}$/.test(name) && /[a-z][A-Z]/.test(name) && !/[aeiou]/i.test(name.slice(1)));
  const STATE = /^(is-|has-|ng-|active|first|last|new|visible|show|hidden|enter|open|focus|hover|animat|fade|slide|flex|grid|block|inline|p[xytrbl]?-|m[xytrbl]?-|w-|h-|text-|bg-|border|rounded|items-|justify-|self-|gap-|space-|max-|min-|overflow|relative|absolute|font-|leading-|shadow)/i;
  const quote = (value) => `"${value.replace(/["\\]/g, "\\$&")}"`;
  const tokensOf = (one) => {
    const tokens = [];
    for (const name of ["data-testid", "data-test", "data-qa", "data-cy", "data-role", "data-author", "data-from", "data-sender", "data-type", "part"]) {
      const value = one.getAttribute(name);
      if (value && value.length < 60 && !/\d{3,}/.test(value)) tokens.push(`[${name}=${quote(value)}]`);
    }
    if (one.localName.includes("-")) tokens.push(one.localName);
    for (const name of one.classList) {
      const stem = name.match(/^([A-Za-z][A-Za-z0-9-]*(?:_[A-Za-z][A-Za-z0-9-]*)*)_{1,2}[A-Za-z0-9_-]{4,}$/);
      if (STATE.test(name)) continue;
      if (!isMade(name)) tokens.push(`.${CSS.escape(name)}`);
      else if (stem && stem[1].length > 3) tokens.push(`[class*=${quote(stem[1])}]`);
    }
    const role = one.getAttribute("role");
    if (role) tokens.push(`[role=${quote(role)}]`);
    return tokens;
  };
  const nameOne = (one) => {
    // The selector of one element: by what it is for, then by what it is called, then by where it is.
    const tries = [];
    if (one.id && !isMade(one.id)) tries.push(`#${CSS.escape(one.id)}`);
    const tokens = tokensOf(one);
    for (const name of ["name", "placeholder", "aria-label", "title", "type", "contenteditable"]) {
      const value = one.getAttribute(name);
      if (value && value.length < 80) tries.push(`${one.localName}[${name}=${quote(value)}]`);
    }
    tries.unshift(...tokens.filter((token) => /^\[(data-|role=)/.test(token)));
    tries.push(...tokens, ...tokens.map((token) => `${one.localName}${token}`), one.localName);
    for (const first of tokens) for (const second of tokens) if (first < second) tries.push(first + second);
    const unique = tries.find((selector) => find(selector).length === 1);
    if (unique) return unique;
    for (let outer = one.parentElement; outer; outer = outer.parentElement) {
      const name = [outer.id && !isMade(outer.id) ? `#${CSS.escape(outer.id)}` : "", ...tokensOf(outer)].filter(Boolean)
        .find((selector) => find(selector).length === 1);
      const within = name && [...tokens, one.localName].map((token) => `${name} ${token}`)
        .find((selector) => find(selector)[0] === one);
      if (within) return within;
    }
    return "";
  };

  const fields = () => all().filter((one) =>
    one.matches("textarea, input:not([type]), input[type=text], [contenteditable=true], [contenteditable=''], [contenteditable=plaintext-only], [role=textbox]")
      && isSeen(one) && !one.disabled && !one.readOnly);
  const findField = () => {
    const scored = fields().map((one) => {
      const label = labelOf(one) + " " + (one.name || "");
      let score = one.matches("textarea, [contenteditable]") ? 2 : 0;
      if (says(label, words.write)) score += 3;
      if (says(label, words.not_write)) score -= 4;
      if (one.closest("header, nav, [role=search], form[action*=search]")) score -= 4;
      if (says(marksOf(one.closest("[class*=chat i], [id*=chat i], [class*=message i]") || one), words.launch)) score += 1;
      if (one.getBoundingClientRect().top > innerHeight / 2) score += 1;
      return { one, score };
    }).filter(({ score }) => score > 1).sort((left, right) => right.score - left.score);
    return scored[0]?.one;
  };
  const clickable = () => all().filter((one) => isSeen(one) && !(one instanceof SVGElement)
    && (one.matches("button, [role=button], a, input[type=button], input[type=submit], summary") || getComputedStyle(one).cursor === "pointer"));
  const smallest = (list) => list.filter((one) => !list.some((other) => other !== one && one.contains(other)));
  const findConsent = () => {
    const near = clickable().filter((one) => labelOf(one).length < 40);
    return near.find((one) => says(labelOf(one), words.refuse)) || near.find((one) => says(labelOf(one), words.consent));
  };
  const isFixed = (one) => {
    for (let at = one; at instanceof Element; at = at.parentElement || at.getRootNode().host) {
      if (["fixed", "sticky"].includes(getComputedStyle(at).position)) return true;
    }
    return false;
  };
  const findLauncher = () => {
    const scored = smallest(clickable()).map((one) => {
      const box = one.getBoundingClientRect();
      let score = isFixed(one) ? 2 : 0;
      if (says(labelOf(one).slice(0, 60), words.launch)) score += 2;
      if (says(marksOf(one), words.launch)) score += 1;
      if (box.right > innerWidth * 0.7 && box.bottom > innerHeight * 0.7) score += 1;
      if (one.closest("header, nav, footer")) score -= 2;
      return { one, score };
    }).filter(({ score }) => score > 2).sort((left, right) => right.score - left.score);
    return scored[0]?.one;
  };
  const findSend = (field) => {
    for (let around = field.parentElement || field.getRootNode().host, depth = 0; around && depth < 5; depth += 1) {
      const inside = elementsIn(around).filter((one) => isSeen(one) && one.matches("button, [role=button], input[type=submit]"));
      const named = inside.find((one) => says(`${labelOf(one)} ${marksOf(one)}`, words.send) || one.type === "submit");
      if (named) return named;
      if (inside.length === 1) return inside[0];
      around = around.parentElement || around.getRootNode().host;
    }
    return undefined;
  };

  // A form in front of the talk; never one of the page itself.
  const inForm = () => all().filter((one) => isSeen(one)
    && one.matches("textarea, input:not([type]), input[type=text], input[type=email], input[type=tel]")
    && (window !== window.top || isFixed(one)) && !one.disabled && !one.readOnly);
  const form = () => inForm().map((one) => ({ ...offer(one), type: one.type }));
  const findSubmit = () => {
    const [first] = inForm();
    return first && (first.form ? [...first.form.elements].find((one) => one.type === "submit") || findSend(first) : findSend(first));
  };

  // What came after the greeting, and what it has in common with the greeting itself.
  let before = new Set(), passing = [], field;
  const marked = new Map();
  const begin = () => {
    before = new Set(all());
    field = findField();
    const look = () => {
      for (const one of all()) {
        if (!before.has(one) && says(marksOf(one), words.typing) && isSeen(one)) passing.push(one);
        if (before.has(one) && says(marksOf(one), words.typing)) {
          if (!marked.has(one)) marked.set(one, isSeen(one));
          else if (!marked.get(one) && isSeen(one)) passing.push(one);
        }
      }
    };
    look();
    new MutationObserver(look).observe(document, { childList: true, subtree: true, attributes: true });
    for (const one of before) if (one.shadowRoot) new MutationObserver(look).observe(one.shadowRoot, { childList: true, subtree: true, attributes: true });
  };
  const fresh = () => all().filter((one) => !before.has(one) && isSeen(one) && textOf(one)
    && !one.matches("script, style, option") && !passing.includes(one));
  const ownLeaf = (said) => all().filter((one) => isSeen(one) && textOf(one) === clean(said) && one !== field && !one.contains(field)).pop();
  const parentOf = (one) => one.parentElement || (one.getRootNode() instanceof ShadowRoot ? one.getRootNode().host : null);
  const pathOf = (one) => { const path = []; for (let at = one; at; at = parentOf(at)) path.push(at); return path; };
  const answers = (said) => {
    const own = ownLeaf(said);
    if (!own) return [];
    return fresh().filter((one) => !one.contains(own) && !own.contains(one) && !one.contains(field) && ![...one.children].some((child) => textOf(child) === textOf(one)))
      .filter((one) => !one.matches("time, button, [role=button]") && textOf(one).length > 1 && !pathOf(one).some((outer) => passing.includes(outer)));
  };
  const learn = (said) => {
    const own = ownLeaf(said);
    const bot = answers(said);
    if (!own || !bot.length) return { hasOwn: Boolean(own), hasAnswer: bot.length > 0 };
    const ownPath = pathOf(own);
    const isLike = (leaf) => tokensOf(leaf).some((token) => tokensOf(own).includes(token));
    const best = bot.map((leaf) => ({ leaf, path: pathOf(leaf) }))
      .map((one) => ({ ...one, list: one.path.find((outer) => ownPath.includes(outer)) })).filter((one) => one.list && one.list !== own)
      .sort((left, right) => ownPath.indexOf(left.list) - ownPath.indexOf(right.list) 
        || isLike(right.leaf) - isLike(left.leaf) || textOf(right.leaf).length - textOf(left.leaf).length)[0];
    if (!best) return { hasOwn: true, hasAnswer: false };
    const rowIn = (path) => path[path.indexOf(best.list) - 1];
    const [ownRow, botRow] = [rowIn(ownPath), rowIn(best.path)];
    const isListed = (one) => pathOf(one).includes(best.list);
    const shared = (left, right) => tokensOf(left).filter((token) => tokensOf(right).includes(token));
    // One element a message: by a name that both rows have, or that elements inside both have.
    const inner = (row, path) => path.slice(0, path.indexOf(row) + 1).reverse();
    const [ownInner, botInner] = [inner(ownRow, ownPath), inner(botRow, best.path)];
    let each = "";
    for (const mine of ownInner) {
      for (const theirs of botInner) {
        const names = [...shared(mine, theirs), ...(mine.localName === theirs.localName ? shared(mine, theirs).map((token) => `${mine.localName}${token}`) : [])];
        each ||= names.find((token) => {
          const found = find(token);
          return found.includes(mine) && found.includes(theirs) && found.every(isListed) && found.every((one) => !found.some((other) => other !== one && one.contains(other)));
        }) || "";
      }
      if (each) break;
    }
    const either = () => {
      const [mine, theirs] = [ownInner, botInner].map((path) => path.flatMap(tokensOf)
        .find((token) => find(token).every((one) => isListed(one)) && !find(token).some((one) => one.contains(path === ownInner ? best.leaf : own))));
      return mine && theirs ? `${mine}, ${theirs}` : "";
    };
    const listName = nameOne(best.list);
    each ||= either() || (listName && `${listName} > *`);
    if (!each) return { hasOwn: true, hasAnswer: true };
    const rows = find(each);
    const [mine, theirs] = [rows.find((row) => pathOf(own).includes(row)), rows.filter((row) => !pathOf(own).includes(row))];
    if (!mine) return { hasOwn: true, hasAnswer: true, each };
    const within = [mine, ...elementsIn(mine), ...(mine.shadowRoot ? elementsIn(mine.shadowRoot) : [])];
    const belongs = (selector, row) => row.matches(selector) || elementsIn(row).some((one) => one.matches(selector)) || (row.shadowRoot && elementsIn(row.shadowRoot).some((one) => one.matches(selector)));
    let ownName = within.flatMap(tokensOf).find((token) => !theirs.some((row) => belongs(token, row)));
    if (!ownName) {
      for (const outer of pathOf(mine).slice(1, pathOf(mine).indexOf(best.list))) {
        ownName ||= tokensOf(outer).map((token) => `${token} ${each.split(",")[0]}`).find((selector) => mine.matches(selector) && !theirs.some((row) => row.matches(selector)));
      }
    }
    const holdsMore = textOf(mine) !== clean(said) || theirs.some((row) => row.contains(best.leaf) && textOf(row) !== textOf(best.leaf));
    const textNames = ownPath.slice(0, Math.max(0, ownPath.indexOf(mine))).filter((one) => textOf(one) === clean(said))
      .flatMap((one) => [...tokensOf(one), one.localName]);
    const inside = (row, token) => elementsIn(row).filter((one) => one.matches(token));
    const text = holdsMore ? textNames.find((token) => inside(mine, token).length === 1
      && theirs.some((row) => pathOf(best.leaf).includes(row) && inside(row, token).length)) : "";
    const typing = passing.map((one) => tokensOf(one).filter((token) => says(token.toLowerCase(), words.typing)).find((token) => !find(token).some((other) => other.contains(own)))).find(Boolean);
    const upload = all().find((one) => one.matches("input[type=file]"));
    const buttons = theirs.flatMap((row) => elementsIn(row)).find((one) => one.matches("button, [role=button]") && isSeen(one));
    const ids = ["data-id", "data-message-id", "data-key", "data-mid", "id"].find((name) =>
      rows.length > 1 && rows.every((row) => row.getAttribute(name)) && new Set(rows.map((row) => row.getAttribute(name))).size === rows.length);
    return {
      hasOwn: true, hasAnswer: true, each, own: ownName || "", text: text || "", typing: typing || "",
      upload: upload ? (find("input[type=file]").length === 1 ? "input[type=file]" : nameOne(upload)) : "", buttons: buttons ? (buttons.localName === "button" ? "button" : "[role=button]") : "",
      identity: ids || "", rows: rows.map((row) => ({ own: row === mine, text: textOf(row).slice(0, LABEL) })),
    };
  };
  const offer = (one) => (one ? { selector: nameOne(one), label: labelOf(one).slice(0, 60) } : null);
  globalThis.__runaroundExplorer = {
    field: () => offer(findField()), consent: () => offer(findConsent()), launcher: () => offer(findLauncher()),
    send: () => { const at = field || findField(); return at ? offer(findSend(at)) : null; },
    form, submit: () => offer(findSubmit()),
    begin, hasOwn: (said) => Boolean(ownLeaf(said)), count: (said) => answers(said).length, learn,
    frame: (element) => nameOne(element),
  };
}
