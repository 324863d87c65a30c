/** Inlined, so that the page needs no second request. */
export const docsStyle = `
:root { color-scheme: light dark; --text: #1d1b19; --soft: #6b645d; --line: #e4ddd5; --ground: #fffdfa; --code: #f6f1ea; --ember: #b3401f; }
@media (prefers-color-scheme: dark) { :root { --text: #efe9e2; --soft: #a79f96; --line: #3a3531; --ground: #191715; --code: #24211e; --ember: #ff8a5c; } }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.6 system-ui, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 2.5rem 1.25rem 5rem; }
h1 { font-size: 2rem; margin: 0 0 .5rem; }
h1::before { content: "▲ "; color: var(--ember); }
h2 { margin: 2.5rem 0 .5rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); }
h3 { margin: 2rem 0 .25rem; font-size: 1.05rem; }
code { font: .9em ui-monospace, monospace; background: var(--code); padding: .1em .3em; border-radius: 4px; overflow-wrap: anywhere; }
pre { background: var(--code); padding: 1rem; border-radius: 8px; overflow-x: auto; }
pre code { background: none; padding: 0; overflow-wrap: normal; }
td:first-child code { white-space: nowrap; }
table { width: 100%; border-collapse: collapse; font-size: .92rem; }
th { text-align: left; color: var(--soft); font-weight: 600; }
th, td { padding: .4rem .6rem .4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
`;
