extension SandboxPage {
    /// What the page takes: who speaks, words, photos, quotes, signs; and its beginning.
    static let composer = #"""
        const newID = () => "s-" + Array.from(crypto.getRandomValues(new Uint8Array(10)), b => b.toString(16).padStart(2, "0")).join("");
        function notice(text) { $("notice").textContent = text || ""; $("notice").hidden = !text; }
        async function post(body) {
          for (let attempt = 0; ; attempt++) {
            try {
              const answer = await fetch("/sandbox/messages", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
              if (answer.ok) return true;
              if (answer.status < 500) break;
            } catch {}
            if (attempt === 2) break;
            await new Promise(done => setTimeout(done, 400 * 2 ** attempt));
          }
          notice(t("failed"));
          return false;
        }
        function act(action, more) { notice(); return post({ action, id: newID(), room: S.room, person: S.me, ...more }); }

        function drawPersona() {
          const p = person(S.me);
          $("persona").replaceChildren(...(p ? [avatar(p, true), h("span", { className: "label" }, h("b", {}, p.name), h("small", {}, roleLine(p))), icon("down")] : []));
          $("persona").setAttribute("aria-label", t("speakAs") + (p ? t("colon") + p.name + ", " + roleLine(p) : ""));
          ready();
        }
        function become(id) {
          if (S.me === id) return;
          S.me = id; S.edit = null;
          store.set("me", id);
          drawPersona(); drawContext(); drawLog();
        }
        function drawPeople() {
          const wanted = $("search").value.trim().toLowerCase(), list = $("list");
          list.replaceChildren();
          for (const role of ["worker", "unit", "dispatcher", "checker", "duty", "leader"]) {
            const people = S.people.filter(p => p.role === role && (p.name + (p.unitName || "") + (p.gridName || "") + p.id).toLowerCase().includes(wanted));
            if (!people.length) continue;
            list.append(h("h3", {}, t("roles." + role)), ...people.map(p => h("button", { type: "button", className: "person", "aria-current": String(p.id === S.me),
              onclick: () => { become(p.id); $("people").close(); $("text").focus(); } }, avatar(p, true),
              h("span", {}, h("b", {}, p.name), h("small", {}, p.unitName || p.gridName || t("roles." + p.role))))));
          }
        }

        function quote(e) { S.edit = null; S.reply = e.id; drawContext(); $("text").focus(); }
        function startEdit(e) { S.reply = null; S.edit = e.id; $("text").value = e.text; drawContext(); grow(); $("text").focus(); }
        function drawContext() {
          const e = entry(S.edit || S.reply);
          $("context").hidden = !e;
          if (!e) return;
          $("context").replaceChildren(h("span", {}, S.edit ? t("editing") : t("replying") + " " + nameOf(e) + t("colon") + gist(e)),
            h("button", { type: "button", className: "icon", "aria-label": t("cancel"), onclick: cancel }, icon("x")));
        }
        function cancel() { if (S.edit) $("text").value = ""; S.reply = S.edit = null; drawContext(); grow(); }
        function grow() { const box = $("text"); box.style.height = "auto"; box.style.height = Math.min(box.scrollHeight + 2, 144) + "px"; box.style.overflowY = box.scrollHeight > 142 ? "auto" : "hidden"; ready(); }
        function ready() { $("send").disabled = !S.me || !S.room || S.photos.some(p => !p.id) || (!$("text").value.trim() && !S.photos.length); }
        function insert(words) {
          const box = $("text");
          box.setRangeText(words, box.selectionStart, box.selectionEnd, "end");
          grow(); box.focus();
        }

        function drawTray() {
          $("tray").hidden = !S.photos.length;
          $("tray").replaceChildren(...S.photos.map(p => h("div", { className: "thumb" + (p.id ? "" : " busy") }, h("img", { src: p.url, alt: t("photoWord") }),
            h("button", { type: "button", "aria-label": t("cancel"), onclick: () => { S.photos = S.photos.filter(x => x !== p); drawTray(); } }, icon("x")))));
          ready();
        }
        async function addPhoto(file) {
          if (S.photos.length >= 9) return;
          notice();
          const photo = { id: null, url: URL.createObjectURL(file) };
          S.photos.push(photo);
          drawTray();
          try {
            const answer = await fetch("/sandbox/files", { method: "POST", headers: { "Content-Type": file.type || "application/octet-stream" }, body: file });
            const body = await answer.json();
            if (!answer.ok) throw new Error((body.error || {}).message || answer.status);
            photo.id = body.id;
          } catch (problem) {
            S.photos = S.photos.filter(x => x !== photo);
            notice(t("photoFailed") + problem.message);
          }
          drawTray();
        }
        // A drawn stand-in for whoever has no photo at hand.
        function sample(kind) {
          const c = h("canvas", { width: 960, height: 720 }), g = c.getContext("2d");
          const fill = (color, ...box) => { g.fillStyle = color; g.fillRect(...box); };
          const sky = g.createLinearGradient(0, 0, 0, 430);
          sky.addColorStop(0, "#b9d3df"); sky.addColorStop(1, "#eef0e6");
          fill(sky, 0, 0, 960, 430);
          [[0, 150, 210, "#c9b8a2"], [200, 90, 190, "#b7a796"], [380, 190, 250, "#d2c5b1"], [620, 120, 170, "#bda98f"], [780, 170, 180, "#cabba6"]].forEach(([x, y, w, color]) => {
            fill(color, x, y, w, 330);
            for (let i = x + 22; i < x + w - 34; i += 52) for (let j = y + 26; j < 380; j += 58) fill("rgba(74,88,96,.42)", i, j, 26, 32);
          });
          fill("#9a9c95", 0, 430, 960, 60); fill("#77797a", 0, 490, 960, 230);
          for (let x = 20; x < 960; x += 150) fill("#d9d6c6", x, 612, 84, 9);
          if (kind === "cover") {
            g.fillStyle = "#5d6061"; g.beginPath(); g.ellipse(470, 560, 128, 46, 0, 0, 7); g.fill();
            g.fillStyle = "#0e1214"; g.beginPath(); g.ellipse(470, 563, 108, 37, 0, 0, 7); g.fill();
            g.save(); g.translate(668, 552); g.rotate(-.12); g.fillStyle = "#4a4d4e"; g.beginPath(); g.ellipse(0, 0, 112, 37, 0, 0, 7); g.fill();
            g.strokeStyle = "#35393a"; g.lineWidth = 5;
            for (let r = 1; r < 4; r++) { g.beginPath(); g.ellipse(0, 0, 28 * r, 9 * r, 0, 0, 7); g.stroke(); }
            g.restore();
          } else if (kind === "before" || kind === "rest") {
            const colors = ["#e8e6df", "#39424a", "#2f6b57", "#c94f3d", "#d9a441", "#f4f4ef", "#5b4a3f", "#8fa9b8"];
            for (let i = 0; i < (kind === "rest" ? 22 : 74); i++) {
              const a = i * 2.4, r = 12 * Math.sqrt(i);
              g.save(); g.translate((kind === "rest" ? 760 : 520) + Math.cos(a) * r * 1.75, 512 + Math.sin(a) * r * .42 - (kind === "rest" ? 56 - r : 104 - r) * .55); g.rotate(a * 1.7);
              g.fillStyle = colors[i % colors.length]; g.beginPath();
              if (i % 3) g.roundRect(-24, -15, 48, 30, i % 2 ? 12 : 3); else g.ellipse(0, 0, 29, 20, 0, 0, 7);
              g.fill(); g.strokeStyle = "rgba(0,0,0,.16)"; g.stroke(); g.restore();
            }
          } else {
            g.fillStyle = "rgba(60,72,78,.35)"; g.beginPath(); g.ellipse(520, 520, 210, 34, 0, 0, 7); g.fill();
          }
          fill("rgba(0,0,0,.42)", 0, 664, 960, 56);
          g.fillStyle = "#fff"; g.font = "26px sans-serif";
          g.fillText(t("sample") + "  " + new Date().toLocaleString(S.lang === "zh" ? "zh-CN" : "en-GB"), 24, 701);
          return new Promise(done => c.toBlob(done, "image/jpeg", .86));
        }
        async function use(hint, index) {
          closePanels();
          const card = [...S.entries].reverse().find(e => e.bot && e.case && e.case.unit && !e.recalled);
          const fitting = S.people.filter(p => p.role === hint.role);
          // The unit that was asked, the grid that is spoken of.
          const apt = hint.role === "unit" && card ? fitting.find(p => p.unit === card.case.unit) : hint.grid ? fitting.find(p => p.gridName === hint.grid) : null;
          const now = person(S.me);
          const speaker = apt || (now && now.role === hint.role ? now : fitting[0]);
          if (speaker) become(speaker.id);
          S.edit = null;
          S.reply = hint.reply && card ? card.id : null;
          S.photos = [];
          $("text").value = hint.text;
          S.tried.add(index);
          drawHints(); drawContext(); drawTray(); grow();
          $("text").focus();
          if (hint.photo) await addPhoto(await sample(hint.photo));
        }

        // Names after an @.
        function asked() {
          const box = $("text"), m = /@([^@\s]{0,8})$/.exec(box.value.slice(0, box.selectionStart));
          return m ? { word: m[1], start: box.selectionStart - m[1].length } : null;
        }
        function suggest() {
          const q = asked(), box = $("suggest");
          const everybody = [{ name: "网格助手", bot: true, note: t("robot") }, { name: "所有人", role: "duty", note: S.lang === "zh" ? "" : t("everyone") },
            ...S.people.map(p => ({ name: p.name, role: p.role, note: roleLine(p) }))];
          const hits = q ? everybody.filter(p => p.name.startsWith(q.word) && p.name !== q.word || (q.word && p.note.includes(q.word))).slice(0, 8) : [];
          box.hidden = !hits.length;
          box.replaceChildren(...hits.map((p, i) => h("li", { role: "option", "aria-selected": String(i === 0), onmousedown: ev => { ev.preventDefault(); choose(p.name); } },
            avatar(p, true), h("span", {}, p.name, " ", h("small", {}, p.note)))));
          box.names = hits.map(p => p.name);
        }
        function choose(name) {
          const q = asked(), box = $("text");
          if (q) { box.setRangeText(name + " ", q.start, box.selectionStart, "end"); grow(); }
          $("suggest").hidden = true;
        }
        function step(by) {
          const items = [...$("suggest").children], now = items.findIndex(n => n.getAttribute("aria-selected") === "true");
          items.forEach((n, i) => n.setAttribute("aria-selected", String(i === (now + by + items.length) % items.length)));
        }

        $("composer").addEventListener("submit", async ev => {
          ev.preventDefault();
          if ($("send").disabled) return;
          const text = $("text").value.trim(), photos = S.photos, reply = S.reply, edit = S.edit;
          const body = edit ? { action: "edit", target: edit, text } : { action: "say", text, photos: photos.map(p => p.id), replyTo: reply };
          $("text").value = ""; S.photos = []; S.reply = S.edit = null;
          drawTray(); drawContext(); grow();
          if (await act(body.action, body)) photos.forEach(p => URL.revokeObjectURL(p.url));
          else if (!$("text").value) { $("text").value = text; S.photos = photos; S.reply = reply; S.edit = edit; drawTray(); drawContext(); grow(); }
        });
        $("text").addEventListener("input", () => { grow(); suggest(); });
        $("text").addEventListener("blur", () => { $("suggest").hidden = true; });
        $("text").addEventListener("keydown", ev => {
          if (ev.isComposing) return;
          const open = !$("suggest").hidden;
          if (open && (ev.key === "ArrowDown" || ev.key === "ArrowUp")) { ev.preventDefault(); step(ev.key === "ArrowDown" ? 1 : -1); }
          else if (open && (ev.key === "Enter" || ev.key === "Tab")) {
            ev.preventDefault();
            choose($("suggest").names[[...$("suggest").children].findIndex(n => n.getAttribute("aria-selected") === "true")]);
          } else if (ev.key === "Escape") { if (open) $("suggest").hidden = true; else cancel(); }
          else if (ev.key === "Enter" && !ev.shiftKey) { ev.preventDefault(); $("composer").requestSubmit(); }
          else if (ev.key === "ArrowUp" && !$("text").value) {
            const last = [...S.entries].reverse().find(e => e.sender === S.me && !e.bot && !e.recalled && e.text);
            if (last) { ev.preventDefault(); startEdit(last); }
          }
        });
        $("text").addEventListener("paste", ev => { for (const f of ev.clipboardData.files) if (f.type.startsWith("image/")) { ev.preventDefault(); addPhoto(f); } });
        $("photo").addEventListener("click", () => $("file").click());
        $("file").addEventListener("change", () => { [...$("file").files].forEach(addPhoto); $("file").value = ""; });
        for (const kind of ["dragover", "drop", "dragleave"]) document.addEventListener(kind, ev => {
          if (!ev.dataTransfer || ![...ev.dataTransfer.types].includes("Files")) return;
          ev.preventDefault();
          document.body.classList.toggle("drop", kind === "dragover");
          if (kind === "drop") [...ev.dataTransfer.files].filter(f => f.type.startsWith("image/")).forEach(addPhoto);
        });
        $("persona").addEventListener("click", () => { $("search").value = ""; drawPeople(); $("people").showModal(); $("search").focus(); });
        $("search").addEventListener("input", drawPeople);
        for (const id of ["people", "viewer"]) $(id).addEventListener("click", ev => { if (ev.target === $(id)) $(id).close(); });
        $("viewerClose").addEventListener("click", () => $("viewer").close());
        $("language").addEventListener("click", () => { S.lang = S.lang === "zh" ? "en" : "zh"; store.set("lang", S.lang); drawAll(); });
        $("jump").addEventListener("click", toEnd);
        $("scroll").addEventListener("scroll", () => { if (atEnd()) { $("jump").hidden = true; S.fresh = 0; } });
        const wide = matchMedia("(min-width: 1181px)"), app = document.querySelector(".app");
        function closePanels() { $("side").classList.remove("open"); $("guide").classList.remove("open"); $("shade").hidden = true; }
        $("menu").addEventListener("click", () => { $("side").classList.add("open"); $("shade").hidden = false; });
        function pressed() { $("guideButton").setAttribute("aria-pressed", String(wide.matches ? !app.classList.contains("noguide") : $("guide").classList.contains("open"))); }
        $("guideButton").addEventListener("click", () => {
          if (wide.matches) store.set("guide", app.classList.toggle("noguide") ? "off" : "on");
          else $("shade").hidden = !$("guide").classList.toggle("open");
          pressed();
        });
        $("shade").addEventListener("click", () => { closePanels(); pressed(); });
        app.classList.toggle("noguide", store.get("guide") === "off");
        pressed();
        document.addEventListener("keydown", ev => { if (ev.key === "Escape") { closePanels(); pressed(); } });

        (async function begin() {
          try { await load(store.get("room")); } catch { connection(true); setTimeout(begin, 2000); return; }
          drawAll(); grow(); connect();
        })();

        """#
}
