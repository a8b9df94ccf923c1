// What the page needs beyond htmx and its WebSocket extension. No eval, no markup made of text.
// One section for each subject; what only a section needs stays in its block.
(() => {
    'use strict';

    // Loading. htmx and its ws extension come from the CDN; what fails there, or is not here in time, comes from this host.
    // This is the first of the page's three scripts, because one that hangs holds up the parser and all that stands after it;
    // and nothing here may wait for DOMContentLoaded, which is held up with it.
    {
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
        setTimeout(() => { if (missing.size > 0 && live) show('off', t('noLive')); }, 3 * PATIENCE);

        function takeCopy(file) {
            const copy = copies.find(url => url.endsWith('/' + file));
            if (!copy) return;
            // A script moved to another document never runs and is heard of no more. (Only removed, it would run when it came.)
            const elsewhere = document.implementation.createHTMLDocument();
            document.querySelectorAll(`script[src$="/${file}"]`).forEach(script => elsewhere.adoptNode(script));
            document.body.append(Object.assign(document.createElement('script'), { src: copy }));
        }
    }

    const byId = id => document.getElementById(id);
    const on = (event, handle) => document.addEventListener(event, handle);
    const room = byId('room'), log = byId('log'), older = byId('older'), outbox = byId('outbox'), scroller = byId('scroller');
    const state = byId('state'), retry = byId('retry'), notice = byId('notice'), form = byId('say'), text = byId('text');
    const live = room?.hasAttribute('hx-ws:connect');

    // Home: the rooms this browser has been in. It knows what was seen there, and asks the server what is new.
    function visited() {
        return JSON.parse(localStorage.getItem('visited') ?? '[]');
    }
    function remember(name) {
        localStorage.setItem('visited', JSON.stringify([name, ...visited().filter(other => other !== name)].slice(0, 20)));
    }
    function forget(name) {
        localStorage.setItem('visited', JSON.stringify(visited().filter(other => other !== name)));
        for (const store of [localStorage, sessionStorage])
            for (const key of ['seen', 'draft', 'settings', 'hidden']) store.removeItem(`${key}:/r/${name}`);
    }
    async function showVisited() {
        const list = byId('visited'), names = visited();
        if (names.length === 0) return;
        const body = new URLSearchParams(names.map(name => ['room', `${name} ${localStorage.getItem('seen:/r/' + name) ?? 0}`]));
        body.append('token', document.querySelector('input[name=token]').value);
        const answer = await fetch('/visited', { method: 'POST', body });
        if (!answer.ok) return;
        list.innerHTML = await answer.text();
        list.parentElement.hidden = false;
        list.addEventListener('click', ({ target }) => {
            const row = target.closest('.forget')?.closest('li');
            if (!row) return;
            forget(row.dataset.room);
            row.remove();
            list.parentElement.hidden = list.children.length === 0;
        });
    }

    // Search: when it was said, in the reader's zone.
    const locale = navigator.languages.find(name => name.startsWith(document.documentElement.lang)) ?? document.documentElement.lang;
    function tellWhen(results) {
        const when = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
        const tell = () => results.querySelectorAll('time').forEach(time => { time.textContent = when.format(new Date(time.dateTime)); });
        new MutationObserver(tell).observe(results, { childList: true });
        tell();
    }

    if (byId('visited')) showVisited();
    if (byId('results')) tellWhen(byId('results'));
    if (!room) return;
    if (location.pathname.startsWith('/r/')) remember(location.pathname.slice(3));

    // Words of the page's language, with a number for their {0}; what is kept in the browser for this room; elements; ids.
    const words = JSON.parse(room.dataset.words);
    const t = (key, number) => words[key].replace('{0}', number);
    const keyOf = name => `${name}:${location.pathname}`;
    function element(name, properties, ...children) {
        const made = Object.assign(document.createElement(name), properties);
        made.append(...children);
        return made;
    }
    function newCid() {   // randomUUID is there on https and localhost only
        return crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
    }
    const send = what => socket.send(JSON.stringify(what));

    // The connection: where to resume, whether it lives, and a new one when it does not.
    const BEAT = 20000, DOUBT = 3000;
    let socket, heard = 0, asked = 0;

    function show(name, words, canRetry = name !== 'live') {
        state.dataset.state = name;
        state.textContent = words;
        retry.hidden = !canRetry;
    }

    // The highest rev seen. It may be that of a change to a row no longer on the page.
    let rev = Math.max(0, ...Array.from(document.querySelectorAll('[data-rev]'), row => Number(row.dataset.rev)));
    function note(html) {
        if (html.includes('<ol id="log" hx-swap-oob="innerHTML">')) {   // begun anew: all was cleared, or too much was missed
            if (rev > 0 && byId('more')) notice.replaceChildren(t('missedMuch'));
            rev = 0;
        }
        for (const [, found] of html.matchAll(/ data-rev="(\d+)"/g)) rev = Math.max(rev, Number(found));
    }

    const isOpen = () => socket?.readyState === WebSocket.OPEN;
    const reconnect = () => { if (live && htmx.process) htmx.process(room, true); };

    on('htmx:ws:before:connection', ({ detail: { connection } }) => {
        const url = new URL(connection.url);
        url.searchParams.set('after', rev);
        connection.url = url.href;
        if (!heard) show('wait', t('connecting'), false);
    });
    on('htmx:ws:after:connection', ({ detail: { connection } }) => {
        socket = connection.socket;
        idle = false;
        heard = Date.now();
        asked = 0;
        show('live', t('live'));
        outbox.querySelectorAll('li:not(.failed)').forEach(transmit);
    });
    on('htmx:ws:close', ({ detail: { code } }) => {
        typing.replaceChildren();
        if (code === 1008) {   // sent away for good: the notice says why
            show('off', t('closed'), false);
            room.dataset.over = '';
        } else if (code) show('wait', t(navigator.onLine ? 'reconnecting' : 'offline'));
    });
    on('htmx:ws:before:message:incoming', event => {
        heard = Date.now();
        if (state.dataset.state === 'wait') show('live', t('live'));   // the browser was offline, and the connection outlived it
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
    addEventListener('offline', () => { if (live) show('wait', t('offline')); });
    addEventListener('pageshow', event => { if (event.persisted) doubt(); });
    on('visibilitychange', doubt);
    retry.addEventListener('click', reconnect);

    // The outbox: what is typed stays in the page, over loss and reload, until the server says that it is kept.
    const KEY = keyOf('outbox');
    const cidOf = row => row.id.slice(2);

    function pend(cid, words, failed) {
        const row = element('li', { id: 'p-' + cid },
            element('p', { className: 'text', dir: 'auto', textContent: words }),
            element('p', { className: 'fate', textContent: t(isOpen() && navigator.onLine ? 'sending' : 'waiting') }));
        outbox.append(row);
        if (failed) fail(row, true);
        return row;
    }
    function fail(row, again) {
        const discard = element('button', { type: 'button', textContent: t('discard'), onclick: () => { row.remove(); text?.focus(); } });
        const resend = element('button', { type: 'button', textContent: t('retry'), onclick: () => {
            row.classList.remove('failed');
            row.lastChild.replaceChildren(t('sending'));
            transmit(row);
        } });
        row.classList.add('failed');
        row.lastChild.replaceChildren(t('notSent'), ...(again ? [resend] : []), discard);
    }
    function save() {
        const rows = Array.from(outbox.children, row => [cidOf(row), row.firstChild.textContent, row.classList.contains('failed')]);
        if (rows.length > 0) sessionStorage.setItem(KEY, JSON.stringify(rows));
        else sessionStorage.removeItem(KEY);
    }
    new MutationObserver(save).observe(outbox, { childList: true, subtree: true });   // whatever came, failed or went
    const say = row => JSON.stringify({ type: 'say', text: row.firstChild.textContent, cid: cidOf(row) });
    function transmit(row) {
        if (isOpen()) socket.send(say(row));
    }

    on('htmx:ws:before:message:outgoing', event => {
        if (event.target !== form) return;
        if (!text.value.trim() || Date.now() < free) return event.preventDefault();
        if (form.dataset.edit) {   // stays in the box until the row has changed
            event.detail.message.data = JSON.stringify({ type: 'edit', seq: Number(form.dataset.edit), text: text.value });
            if (isOpen()) return;
            notice.replaceChildren(t('noConnection'));
            return event.preventDefault();
        }
        if (/^\/(nick|topic|help)(\s|$)/.test(text.value)) {   // for the server, which shows the page again
            event.preventDefault();
            form.submit();
            return fill('');
        }
        const row = pend(newCid(), text.value);
        fill('');
        told = 0;
        notice.replaceChildren();
        if (left < Infinity) drawLine(Infinity);
        goDown();
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
                fill(row.firstChild.textContent);
                row.remove();
            } else {
                fail(row, again);
            }
        }
        countDown();
    });

    // Whoever is too fast sees the seconds go by. Until then nothing is sent, and what is typed stays where it is.
    const seconds = new Intl.NumberFormat(document.documentElement.lang, { style: 'unit', unit: 'second', unitDisplay: 'long' });
    let free = 0;
    function countDown() {
        const refused = notice.firstElementChild;
        const [wait] = refused?.dataset.code === 'TooFast' && refused.textContent.match(/(\d+ \p{L}+ ?)+(?=\P{L}*$)/u) || [];
        if (!form || !wait || refused.children.length > 0) return;   // counted down already
        const timer = element('span');
        timer.setAttribute('role', 'timer');   // is not read out at each second
        const at = refused.textContent.lastIndexOf(wait);
        refused.replaceChildren(refused.textContent.slice(0, at), timer, refused.textContent.slice(at + wait.length));
        free = Date.now() + refused.dataset.retryAfter * 1000;
        const buttons = form.querySelectorAll('button');
        const tick = () => {
            const left = Math.ceil((free - Date.now()) / 1000);
            timer.textContent = seconds.format(left);
            buttons.forEach(button => { button.disabled = left > 0; });
            if (left <= 0 && timer.isConnected) notice.replaceChildren();
            if (left <= 0 || !timer.isConnected) clearInterval(ticking);
        };
        const ticking = setInterval(tick, 250);
        tick();
    }
    countDown();
    if (live) JSON.parse(sessionStorage.getItem(KEY) ?? '[]').forEach(([cid, words, failed]) => pend(cid, words, failed));

    // Rows of one's own and of others: edited and answered in the message box, deleted after a question.
    // Away from the server their links lead to a page that does the same.
    const sourceOf = text => text.dataset.source ?? text.textContent;   // formatted text keeps what was typed beside it
    let draft = '';
    function edit(row) {
        if (!form.dataset.edit) draft = text.value;
        form.dataset.edit = row.dataset.seq;
        fill(sourceOf(row.querySelector('.text')));
        text.focus();
    }
    function endEdit() {
        form.dataset.edit = '';
        fill(draft);
        text.focus();
    }
    function reply(row) {   // as Quote.cs does it
        const lines = sourceOf(row.querySelector('.text')).split('\n').filter(line => line.trim() && !line.startsWith('>'));
        const said = Array.from(lines.slice(0, 3).join('\n'));
        const more = lines.length > 3 || said.length > 200 ? ' …' : '';
        const quote = `> ${row.querySelector('.name').textContent} #${row.dataset.seq}: ${said.slice(0, 200).join('').replaceAll('\n', '\n> ')}${more}\n`;
        fill(quote + text.value);
        text.focus();
        text.setSelectionRange(text.value.length, text.value.length);
    }
    const palette = byId('react');
    const isMine = button => Boolean(button?.dataset.by.split(' ').includes(room.dataset.me));
    function offer(row) {
        palette.querySelectorAll('button').forEach(button => { button.value = button.value.replace(/^\d*/, row.dataset.seq); });
        palette.hidden = false;
        palette.querySelector('button').focus();
    }
    function endOffer() {
        if (palette.contains(document.activeElement)) text.focus();
        palette.hidden = true;
    }
    palette?.addEventListener('submit', event => {
        if (!isOpen()) return;
        event.preventDefault();
        const [, seq, emoji] = event.submitter.value.match(/^(\d+) (.*)$/);
        const there = document.querySelector(`#m-${seq} .reactions button[value="${event.submitter.value}"]`);
        send({ type: 'react', seq: Number(seq), emoji, on: !isMine(there) });
        endOffer();
    });
    palette?.addEventListener('keydown', event => { if (event.key === 'Escape') endOffer(); });
    palette?.querySelector('.cancel').addEventListener('click', event => {
        event.preventDefault();
        endOffer();
    });
    const acts = byId('acts');
    function openMenu(row, link) {
        acts.popover = 'auto';
        acts.dataset.by = row.dataset.by;
        for (const act of acts.children) act.href = act.getAttribute('href').replace(/=\d*/, '=' + row.dataset.seq);
        acts.showPopover({ source: link });
        acts.firstElementChild.focus();
    }
    for (const place of [scroller, acts]) place.addEventListener('click', act);
    function act(event) {
        const link = event.target.closest('a');
        const does = link?.search.match(/^\?(at|menu|react|reply|edit|delete)=(\d+)$/);
        const row = does && byId('m-' + does[2]);
        if (!row || link.pathname !== location.pathname) return;
        if (does[1] === 'at') location.hash = row.id;
        else if (does[1] === 'menu') openMenu(row, link);
        else if (!form || !isOpen()) return;
        else if (does[1] === 'edit') edit(row);
        else if (does[1] === 'reply') reply(row);
        else if (does[1] === 'react') offer(row);
        else if (confirm(t('deleteQuestion'))) send({ type: 'delete', seq: Number(does[2]) });
        event.preventDefault();
        if (acts.contains(link)) acts.hidePopover();
    }
    form?.addEventListener('click', event => {
        if (!event.target.closest('.cancel')) return;
        event.preventDefault();
        endEdit();
    });

    // Settings of this room, kept in the browser.
    const SETTINGS = keyOf('settings'), panel = byId('settings');
    const settings = { notify: 'off', sound: false, announce: 'all', typing: true, ...JSON.parse(localStorage.getItem(SETTINGS) ?? '{}') };
    function apply() {
        log.parentElement.setAttribute('aria-live', settings.announce === 'all' ? 'polite' : 'off');
        room.dataset.typing = settings.typing ? 'on' : 'off';
    }
    for (const field of panel.elements) {
        if (field.type === 'checkbox') field.checked = settings[field.name];
        else field.value = settings[field.name];
    }
    panel.addEventListener('change', ({ target }) => {
        settings[target.name] = target.type === 'checkbox' ? target.checked : target.value;
        localStorage.setItem(SETTINGS, JSON.stringify(settings));
        if (target.name === 'notify' && settings.notify !== 'off') window.Notification?.requestPermission();
        if (target.name === 'sound' && settings.sound) beep();
        apply();
    });
    byId('settings-button').hidden = false;
    apply();

    // Being called, while the page is hidden: by a notification and a tone, if one has asked for them.
    let me = null;
    function answerTo(name) {
        me = new RegExp('@' + name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&') + '(?![\\p{L}\\p{N}])', 'iu');
    }
    if (room.dataset.name) answerTo(room.dataset.name);
    function call(rows) {
        const mentions = rows.filter(row => row.classList.contains('mention'));
        const said = row => `${row.querySelector('.name')?.textContent ?? ''}: ${row.querySelector('.text')?.textContent ?? ''}`;
        if (settings.announce === 'mentions') mentions.slice(-1).forEach(row => { byId('announce').textContent = said(row); });
        const row = (settings.notify === 'all' ? rows : settings.notify === 'mentions' ? mentions : []).at(-1);
        if (!row || !document.hidden) return;
        if (settings.sound) beep();
        if (window.Notification?.permission !== 'granted') return;
        const notification = new Notification(title, { body: said(row), tag: location.pathname, icon: '/icon-192.png' });
        notification.onclick = () => { focus(); notification.close(); };
    }
    function beep() {
        const audio = new AudioContext(), tone = audio.createOscillator(), volume = audio.createGain();
        volume.gain.value = .1;
        tone.frequency.value = 880;
        tone.connect(volume).connect(audio.destination);
        tone.onended = () => audio.close();
        tone.start();
        tone.stop(audio.currentTime + .15);
    }

    // Presence: that one is writing, unless one would rather not say nor know; that nobody is here; how many people there are.
    const typing = byId('typing'), roster = byId('roster'), AGAIN = 3000, IDLE = 5 * 60 * 1000;
    let told = 0, acted = Date.now(), idle = false;
    function tellTyping() {
        if (!settings.typing || !isOpen() || !text.value.trim() || Date.now() - told < AGAIN) return;
        told = Date.now();
        send({ type: 'typing' });
    }
    function rest(now) {
        if (now === idle || !isOpen()) return;
        idle = now;
        send({ type: now ? 'idle' : 'active' });
    }
    for (const sign of ['pointermove', 'keydown', 'visibilitychange']) {
        on(sign, () => {
            acted = Date.now();
            if (!document.hidden) rest(false);
        });
    }
    setInterval(() => { if (Date.now() - acted > IDLE) rest(true); }, BEAT);
    new MutationObserver(() => {
        const more = Number(roster.querySelector('.more')?.dataset.more ?? 0);
        const mine = room.dataset.name && roster.querySelector(`[data-by="${room.dataset.me}"] .name`);
        if (mine) answerTo(mine.textContent);   // one may have taken another name, in another tab too
        byId('here').dataset.count = byId('people-button').dataset.count = roster.querySelectorAll('[data-by]').length + more;
    }).observe(roster, { childList: true });

    // Rows as the reader sees them: in their zone, a day above its first, one author's together, a line above what is new.
    const TOGETHER = 5 * 60 * 1000;
    const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
    const date = new Intl.DateTimeFormat(locale, { dateStyle: 'full' });
    const full = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium' });

    function dress(row) {
        const time = row.querySelector('time');
        row.at = new Date(time.dateTime);
        row.day = row.at.toDateString();
        time.textContent = clock.format(row.at);
        time.parentElement.title = full.format(row.at);
        row.querySelectorAll('.reactions button').forEach(button => { button.ariaPressed = isMine(button); });
        row.classList.toggle('mention', row.dataset.by !== room.dataset.me && Boolean(me?.test(row.querySelector('.text')?.textContent)));
    }
    const rowAbove = row => {
        const above = row.previousElementSibling ?? (row.parentElement === log ? older.lastElementChild : null);
        return above?.day && above;
    };
    function place(row) {
        const above = rowAbove(row);
        const isFirstOfDay = above?.day !== row.day;
        const isFirstNew = Number(row.dataset.seq) > left && !(Number(above?.dataset.seq) > left);
        if (isFirstOfDay) row.dataset.day = date.format(row.at);
        else delete row.dataset.day;
        if (isFirstNew) row.dataset.new = t('newSince');
        else delete row.dataset.new;
        const isJoined = Boolean(!isFirstOfDay && !isFirstNew && row.dataset.by && above.dataset.by === row.dataset.by && row.at - above.at < TOGETHER);
        row.classList.toggle('joined', isJoined);
        above?.classList.toggle('followed', isJoined);
    }
    const rows = () => document.querySelectorAll('li[data-seq]');

    // Whom this reader does not want to read, kept in this browser alone.
    const HIDDEN = keyOf('hidden'), hidden = new Set(JSON.parse(localStorage.getItem(HIDDEN) ?? '[]'));

    // What is new: how far the reader has seen (kept in the browser), how much came since, and the line, which stays over a reload.
    const SEEN = keyOf('seen'), LEFT = keyOf('left');
    const title = document.title, icon = document.querySelector('link[rel=icon]'), jump = byId('newest');
    let newest = Number(log.lastElementChild?.dataset.seq ?? 0);
    const isReload = performance.getEntriesByType('navigation')[0]?.type === 'reload';
    let seen = Number(localStorage.getItem(SEEN) ?? Infinity);
    let left = isReload ? Number(sessionStorage.getItem(LEFT) ?? seen) : seen;
    sessionStorage.setItem(LEFT, left);
    let unread = 0, below = 0, isDown = true, isLeaving = false, noting = null;

    function look() {
        if (document.hidden || !isDown || !live || seen === newest) return;
        seen = newest;
        noting ??= setTimeout(() => { noting = null; localStorage.setItem(SEEN, seen); }, 250);   // not for each of many
    }
    function drawLine(after) {
        left = after;
        sessionStorage.setItem(LEFT, left);
        rows().forEach(place);
    }
    function count() {
        document.title = unread > 0 ? `(${unread}) ${title}` : title;
        icon.setAttribute('href', unread > 0 ? '/icon-new.svg' : '/icon.svg');
        jump.hidden = isDown;
        jump.textContent = below > 0 ? t('new', below) : t('newest');
    }
    on('visibilitychange', () => {
        if (!document.hidden) unread = 0;
        else if (!isLeaving) drawLine(seen);   // a reload hides the page too
        look();
        count();
    });
    addEventListener('pagehide', () => {
        isLeaving = true;
        if (noting) localStorage.setItem(SEEN, seen);
    });
    addEventListener('pageshow', () => { isLeaving = false; });

    // The log: no more rows than a page can carry. While the reader is down the oldest go, many at once, as each time moves all
    // others; while the reader is up the newest, and the way down then leads to a fresh page.
    const MOST = 500, MOST_DOWN = 300, KEPT_DOWN = 200;
    let end = Infinity;   // the last row, where those below had to go

    function goDown() {
        if (end < Infinity) location.assign(location.pathname);
        else scroller.scrollTop = 0;
    }
    jump.addEventListener('click', goDown);
    scroller.addEventListener('scroll', () => {
        const wasDown = isDown;
        isDown = scroller.scrollTop > -50;
        if (isDown === wasDown) return;
        if (isDown && end < Infinity) return goDown();
        if (isDown) below = 0, trim(), look();
        count();
    }, { passive: true });

    function trim(isAbove) {
        if (log.children.length + older.children.length <= (isDown ? MOST_DOWN : MOST)) return;
        const all = rows();
        if (isDown) {
            const spare = all.length - KEPT_DOWN;
            for (let i = 0; i < spare; i++) all[i].remove();
            const there = byId('more'), more = there ?? element('li', { className: 'more', id: 'more' }, element('a', { textContent: t('older') }));
            more.firstElementChild.href = '?before=' + all[spare].dataset.seq;
            more.setAttribute('hx-get', more.firstElementChild.search);
            if (!there) {   // htmx keeps what it has processed
                more.setAttribute('hx-trigger', 'intersect once root:#scroller');
                more.setAttribute('hx-swap', 'outerHTML');
                older.prepend(more);
                htmx.process?.(more);
            }
        } else {
            const last = all[MOST - 1], place = isAbove && last.getBoundingClientRect().bottom;
            for (let i = MOST; i < all.length; i++) all[i].remove();
            end = Number(last.dataset.seq);
            // What came and goes below has not moved anything yet; what came above and makes others go below has.
            if (isAbove) scroller.scrollTop += last.getBoundingClientRect().bottom - place;
        }
    }
    const observer = new MutationObserver(changes => {
        const moved = new Set(), come = [];
        for (const { addedNodes, nextSibling } of changes) {
            for (const row of addedNodes) {
                if (!row.dataset?.seq || !row.isConnected) continue;
                const seq = Number(row.dataset.seq);
                dress(row);
                moved.add(row);
                if (form?.dataset.edit === row.dataset.seq) endEdit();
                if (seq > newest) {
                    newest = seq;
                    if (row.dataset.by !== room.dataset.me && !hidden.has(row.dataset.by)) {
                        come.push(row);
                        if (document.hidden) unread++;
                        if (!isDown) below++;
                    }
                }
                if (seq > end) row.remove();
            }
            moved.add(nextSibling ?? log.firstElementChild);
        }
        trim(changes.some(change => change.target === older));
        moved.forEach(row => { if (row?.day && row.isConnected) place(row); });
        look();
        count();
        call(come);
    });
    rows().forEach(dress);
    rows().forEach(place);
    observer.observe(log, { childList: true });
    observer.observe(older, { childList: true });
    look();
    if (room.dataset.at && !location.hash) byId('m-' + room.dataset.at)?.scrollIntoView({ block: 'center' });

    // Writing: what is in the box is kept over a reload. Enter sends, but neither in an open fence nor when it ends the composition
    // of a character (keyCode 229: Safari). Up in an empty box edits what one said last, Escape leaves it.
    const DRAFT = keyOf('draft'), NEAR = 100;
    const counter = byId('count');

    function fill(words) {
        text.value = words;
        measure();
    }
    function measure() {
        const spare = Number(text.dataset.max) - Array.from(text.value).length;
        counter.textContent = spare > NEAR ? '' : spare >= 0 ? t('left', spare) : t('over', -spare);
        counter.classList.toggle('over', spare < 0);
        if (form.dataset.edit) return;
        sessionStorage.setItem(DRAFT, text.value);   // of this tab; another begins with what was written last
        localStorage.setItem(DRAFT, text.value);
    }
    const isInFence = () => (text.value.slice(0, text.selectionStart).match(/^```/gm)?.length ?? 0) % 2 === 1;

    // A name of the roster, for an @ and the beginning of one.
    const names = byId('names');
    let chosen = 0;
    const wordAt = () => text.value.slice(0, text.selectionStart).match(/(?:^|\s)@([^\s@]*)$/u)?.[1];
    function suggest() {
        const word = wordAt()?.toLowerCase();
        const others = Array.from(roster.querySelectorAll(`[data-by]:not([data-by="${room.dataset.me}"]) .name`), name => name.textContent);
        const fits = word === undefined ? [] : Array.from(new Set(others)).filter(name => name.toLowerCase().startsWith(word)).slice(0, 6);
        names.replaceChildren(...fits.map((name, i) => {
            const option = element('li', { id: 'name-' + i, role: 'option', textContent: name, dir: 'auto' });
            option.addEventListener('pointerdown', event => { event.preventDefault(); mention(name); });
            return option;
        }));
        names.hidden = fits.length === 0;
        choose(0);
    }
    function choose(index) {
        chosen = (index + names.children.length) % (names.children.length || 1);
        Array.from(names.children, (option, i) => option.setAttribute('aria-selected', i === chosen));
        text.setAttribute('aria-activedescendant', names.hidden ? '' : 'name-' + chosen);
    }
    function mention(name) {
        const end = text.selectionStart, start = end - wordAt().length;
        text.setRangeText(name + ' ', start, end, 'end');
        measure();
        suggest();
    }
    function pick(event) {   // whether the key was for the names
        if (names.hidden) return false;
        if (event.key === 'ArrowDown') choose(chosen + 1);
        else if (event.key === 'ArrowUp') choose(chosen - 1);
        else if (event.key === 'Enter' || event.key === 'Tab') mention(names.children[chosen].textContent);
        else if (event.key === 'Escape') names.hidden = true, choose(0);
        else return false;
        event.preventDefault();
        return true;
    }

    if (form) {
        if (!text.value) fill(sessionStorage.getItem(DRAFT) ?? localStorage.getItem(DRAFT) ?? '');
        text.addEventListener('input', () => { measure(); suggest(); tellTyping(); });
        text.addEventListener('blur', () => { names.hidden = true; choose(0); });
        text.addEventListener('keydown', event => {
            if (event.isComposing || event.keyCode === 229 || pick(event)) return;
            if (event.key === 'Escape' && form.dataset.edit) endEdit();
            else if (event.key === 'ArrowUp' && !text.value && isOpen()) {
                const mine = log.querySelectorAll(`li[data-by="${room.dataset.me}"]:has(.text)`);
                if (mine.length > 0) event.preventDefault(), edit(mine[mine.length - 1]);
            } else if (event.key === 'Enter' && !event.shiftKey && !isInFence()) {
                event.preventDefault();
                form.requestSubmit();
            }
        });
    }
    if (matchMedia('(pointer: fine)').matches && !room.dataset.at && window.top === window) text?.focus();

    // Files: pasted, dropped or chosen, sent with a bar of progress.
    const attach = byId('attach');
    if (attach) {
        const file = byId('file');
        function take(files) {
            if (files.length === 0) return false;
            const chosen = new DataTransfer();
            chosen.items.add(files[0]);
            file.files = chosen.files;
            attach.open = true;
            byId('alt').focus();
            return true;
        }
        text.addEventListener('paste', event => { if (take(event.clipboardData.files)) event.preventDefault(); });
        const carriesFiles = event => event.dataTransfer.types.includes('Files');
        for (const name of ['dragover', 'dragleave', 'drop']) room.addEventListener(name, event => {
            if (!carriesFiles(event)) return;
            event.preventDefault();
            room.classList.toggle('drop', name === 'dragover');
            if (name === 'drop') take(event.dataTransfer.files);
        });
        function shut() {
            attach.open = false;
            text.focus();
        }
        attach.addEventListener('keydown', event => { if (event.key === 'Escape') shut(); });
        attach.addEventListener('submit', event => {
            const sending = event.target, bar = attach.querySelector('progress'), button = event.submitter;
            event.preventDefault();
            const request = new XMLHttpRequest();   // fetch tells nothing of what has been sent
            const done = () => { bar.hidden = true; button.disabled = false; };
            request.upload.addEventListener('progress', ({ loaded, total }) => { bar.value = loaded / total; });
            request.addEventListener('error', () => { done(); notice.replaceChildren(t('noConnection')); });
            request.addEventListener('load', () => {
                done();
                if (request.status !== 204) {
                    const page = request.response;
                    return notice.replaceChildren((page?.getElementById('notice') ?? page?.querySelector('main p'))?.textContent ?? t('notSent'));
                }
                notice.replaceChildren();
                sending.reset();
                sending.elements.upload.value = newCid();
                shut();
            });
            request.open('POST', sending.action);
            request.setRequestHeader('HX-Request', 'true');
            request.responseType = 'document';
            bar.value = 0;
            bar.hidden = false;
            button.disabled = true;
            request.send(new FormData(sending));
        });
    }

    // Images are shown whole above the page.
    scroller.addEventListener('click', event => {
        const image = event.target.closest('a.image')?.firstElementChild;
        if (!image || event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        const whole = element('img', { src: image.src, alt: image.alt });
        const close = element('button', { type: 'button', textContent: t('close') });
        const view = element('dialog', { id: 'view', onclick: () => view.close(), onclose: () => view.remove() }, whole, close);
        document.body.append(view);
        view.showModal();
    });

    // People: a card about one of them, from which they can be hidden.
    {
        const card = byId('person'), hide = card.querySelector('.hide');
        const curtain = new CSSStyleSheet();
        document.adoptedStyleSheets = [...document.adoptedStyleSheets, curtain];

        function drawCurtain() {
            curtain.replaceSync(Array.from(hidden, handle => CSS.escape(handle))
                .map(handle => `:is(#log, #older) > [data-by="${handle}"] { display: none } #roster [data-by="${handle}"] { opacity: .5; text-decoration: line-through } #typing [data-by="${handle}"], #typing:not(:has([data-by]:not([data-by="${handle}"]))) .verb { display: none }`).join(''));
            hide.textContent = t(hidden.has(card.dataset.handle) ? 'showAgain' : 'hide');
            hide.hidden = card.dataset.handle === room.dataset.me;
        }
        function showCard(link) {
            const mine = (card.dataset.handle = link.querySelector('.handle').textContent) === room.dataset.me;
            card.querySelector('h2').dataset.hue = link.closest('[data-hue]').dataset.hue;
            for (const part of ['.name', '.handle']) card.querySelector('h2 ' + part).textContent = link.querySelector(part).textContent;
            const [rename, bar] = ['.rename', '.bar'].map(form => card.querySelector(form));
            if (rename) [rename.hidden, rename.elements.name.value] = [!mine, link.querySelector('.name').textContent];
            if (bar) [bar.hidden, bar.elements.handle.value] = [mine, card.dataset.handle];
            drawCurtain();
            card.showModal();
        }
        room.addEventListener('click', event => {
            const link = event.target.closest('a.who');
            if (!link || !live || card.open) return;
            event.preventDefault();
            showCard(link);
        });
        card.addEventListener('click', event => {
            if (!event.target.closest('.cancel') && event.target !== card) return;   // the card itself: the space around it
            event.preventDefault();
            card.close();
        });
        card.addEventListener('submit', () => card.close());
        hide.addEventListener('click', () => {
            if (!hidden.delete(card.dataset.handle)) hidden.add(card.dataset.handle);
            localStorage.setItem(HIDDEN, JSON.stringify([...hidden]));
            drawCurtain();
            card.close();
        });
        drawCurtain();
    }

    // Sharing: what the browser can do with a link.
    {
        document.querySelectorAll('.copy').forEach(button => {
            button.hidden = !navigator.clipboard;
            button.addEventListener('click', async () => {
                const before = button.textContent, link = byId(button.dataset.from);
                link.select();   // at least: a frame may not write to the clipboard
                await navigator.clipboard.writeText(link.value);
                button.textContent = t('copied');
                setTimeout(() => { button.textContent = before; }, 2000);
            });
        });
        const link = byId('new-link');
        link?.querySelector('.cancel').addEventListener('click', event => {
            event.preventDefault();
            link.remove();
        });
        const native = byId('share-native');
        if (native && navigator.share) {
            native.hidden = false;
            native.addEventListener('click', () => navigator.share({ title, url: byId('share-url').value }).catch(() => { }));
        }
    }
})();
