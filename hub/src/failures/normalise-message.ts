/** What stands in place of what differs from one failure to the next; the usual mark of mined log templates. */
export const WILDCARD = '<*>';
/** UTF-16 units of a message that are looked at, and of the text that comes out. */
const MAX_READ = 2000;
export const MAX_NORMALISED = 300;

/** Neither letter, number nor underscore before or after. */
const ALONE_BEFORE = String.raw`(?<![\p{L}\p{N}_])`;
const ALONE_AFTER = String.raw`(?![\p{L}\p{N}_])`;
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}';
const CLOCK = String.raw`\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?`;
const ZONE = String.raw`(?:\s?(?:Z|GMT|UTC|[+-]\d{2}:?\d{2}))?${ALONE_AFTER}`;
const quoted = (open: string, close = open) => `${open}[^${close}\\n]{0,500}${close}`;

/** The longest first, where one holds another. */
const varying = [
  // URLs.
  String.raw`${ALONE_BEFORE}[a-z][a-z0-9+.\-]{1,20}://[^\s"'<>\x60)\]}]{1,2000}`,
  // E-mail addresses.
  String.raw`${ALONE_BEFORE}[\p{L}\p{N}._%+\-]{1,64}@[\p{L}\p{N}.\-]{1,255}`,
  // Timestamps: ISO 8601 and RFC 3339, those with names of months, and times of day.
  String.raw`${ALONE_BEFORE}\d{4}-\d{2}-\d{2}(?:[T ]${CLOCK}${ZONE})?`,
  String.raw`${ALONE_BEFORE}(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},?\s)?(?:\d{1,2}\s${MONTH}|${MONTH}\s\d{1,2})(?:,?\s\d{4})?(?:,?\s${CLOCK}${ZONE})?${ALONE_AFTER}`,
  `${ALONE_BEFORE}${CLOCK}${ZONE}`,
  // UUIDs.
  `${ALONE_BEFORE}[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}${ALONE_AFTER}`,
  // Values in quotes; an apostrophe within a word quotes nothing.
  quoted('"'),
  quoted('`'),
  quoted('„', '“'),
  quoted('“', '”'),
  quoted('‘', '’'),
  quoted('«', '»'),
  `${ALONE_BEFORE}${quoted("'")}${ALONE_AFTER}`,
  // Paths: of a drive, absolute, relative by dots, or of three parts and more.
  String.raw`${ALONE_BEFORE}[a-z]:(?:[\\/][\p{L}\p{N}._@~+%\-]{1,200}){1,60}[\\/]?`,
  String.raw`(?<![\p{L}\p{N}_/\\.~])[.~]{0,2}(?:/[\p{L}\p{N}._@~+%\-]{1,200}){1,60}/?`,
  String.raw`${ALONE_BEFORE}[\p{L}\p{N}._@\-]{1,200}(?:[\\/][\p{L}\p{N}._@~+%\-]{1,200}){2,60}[\\/]?`,
  // IPv6, numbers of hex digits, ids of letters and digits.
  String.raw`${ALONE_BEFORE}(?=[0-9a-f:]{0,39}\d)[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}${ALONE_AFTER}`,
  `${ALONE_BEFORE}0x[0-9a-f]{1,128}${ALONE_AFTER}`,
  String.raw`(?<![\p{L}\p{N}])[0-9a-f]{8,512}(?![\p{L}\p{N}])`,
  String.raw`(?<![\p{L}\p{N}])(?=\p{L}{0,512}\p{N})[\p{L}\p{N}]{8,512}(?![\p{L}\p{N}])`,
  // Numbers, signed, with decimals, exponents, and groups as in dates, versions and IPv4.
  String.raw`(?:(?<![\p{L}\p{N}_)\]>])[+\-])?\p{N}{1,400}(?:[.,:]\p{N}{1,400}){0,20}(?:e[+\-]?\d{1,4})?%?`,
];
const VARYING = new RegExp(varying.map((one) => `(?:${one})`).join('|'), 'giu');
const LISTS = /<\*>(?:[\s,;.:/|+-]{0,3}<\*>)+/g;

function pass(text: string): string {
  return cut(text.replace(VARYING, WILDCARD).replace(LISTS, WILDCARD).replace(/\s+/gu, ' ').trim());
}

function cut(text: string): string {
  if (text.length <= MAX_NORMALISED) return text;
  // Neither half a character nor half a mark at the end.
  return text
    .slice(0, MAX_NORMALISED)
    .replace(/[\ud800-\udbff]$/, '')
    .replace(/<\*?$/, '')
    .trimEnd();
}

/** What the marks of a first pass bring together, a second one takes out; two or three are the rule. */
const MAX_PASSES = 10;

/**
 * The text that an error message shares with others of its kind: numbers, ids, UUIDs, values in quotes, paths, URLs,
 * times and e-mail addresses are taken out. At most MAX_NORMALISED units long; what is normal stays as it is.
 */
export function normaliseMessage(message: string): string {
  let text = message.slice(0, MAX_READ).toWellFormed();
  for (let n = 0; n < MAX_PASSES; n += 1) {
    const next = pass(text);
    if (next === text) break;
    text = next;
  }
  return text;
}
