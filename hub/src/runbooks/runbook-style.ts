/** The style of the runbooks' pages: light and dark as the reader has it, narrow enough for a phone. */
export const runbookStyle = `
:root {
  color-scheme: light dark;
  --text: #1d2433; --dim: #556070; --line: #d5dae2; --ground: #fff; --code: #f3f5f8; --link: #0b57b0;
  --critical: #b3261e; --warning: #8a5300; --info: #0b57b0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e4e8ef; --dim: #a3adbb; --line: #3a4352; --ground: #12161d; --code: #1c222c; --link: #8ab8f5;
    --critical: #ff8a80; --warning: #f0b45a; --info: #8ab8f5;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 46rem; padding: 0 1rem 4rem; color: var(--text); background: var(--ground);
  font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: break-word;
}
header { padding: 0.75rem 0; border-bottom: 1px solid var(--line); }
nav { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; }
a { color: var(--link); padding: 0.15rem 0; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 1.25rem 0 0.5rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 0.5rem; padding-top: 0.5rem; border-top: 1px solid var(--line); }
li { margin: 0.35rem 0; }
ul, ol { padding-left: 1.4rem; }
code { font: 0.9em/1.5 ui-monospace, monospace; background: var(--code); padding: 0.1em 0.3em; border-radius: 4px; }
figure { margin: 0.75rem 0; border: 1px solid var(--line); border-radius: 6px; background: var(--code); }
figcaption { padding: 0.3rem 0.75rem; color: var(--dim); font-size: 0.8rem; border-bottom: 1px solid var(--line); }
figcaption::after { content: ' · a click selects all'; }
pre { margin: 0; padding: 0.75rem; white-space: pre-wrap; overflow-wrap: anywhere; }
pre code { padding: 0; background: none; -webkit-user-select: all; user-select: all; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { border: 1px solid var(--line); padding: 0.3rem 0.6rem; text-align: left; vertical-align: top; }
.meaning, .runbooks span, .summary { color: var(--dim); }
.runbooks { list-style: none; padding: 0; }
.runbooks li { margin: 0.6rem 0; }
.runbooks a { font-weight: 600; display: block; }
.summary { margin: 1rem 0 0; }
.severity { font-weight: 600; border: 1px solid; border-radius: 999px; padding: 0.05rem 0.6rem; }
.critical { color: var(--critical); } .warning { color: var(--warning); } .info { color: var(--info); }
`;
