extension SandboxPage {
    /// What the page shows: rooms, lines, cases, and the live connection.
    static let script = #"""
        const $ = id => document.getElementById(id);
        const store = { get: k => { try { return localStorage.getItem("gridbridge." + k) } catch { return null } },
          set: (k, v) => { try { localStorage.setItem("gridbridge." + k, v) } catch {} } };
        const S = { lang: store.get("lang") || "zh", bot: "", rooms: [], people: [], room: null, entries: [], unread: {}, newest: {}, me: null,
          photos: [], reply: null, edit: null, heard: false, tried: new Set() };
        const t = key => key.split(".").reduce((o, k) => o && o[k], WORDS[S.lang]) || "";
        const person = id => S.people.find(p => p.id === id);
        const entry = id => S.entries.find(e => e.id === id);
        const nameOf = e => e.bot ? t("bot") : (person(e.sender) || {}).name || e.senderName || e.sender;

        function h(tag, props, ...children) {
          const node = document.createElement(tag);
          for (const [key, value] of Object.entries(props || {})) {
            if (value === null || value === undefined || value === false) continue;
            if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
            else if (key in node && key !== "list") node[key] = value;
            else node.setAttribute(key, value === true ? "" : value);
          }
          node.append(...children.flat().filter(c => c !== null && c !== undefined && c !== false));
          return node;
        }
        function icon(name, cls) {
          const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
          const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
          use.setAttribute("href", "#i-" + name);
          svg.setAttribute("aria-hidden", "true");
          if (cls) svg.setAttribute("class", cls);
          svg.append(use);
          return svg;
        }
        function avatar(p, small) {
          const bot = !p || p.bot;
          return h("span", { className: "avatar " + (bot ? "bot" : p.role || "") + (small ? " small" : ""), "aria-hidden": "true" },
            bot ? icon("mark", "mark") : (p.name || "?").slice(0, 1));
        }
        const roleLine = p => [t("roles." + p.role), p.unitName || p.gridName].filter(Boolean).join(" · ");
        const short = number => { const m = /^(.*?)\d{4}(\d{4}-\d+)$/.exec(number || ""); return m ? m[1] + m[2] : number || ""; };
        const two = n => String(n).padStart(2, "0");
        function clock(ms) { const d = new Date(ms); return two(d.getHours()) + ":" + two(d.getMinutes()); }
        function moment(ms) {
          const d = new Date(ms), now = new Date(), day = x => new Date(x.getFullYear(), x.getMonth(), x.getDate()).getTime();
          const ago = Math.round((day(now) - day(d)) / 86400000);
          const date = ago === 0 ? "" : ago === 1 ? t("yesterday") + " " : (d.getMonth() + 1) + "-" + d.getDate() + " ";
          return date + clock(ms);
        }
        const OPEN = ["reported", "verifying", "filed", "dispatched", "handling", "feedback", "checking", "returned", "suspended"];
        function stateTag(state) {
          const cls = state === "rework" || state === "rejected" ? "bad" : OPEN.includes(state) ? "open" : "";
          return h("span", { className: "state " + cls }, t("states." + state) || state);
        }

        // Words with mentions and case numbers made visible.
        function words(e) {
          const names = S.people.map(p => p.name).concat([t("bot"), "网格助手", "GridBridge", "小格", "所有人", "全体成员", "all"])
            .filter(Boolean).sort((a, b) => b.length - a.length).map(n => n.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
          const pattern = new RegExp("@(?:" + names.join("|") + ")|(?:\\d{4})?\\d{4}-\\d{3,}(?!\\d)", "g");
          const out = [];
          let last = 0;
          for (const m of (e.text || "").matchAll(pattern)) {
            out.push(e.text.slice(last, m.index));
            if (m[0][0] === "@") {
              const me = person(S.me);
              out.push(h("span", { className: "at" + (me && m[0] === "@" + me.name ? " me" : "") }, m[0]));
            } else out.push(h("button", { type: "button", className: "chip", onclick: ev => { ev.stopPropagation(); insert(short(m[0]) + " "); } }, m[0]));
            last = m.index + m[0].length;
          }
          out.push((e.text || "").slice(last));
          return out;
        }
        const gist = e => e.recalled ? t("recalled") : e.case && e.case.number ? short(e.case.number) + " " + (e.case.type || "") : (e.text || "").replace(/\s+/g, " ").slice(0, 80) || t("photoWord");

        function signs(e) {
          if (!e.reactions.length || e.recalled) return null;
          return h("div", { className: "signs" }, e.reactions.map(r => {
            const names = r.by.map(id => id === S.bot ? t("bot") : (person(id) || {}).name || id);
            const on = r.by.includes(S.me);
            return h("button", { type: "button", className: "sign", title: names.join("、"), "aria-pressed": String(on),
              onclick: () => act(on ? "unreact" : "react", { target: e.id, key: r.key }) }, r.key,
              h("small", {}, names.length > 2 ? String(names.length) : names.join("、")));
          }));
        }
        function tools(e) {
          const mine = e.sender === S.me && !e.bot;
          return h("div", { className: "tools" },
            ["👌", "👍", "✅"].map(k => h("button", { type: "button", title: k, onclick: () => act("react", { target: e.id, key: k }) }, k)),
            h("button", { type: "button", title: t("quote"), "aria-label": t("quote"), onclick: () => quote(e) }, icon("quote")),
            mine && h("button", { type: "button", title: t("edit"), "aria-label": t("edit"), onclick: () => startEdit(e) }, icon("edit")),
            mine && h("button", { type: "button", title: t("recall"), "aria-label": t("recall"), onclick: () => act("recall", { target: e.id }) }, icon("undo")));
        }
        function line(e, before) {
          if (e.recalled) return h("li", { className: "system", id: "m-" + e.id }, nameOf(e) + " " + t("recalled"));
          const p = e.bot ? { bot: true } : person(e.sender) || { name: e.senderName || e.sender, role: "" };
          const mine = e.sender === S.me && !e.bot;
          const follow = before && !before.recalled && before.sender === e.sender && e.at - before.at < 180000 && !e.bot;
          const original = e.replyTo ? entry(e.replyTo) : null;
          const bare = !e.text && e.photos.length && !e.replyTo;
          const bubble = h("div", { className: "bubble" + (bare ? " photoOnly" : ""), onclick: ev => pick(ev, e) },
            e.case && e.case.number && h("div", { className: "head" }, h("span", { className: "chip" }, short(e.case.number)),
              e.case.type && h("strong", {}, e.case.type), stateTag(e.case.state)),
            e.replyTo && h("button", { type: "button", className: "quoted", onclick: ev => { ev.stopPropagation(); goTo(e.replyTo); } },
              original ? nameOf(original) + t("colon") + gist(original) : t("gone")),
            e.photos.length ? h("div", { className: "photos" + (e.photos.length > 1 ? " many" : "") }, e.photos.map(id =>
              h("button", { type: "button", "aria-label": t("original"), onclick: ev => { ev.stopPropagation(); show(id); } },
                h("img", { src: fileURL(id), alt: t("photoWord"), loading: "lazy" })))) : null,
            words(e));
          return h("li", { className: "msg" + (mine ? " mine" : "") + (e.bot ? " bot" : "") + (follow ? " follow" : ""), id: "m-" + e.id },
            avatar(p), h("div", { className: "main" },
              h("div", { className: "who" }, h("b", {}, nameOf(e)), h("span", { className: "tag" }, e.bot ? t("robot") : p.role ? roleLine(p) : "")),
              bubble, signs(e), e.edited && h("div", { className: "meta" }, e.bot ? t("updated") : t("edited"))), tools(e));
        }
        const fileURL = id => "/sandbox/files/" + encodeURIComponent(id);
        function show(id) { $("viewerImage").src = fileURL(id); $("viewer").showModal(); }
        function pick(ev, e) {
          if (getSelection().toString()) return;
          document.querySelectorAll(".picked").forEach(n => n.classList.remove("picked"));
          $("m-" + e.id).classList.add("picked");
          if (!ev.target.closest("button")) quote(e);
        }
        function goTo(id) {
          const node = $("m-" + id);
          if (!node) return;
          node.scrollIntoView({ block: "center", behavior: "smooth" });
          flash(node);
        }
        function flash(node) {
          const b = node.querySelector(".bubble");
          if (!b) return;
          b.classList.remove("flash"); void b.offsetWidth; b.classList.add("flash");
        }

        const atEnd = () => $("scroll").scrollHeight - $("scroll").scrollTop - $("scroll").clientHeight < 90;
        function toEnd() { $("scroll").scrollTop = $("scroll").scrollHeight; $("jump").hidden = true; S.fresh = 0; }
        function separator(e, before) {
          return !before || e.at - before.at > 600000 ? h("li", { className: "when", "aria-hidden": "true" }, moment(e.at)) : null;
        }
        function drawLog() {
          const log = $("log");
          log.setAttribute("aria-live", "off");
          log.replaceChildren();
          S.entries.forEach((e, i) => log.append(...[separator(e, S.entries[i - 1]), line(e, S.entries[i - 1])].filter(Boolean)));
          if (!S.entries.length) log.append(h("li", { className: "empty" }, icon("mark", "mark"),
            h("strong", {}, t(S.rooms.length ? "emptyTitle" : "noRooms")), t(S.rooms.length ? "emptyText" : "noRoomsText")));
          log.setAttribute("aria-live", "polite");
          toEnd();
        }
        function redraw(index) {
          const e = S.entries[index], old = $("m-" + e.id), fresh = line(e, S.entries[index - 1]);
          const held = old.contains(document.activeElement);
          old.replaceWith(fresh);
          const button = held && fresh.querySelector("button");
          if (button) button.focus({ preventScroll: true });
        }
        function take(e) {
          if (e.room !== S.room) {
            const other = S.rooms.find(r => r.id === e.room);
            // A sign on an older line is nothing new.
            if (other && e.sender !== S.me && e.at > (S.newest[e.room] || 0)) {
              S.newest[e.room] = e.at;
              S.unread[e.room] = (S.unread[e.room] || 0) + 1;
              drawRooms();
            }
            return;
          }
          const index = S.entries.findIndex(x => x.id === e.id);
          if (index >= 0) {
            const end = atEnd();
            S.entries[index] = e;
            redraw(index);
            // Whoever quotes it shows it too; a recalled text is gone there as well.
            S.entries.forEach((other, i) => { if (other.replyTo === e.id) redraw(i); });
            if (e.edited && !e.recalled) flash($("m-" + e.id));
            if (end) toEnd();
          } else {
            const end = atEnd() || e.sender === S.me;
            if (!S.entries.length) $("log").replaceChildren();
            const before = S.entries[S.entries.length - 1];
            S.entries.push(e);
            S.newest[S.room] = Math.max(S.newest[S.room] || 0, e.at);
            const node = line(e, before);
            node.classList.add("new");
            $("log").append(...[separator(e, before), node].filter(Boolean));
            if (end) toEnd();
            else { S.fresh = (S.fresh || 0) + 1; $("jump").textContent = "↓ " + S.fresh + " " + t("fresh"); $("jump").hidden = false; }
          }
          drawCases();
        }
        function drop(gone) {
          if (gone.room !== S.room) return;
          S.entries = S.entries.filter(e => e.id !== gone.id);
          const node = $("m-" + gone.id);
          if (node) node.remove();
        }
        function drawRooms() {
          const nav = $("rooms");
          nav.replaceChildren();
          for (const purpose of ["work", "leaders", "emergency", "unit", "admin", "observe"]) {
            const rooms = S.rooms.filter(r => r.purpose === purpose);
            if (!rooms.length) continue;
            nav.append(h("h3", {}, t("purposes." + purpose)), ...rooms.map(r => h("button", { type: "button", className: "room",
              "aria-current": String(r.id === S.room), onclick: () => open(r.id) }, h("span", { className: "glyph", "aria-hidden": "true" }, t("glyphs." + purpose)),
              h("span", { className: "name" }, r.name), S.unread[r.id] ? h("span", { className: "count" }, String(S.unread[r.id])) : null)));
          }
          const room = S.rooms.find(r => r.id === S.room);
          $("title").textContent = room ? room.name : "GridBridge";
          $("subtitle").textContent = room ? [t("purposes." + room.purpose), room.grid, S.people.length + " " + t("members")].filter(Boolean).join(" · ") : "";
          const total = Object.values(S.unread).reduce((a, b) => a + b, 0);
          document.title = (total ? "(" + total + ") " : "") + (room ? room.name + " · " : "") + "GridBridge";
        }
        function drawCases() {
          const seen = new Map();
          for (const e of S.entries) if (e.case && e.case.number) { const last = seen.get(e.case.number); seen.set(e.case.number, { ...e.case, id: last ? last.id : e.id }); }
          const list = [...seen.values()].reverse();
          $("cases").replaceChildren(...(list.length ? list.map(c => h("li", {}, h("button", { type: "button", className: "chip", onclick: () => goTo(c.id) }, short(c.number)),
            h("span", { className: "what" }, c.type || ""), stateTag(c.state))) : [h("li", { className: "none" }, t("noCases"))]));
        }
        function drawHints() {
          $("hints").replaceChildren(...HINTS.map((x, i) => h("li", {}, h("button", { type: "button", className: "hint" + (S.tried.has(i) ? " done" : ""), onclick: () => use(x, i) },
            h("span", { className: "as" }, h("i", { className: "avatar " + x.role }), t("roles." + x.role) + (x.photo ? " · " + t("withPhoto") : "")),
            h("q", {}, x.text), h("em", {}, x[S.lang])))));
        }
        function drawAll() {
          document.documentElement.lang = S.lang === "zh" ? "zh-Hans" : "en";
          document.querySelectorAll("[data-t]").forEach(n => { n.textContent = t(n.dataset.t); });
          document.querySelectorAll("[data-label]").forEach(n => { n.setAttribute("aria-label", t(n.dataset.label)); n.title = t(n.dataset.label); });
          $("language").textContent = t("other");
          $("text").placeholder = t("placeholder"); $("text").setAttribute("aria-label", t("placeholder"));
          $("search").placeholder = t("search"); $("search").setAttribute("aria-label", t("search"));
          drawRooms(); drawPersona(); drawHints(); drawCases(); drawLog(); drawContext(); connection($("live").classList.contains("off"));
        }
        function connection(lost) { $("live").classList.toggle("off", lost); $("live").textContent = t(lost ? "lost" : "live"); }

        async function load(room) {
          const answer = await fetch("/sandbox/state" + (room ? "?room=" + encodeURIComponent(room) : ""));
          if (answer.status === 404 && room) return load(null);
          if (!answer.ok) throw new Error(String(answer.status));
          const state = await answer.json();
          Object.assign(S, { bot: state.bot, rooms: state.rooms, people: state.people, room: state.room, entries: state.entries });
          if (S.room) { S.newest[S.room] = Math.max(0, ...S.entries.map(e => e.at)); delete S.unread[S.room]; store.set("room", S.room); }
          if (!person(S.me)) { const kept = store.get("me"); S.me = person(kept) ? kept : (S.people.find(p => p.role === "worker") || S.people[0] || {}).id || null; }
        }
        async function open(room) {
          closePanels();
          await load(room);
          S.reply = S.edit = null;
          drawAll();
          $("text").focus();
        }
        function connect() {
          const source = new EventSource("/sandbox/events");
          source.addEventListener("hello", async () => {
            connection(false);
            // After a gap the room is fetched anew: what was said meanwhile is in it.
            if (S.heard) { try { await load(S.room); drawRooms(); drawLog(); drawCases(); } catch {} }
            S.heard = true;
          });
          source.addEventListener("entry", ev => take(JSON.parse(ev.data)));
          source.addEventListener("removed", ev => drop(JSON.parse(ev.data)));
          source.onerror = () => { connection(true); if (source.readyState === 2) setTimeout(connect, 2000); };
        }

        """#
}
