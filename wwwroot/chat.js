// What the page needs beyond htmx and its WebSocket extension. No eval, no markup made of text.
(() => {
    'use strict';

    // Loading. htmx and its ws extension come from the CDN; what fails there, or is not here in time, comes from this host.
    // This is the first of the page's three scripts, because one that hangs holds up the parser and all that stands after it;
    // and nothing here may wait for DOMContentLoaded, which is held up with it.
    const PATIENCE = 2500;
    const fileOf = script => script.src?.split('/').pop();
    const copies = (document.currentScript.dataset.fallback ?? '').split(' ').filter(Boolean);
    const missing = new Set(['htmx.min.js', 'hx-ws.min.js']);

    // The extension may run before htmx does: it registers here, and htmx, whose `var htmx` replaces this, is told when it comes.
    const early = [];
    window.htmx = { registerExtension: (...extension) => { early.push(extension); } };

    const onScript = (event, done) => document.addEventListener(event, ({ target }) => missing.has(fileOf(target)) && done(target), true);
    onScript('error', script => { if (script.integrity) takeCopy(fileOf(script)); });   // a copy of ours has none, and no second try
    onScript('load', script => {
        missing.delete(fileOf(script));
        if (fileOf(script) === 'htmx.min.js') early.forEach(extension => htmx.registerExtension(...extension));
        if (missing.size === 0) htmx.process(document.body);   // once more, at DOMContentLoaded, does nothing
    });

    let leaving = false;
    addEventListener('beforeunload', () => { leaving = true; }, { signal: AbortSignal.timeout(PATIENCE) });
    setTimeout(() => {
        if (missing.size === 0 || copies.length === 0) return;
        // Ends the wait for the CDN; Firefox would not run the copies before. It would also end the journey of a form just sent.
        if (!leaving) window.stop();
        missing.forEach(takeCopy);
    }, PATIENCE);
    setTimeout(() => { if (missing.size > 0 && live) show('off', 'No live updates: reload to see what is new'); }, 3 * PATIENCE);

    function takeCopy(file) {
        const copy = copies.find(url => url.endsWith('/' + file));
        if (!copy) return;
        // A script moved to another document never runs and is heard of no more. (Only removed, it would run when it came.)
        const elsewhere = document.implementation.createHTMLDocument();
        document.querySelectorAll(`script[src$="/${file}"]`).forEach(script => elsewhere.adoptNode(script));
        document.body.append(Object.assign(document.createElement('script'), { src: copy }));
    }

    const byId = id => document.getElementById(id);
    const on = (event, handle) => document.addEventListener(event, handle);
    const room = byId('room'), log = byId('log'), older = byId('older'), outbox = byId('outbox'), scroller = byId('scroller');
    const state = byId('state'), retry = byId('retry'), notice = byId('notice'), form = byId('say'), text = byId('text');
    const live = room.hasAttribute('hx-ws:connect');

    // The connection: where to resume, whether it lives, and a new one when it does not.
    const BEAT = 20000, DOUBT = 3000;
    let socket, heard = 0, asked = 0;

    function show(name, words) {
        state.dataset.state = name;
        state.textContent = words;
        retry.hidden = name === 'live';
    }

    // The highest rev seen. It may be that of a change to a row no longer on the page.
    let rev = Math.max(0, ...Array.from(document.querySelectorAll('[data-rev]'), row => Number(row.dataset.rev)));
    function note(html) {
        if (html.includes('<ol id="log" hx-swap-oob="innerHTML">')) rev = 0;   // begun anew
        for (const [, found] of html.matchAll(/ data-rev="(\d+)"/g)) rev = Math.max(rev, Number(found));
    }

    const isOpen = () => socket?.readyState === WebSocket.OPEN;
    const reconnect = () => { if (live && htmx.process) htmx.process(room, true); };

    on('htmx:ws:before:connection', ({ detail: { connection } }) => {
        const url = new URL(connection.url);
        url.searchParams.set('after', rev);
        connection.url = url.href;
        if (!heard) show('wait', 'Connecting…');
    });
    on('htmx:ws:after:connection', ({ detail: { connection } }) => {
        socket = connection.socket;
        heard = Date.now();
        asked = 0;
        show('live', 'Live');
        outbox.querySelectorAll('li:not(.failed)').forEach(transmit);
    });
    on('htmx:ws:close', ({ detail: { code } }) => {
        if (code === 1008) show('off', 'Closed');
        else if (code) show('wait', navigator.onLine ? 'Reconnecting…' : 'Offline');
    });
    on('htmx:ws:before:message:incoming', event => {
        heard = Date.now();
        if (event.detail.message.data === 'pong') event.preventDefault();   // it is no HTML
    });

    // A dead link looks like a quiet one: whoever does not answer a ping is left.
    function beat() {
        if (!isOpen()) return;
        if (heard < asked) return reconnect();
        asked = Date.now();
        socket.send('ping');
    }
    function doubt() {
        if (document.hidden || !live) return;
        if (!isOpen()) return reconnect();
        beat();
        setTimeout(beat, DOUBT);
    }
    setInterval(beat, BEAT);
    addEventListener('online', doubt);
    addEventListener('offline', () => { if (live) show('wait', 'Offline'); });
    addEventListener('pageshow', event => { if (event.persisted) doubt(); });
    on('visibilitychange', () => { doubt(); if (!document.hidden) unread = 0, count(); });
    retry.addEventListener('click', reconnect);

    // The outbox: what is typed stays in the page, over loss and reload, until the server says that it is kept.
    const KEY = 'outbox:' + location.pathname;
    const cidOf = row => row.id.slice(2);

    function element(name, properties, ...children) {
        const made = Object.assign(document.createElement(name), properties);
        made.append(...children);
        return made;
    }
    function pend(cid, words, failed) {
        const row = element('li', { id: 'p-' + cid },
            element('p', { className: 'text', dir: 'auto', textContent: words }),
            element('p', { className: 'fate', textContent: isOpen() ? 'Sending…' : 'Waiting for the connection…' }));
        outbox.append(row);
        if (failed) fail(row, true);
        return row;
    }
    function fail(row, again) {
        const discard = element('button', { type: 'button', textContent: 'Discard', onclick: () => { row.remove(); save(); text?.focus(); } });
        const resend = element('button', { type: 'button', textContent: 'Retry', onclick: () => {
            row.classList.remove('failed');
            row.lastChild.replaceChildren('Sending…');
            save();
            transmit(row);
        } });
        row.classList.add('failed');
        row.lastChild.replaceChildren('Not sent', ...(again ? [resend] : []), discard);
    }
    function save() {
        const rows = Array.from(outbox.children, row => [cidOf(row), row.firstChild.textContent, row.classList.contains('failed')]);
        if (rows.length > 0) sessionStorage.setItem(KEY, JSON.stringify(rows));
        else sessionStorage.removeItem(KEY);
    }
    const say = row => JSON.stringify({ type: 'say', text: row.firstChild.textContent, cid: cidOf(row) });
    function transmit(row) {
        if (isOpen()) socket.send(say(row));
    }
    function newCid() {   // randomUUID is there on https and localhost only
        return crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
    }

    on('htmx:ws:before:message:outgoing', event => {
        if (event.target !== form) return;
        if (!text.value.trim() || Date.now() < free) return event.preventDefault();
        if (form.dataset.edit) {   // stays in the box until the row has changed
            event.detail.message.data = JSON.stringify({ type: 'edit', seq: Number(form.dataset.edit), text: text.value });
            if (!isOpen()) tellAway(event);
            return;
        }
        const row = pend(newCid(), text.value);
        text.value = '';
        notice.replaceChildren();
        save();
        scroller.scrollTop = 0;
        event.detail.message.data = say(row);
        if (!isOpen()) event.preventDefault();   // sent when the connection is back; htmx's own queue would double it
    });
    on('htmx:ws:after:message:incoming', ({ detail: { message } }) => {
        note(message.data);
        const refused = notice.firstElementChild;
        const row = refused?.dataset.cid && byId('p-' + refused.dataset.cid);
        if (row && !row.classList.contains('failed')) {
            // What was refused before anything was done with it can be written anew; what may be kept after all must keep its cid.
            const again = Boolean(refused.dataset.retryAfter);
            if ((!again || refused.dataset.code === 'TooFast') && text && !text.value) {
                text.value = row.firstChild.textContent;
                row.remove();
            } else {
                fail(row, again);
            }
        }
        save();
        countDown();
        trim();
    });

    // Whoever is too fast sees the seconds go by. Until then nothing is sent, and what is typed stays where it is.
    const seconds = new Intl.NumberFormat(document.documentElement.lang, { style: 'unit', unit: 'second', unitDisplay: 'long' });
    let free = 0;
    function countDown() {
        const refused = notice.firstElementChild;
        const [before, after] = refused?.dataset.code === 'TooFast' ? refused.textContent.split(/\d+ \p{L}+/u) : [];
        if (!form || after === undefined || refused.children.length > 0) return;   // counted down already
        const timer = element('span');
        timer.setAttribute('role', 'timer');   // is not read out at each second
        refused.replaceChildren(before, timer, after);
        free = Date.now() + refused.dataset.retryAfter * 1000;
        const send = form.querySelectorAll('button');
        const tick = () => {
            const left = Math.ceil((free - Date.now()) / 1000);
            timer.textContent = seconds.format(left);
            send.forEach(button => { button.disabled = left > 0; });
            if (left <= 0 && timer.isConnected) notice.replaceChildren();
            if (left <= 0 || !timer.isConnected) clearInterval(ticking);
        };
        const ticking = setInterval(tick, 250);
        tick();
    }
    countDown();
    if (live) JSON.parse(sessionStorage.getItem(KEY) ?? '[]').forEach(([cid, words, failed]) => pend(cid, words, failed));

    // Own rows: edited in the message box, deleted after a question. Away from the server their links lead to a page that does the same.
    const sourceOf = text => text.dataset.source ?? text.textContent;   // formatted text keeps what was typed beside it
    let draft = '';
    function edit(seq, words) {
        if (!form.dataset.edit) draft = text.value;
        form.dataset.edit = seq;
        text.value = words;
        text.focus();
    }
    const endEdit = () => edit('', draft);
    function tellAway(event) {
        event.preventDefault();
        notice.replaceChildren('There is no connection. Try again when the room is live.');
    }
    log.addEventListener('click', event => {
        const link = event.target.closest('.acts a');
        if (!link || !form || !isOpen()) return;
        event.preventDefault();
        const row = link.closest('li');
        if (link.search.startsWith('?edit')) edit(row.dataset.seq, sourceOf(row.querySelector('.text')));
        else if (confirm('Delete this message for everybody?')) socket.send(JSON.stringify({ type: 'delete', seq: Number(row.dataset.seq) }));
    });
    form?.addEventListener('click', event => {
        if (!event.target.closest('.cancel')) return;
        event.preventDefault();
        endEdit();
    });

    // The log: times of the reader's zone, own rows, how many are unread, and no more rows than a page can carry.
    const MOST = 500;
    const clock = new Intl.DateTimeFormat([], { hour: '2-digit', minute: '2-digit' });
    const day = new Intl.DateTimeFormat([], { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
    const full = new Intl.DateTimeFormat([], { dateStyle: 'full', timeStyle: 'medium' });
    const title = document.title;
    let unread = 0, newest = Number(log.lastElementChild?.dataset.seq ?? 0);

    function count() { document.title = unread > 0 ? `(${unread}) ${title}` : title; }

    function dress(row) {
        const time = row.querySelector('time');
        const at = new Date(time.dateTime);
        time.textContent = (at.toDateString() === new Date().toDateString() ? clock : day).format(at);
        time.title = full.format(at);
    }
    function trim() {
        const tooMany = log.children.length - MOST;
        if (tooMany <= 0 || scroller.scrollTop < -1) return;   // never under a reader who is up
        for (let i = 0; i < tooMany; i++) log.firstElementChild.remove();
        const link = element('a', { href: '?before=' + log.firstElementChild.dataset.seq, textContent: 'Older messages' });
        older.replaceChildren(element('li', { className: 'more' }, link));
    }
    new MutationObserver(changes => {
        for (const { addedNodes } of changes) {
            for (const row of addedNodes) {
                if (!row.dataset?.seq) continue;
                dress(row);
                if (form?.dataset.edit === row.dataset.seq) endEdit();
                if (Number(row.dataset.seq) <= newest) continue;   // an old row that changed
                newest = Number(row.dataset.seq);
                if (document.hidden && row.dataset.by !== room.dataset.me) unread++;
            }
        }
        count();
    }).observe(log, { childList: true });
    document.querySelectorAll('li[data-seq]').forEach(dress);

    // Writing: Enter sends, but not the Enter that ends the composition of a character (keyCode 229: Safari).
    form && text.addEventListener('keydown', event => {
        if (event.key === 'Escape' && form.dataset.edit) endEdit();
        else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
            event.preventDefault();
            form.requestSubmit();
        }
    });
    if (matchMedia('(pointer: fine)').matches) text?.focus();
})();
