(() => {
    'use strict';

    // Loading. htmx and its ws extension come from the CDN; what fails there, or is not here in time, comes from this host.
    // This is the first of the page's three scripts, because one that hangs holds up the parser and all that stands after it;
    // and nothing here may wait for DOMContentLoaded, which is held up with it.
    const PATIENCE = 2500;
    const fileOf = script => script.src?.split('/').pop();
    const copies = document.currentScript.dataset.fallback?.split(' ') ?? [];   // "/lib/htmx.min.js /lib/hx-ws.min.js", or none
    const missing = new Set(['htmx.min.js', 'hx-ws.min.js']);

    // The extension may run before htmx does: it registers here, and htmx, whose `var htmx` replaces this, is told when it comes.
    const early = [];
    window.htmx = { registerExtension: (...extension) => { early.push(extension); } };

    const listen = (event, done) => document.addEventListener(event, ({ target }) => missing.has(fileOf(target)) && done(target), true);
    listen('error', script => { if (script.integrity) takeCopy(fileOf(script)); });   // a copy of ours has none, and no second try
    listen('load', script => {
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

    function takeCopy(file) {
        const copy = copies.find(url => url.endsWith('/' + file));
        if (!copy) return;
        // A script moved to another document never runs and is heard of no more. (Only removed, it would run when it came.)
        const elsewhere = document.implementation.createHTMLDocument();
        document.querySelectorAll(`script[src$="/${file}"]`).forEach(script => elsewhere.adoptNode(script));
        document.body.append(Object.assign(document.createElement('script'), { src: copy }));
    }
})();
