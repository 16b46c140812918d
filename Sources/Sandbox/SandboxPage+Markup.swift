extension SandboxPage {
    static func html(nonce: String) -> String {
        """
        <!doctype html>
        <html lang="zh-Hans">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
        <meta name="color-scheme" content="light dark">
        <title>GridBridge 沙盒</title>
        <link rel="icon" href="\(icon)">
        <style nonce="\(nonce)">\(style)</style>
        </head>
        <body>
        \(body)
        <script nonce="\(nonce)">\(words)\(script)\(composer)</script>
        </body>
        </html>

        """
    }

    /// The mark: nine cells, one of them lit.
    private static let icon =
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E%3Crect width='24' height='24' "
        + "rx='6' fill='%230b6b6b'/%3E%3Cg fill='%23fff'%3E%3Cpath opacity='.45' d='M5 5h4v4H5zm5 0h4v4h-4zm5 0h4v4h-4z"
        + "M5 10h4v4H5zm10 0h4v4h-4zM5 15h4v4H5zm5 0h4v4h-4zm5 0h4v4h-4z'/%3E%3Cpath fill='%23ffc857' d='M10 10h4v4h-4z'/%3E"
        + "%3C/g%3E%3C/svg%3E"

    private static let body = #"""
        <svg width="0" height="0" aria-hidden="true" class="defs"><defs>
        <symbol id="i-mark" viewBox="0 0 24 24"><rect width="24" height="24" rx="6" fill="var(--mark)"/>
        <path fill="#fff" opacity=".45" d="M5 5h4v4H5zm5 0h4v4h-4zm5 0h4v4h-4zM5 10h4v4H5zm10 0h4v4h-4zM5 15h4v4H5zm5 0h4v4h-4zm5 0h4v4h-4z"/>
        <path fill="#ffc857" d="M10 10h4v4h-4z"/></symbol>
        <symbol id="i-photo" viewBox="0 0 24 24"><path d="M4 7.5A1.5 1.5 0 0 1 5.5 6h2.2l1.2-1.7h6.2L16.3 6h2.2A1.5 1.5 0 0 1 20 7.5v10a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 17.5z"/><circle cx="12" cy="12.3" r="3.4"/></symbol>
        <symbol id="i-send" viewBox="0 0 24 24"><path d="M4.5 12 20 4.5 14.5 20l-3-6.5z"/><path d="M11.5 13.5 20 4.5"/></symbol>
        <symbol id="i-quote" viewBox="0 0 24 24"><path d="M9.5 7 4.5 12l5 5M5 12h8.5c3.5 0 6 2 6 6"/></symbol>
        <symbol id="i-edit" viewBox="0 0 24 24"><path d="M5 19h3.5L19 8.5 15.5 5 5 15.5zM13.5 7l3.5 3.5"/></symbol>
        <symbol id="i-undo" viewBox="0 0 24 24"><path d="M6 7h12M9.5 7V5h5v2M7.5 7l.8 12h7.4l.8-12"/></symbol>
        <symbol id="i-x" viewBox="0 0 24 24"><path d="M6.5 6.5l11 11M17.5 6.5l-11 11"/></symbol>
        <symbol id="i-menu" viewBox="0 0 24 24"><path d="M5 7.5h14M5 12h14M5 16.5h14"/></symbol>
        <symbol id="i-guide" viewBox="0 0 24 24"><path d="M9.5 18.5h5M10 21h4M12 3a6 6 0 0 0-3.6 10.800c.7.6 1.100 1.300 1.100 2.200h5c0-.9.4-1.6 1.100-2.200A6 6 0 0 0 12 3z"/></symbol>
        <symbol id="i-down" viewBox="0 0 24 24"><path d="M7 10l5 5 5-5"/></symbol>
        </defs></svg>
        <a class="skip" href="#text" data-t="skip"></a>
        <div class="app">
        <aside class="side" id="side">
        <div class="brand"><svg class="mark"><use href="#i-mark"/></svg>
        <div><strong>GridBridge</strong><span data-t="tagline"></span></div></div>
        <nav id="rooms" data-label="rooms"></nav>
        <div class="foot"><span class="live" id="live" role="status"></span>
        <button type="button" id="language" class="plain"></button></div>
        </aside>
        <main class="chat">
        <header class="bar">
        <button type="button" class="icon narrow" id="menu" data-label="rooms"><svg><use href="#i-menu"/></svg></button>
        <div class="titles"><h1 id="title"></h1><p id="subtitle"></p></div>
        <button type="button" class="icon" id="guideButton" data-label="guide"><svg><use href="#i-guide"/></svg></button>
        </header>
        <div class="scroll" id="scroll"><ol id="log" role="log" aria-live="polite" tabindex="-1"></ol></div>
        <button type="button" id="jump" hidden></button>
        <form id="composer" autocomplete="off">
        <div id="context" hidden></div>
        <div id="tray" hidden></div>
        <ul id="suggest" role="listbox" hidden></ul>
        <div class="line">
        <button type="button" id="persona" aria-haspopup="dialog"></button>
        <textarea id="text" rows="1" maxlength="4000"></textarea>
        <input type="file" id="file" accept="image/*" multiple hidden>
        <button type="button" class="icon" id="photo" data-label="photo"><svg><use href="#i-photo"/></svg></button>
        <button type="submit" class="icon send" id="send" data-label="send"><svg><use href="#i-send"/></svg></button>
        </div>
        <p id="notice" role="alert" hidden></p>
        </form>
        </main>
        <aside class="guide" id="guide">
        <section><h2 data-t="cases"></h2><ul id="cases"></ul></section>
        <section><h2 data-t="guide"></h2><p class="lead" data-t="guideLead"></p><ol id="hints"></ol></section>
        </aside>
        <div class="shade" id="shade" hidden></div>
        </div>
        <dialog id="people"><form method="dialog"><header><h2 data-t="speakAs"></h2>
        <button class="icon" data-label="close"><svg><use href="#i-x"/></svg></button></header></form>
        <input type="search" id="search"><div id="list"></div></dialog>
        <dialog id="viewer"><button type="button" id="viewerClose" class="icon" data-label="close"><svg><use href="#i-x"/></svg></button><img id="viewerImage" alt=""></dialog>
        <noscript>这个页面需要 JavaScript。This page needs JavaScript.</noscript>
        """#
}
