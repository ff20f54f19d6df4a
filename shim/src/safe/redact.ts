/** What stands where a secret was. */
export const REDACTED = '[redacted]';

/**
 * Names of fields whose value is a secret whatever it looks like. Compared without case, `-`, `_` and
 * blanks, as a part of the name (`openaiApiKey`, `X-API-Key`, `db_password`).
 */
const secretNames =
  /password|passwd|passphrase|secret|apikey|accesskey|privatekey|signingkey|encryptionkey|authorization|bearer|credential|connectionstring|cookie|jwt|(?:^|[^s])token$|accesstoken|refreshtoken|authtoken|idtoken|sessiontoken|tokenvalue/;
/** Names that hold one of the words above and are no secret. */
const harmless =
  /^(?:max|min|total|input|output|prompt|completion|next|page|cursor|num)?tokens?(?:count|type|usage|s)?$/;

const MAX_KNOWN_NAMES = 2000;
const knownNames = new Map<string, boolean>();

/** Whether the value of a field of this name must not be recorded. */
export function isSecretName(name: string): boolean {
  const known = knownNames.get(name);
  if (known !== undefined) return known;
  const plain = name.replace(/[-_.\s]/g, '').toLowerCase();
  const secret = secretNames.test(plain) && (plain === 'token' || !harmless.test(plain));
  // Names that an attacker may choose must not fill the memory.
  if (knownNames.size < MAX_KNOWN_NAMES && name.length < 100) knownNames.set(name, secret);
  return secret;
}

/**
 * Secrets by their form, each alternative without nested repetition, so that matching stays linear:
 * authorization schemes, JSON web tokens, private keys, keys of well-known services, passwords in URLs.
 */
const secretForms = new RegExp(
  [
    '-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)',
    // A digit or padding tells a credential from prose such as "basic understanding".
    String.raw`\b(?:bearer|basic)\s{1,5}(?=\S{0,500}[\d=])[A-Za-z0-9._~+/=-]{12,}`,
    String.raw`\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*`,
    String.raw`\bsk-[A-Za-z0-9_-]{16,}`,
    String.raw`\b[rs]k_(?:live|test)_[A-Za-z0-9]{10,}`,
    String.raw`\b(?:AKIA|ASIA)[A-Z0-9]{16}\b`,
    String.raw`\bAIza[A-Za-z0-9_-]{30,}`,
    String.raw`\bgh[pousr]_[A-Za-z0-9]{20,}`,
    String.raw`\bgithub_pat_[A-Za-z0-9_]{20,}`,
    String.raw`\bglpat-[A-Za-z0-9_-]{16,}`,
    String.raw`\bxox[a-z]-[A-Za-z0-9-]{10,}`,
    String.raw`\b(?:hf|npm|pypi|gsk|xai|pplx)[_-][A-Za-z0-9_-]{20,}`,
  ].join('|'),
  'gi',
);
const urlPasswords = /(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/]{0,100}:)[^\s@/]{1,200}@/gi;
/** Quotes may be escaped: JSON stands in JSON. */
const namedValues =
  /((?:password|passwd|passphrase|secret|api[-_]?key|access[-_]?key|access[-_]?token|refresh[-_]?token|auth[-_]?token|client[-_]?secret)(?:\\{0,7}["'])?\s{0,3}[=:]\s{0,3}(?:\\{0,7}["'])?)[^\s"'\\&,;{}[\]]{1,4096}/gi;
/** One of these is in each text that the expressions above find anything in: most texts are done with it. */
const hints =
  /private key-----|bearer|basic|eyj|sk-|k_live_|k_test_|akia|asia|aiza|gh[pousr]_|github_pat_|glpat-|xox|hf[_-]|npm[_-]|pypi[_-]|gsk[_-]|xai[_-]|pplx[_-]|:\/\/|passw|passphrase|secret|api[-_]?key|access[-_]?key|(?:access|refresh|auth)[-_]?token/i;
const SHORTEST_SECRET = 8;

/** The text with what looks like a secret replaced. A heuristic: the collector and the hub look again. */
export function redactText(text: string): string {
  if (text.length < SHORTEST_SECRET || !hints.test(text)) return text;
  return text
    .replace(secretForms, REDACTED)
    .replace(urlPasswords, `$1${REDACTED}@`)
    .replace(namedValues, `$1${REDACTED}`);
}
