export interface RedactionRule {
  readonly name: string;
  /** What it takes for a secret or for personal data, for the table in docs/collector.md. */
  readonly finds: string;
  /**
   * `secret`: wherever it stands. `personal`: not in attributes that are ids, which a number may resemble.
   * `name`: an attribute of such a name is removed whatever it holds.
   */
  readonly kind: 'secret' | 'personal' | 'name';
  /** A regular expression that RE2 and JavaScript read alike: no lookaround, no flags but `(?i:…)`. */
  readonly pattern: string;
  /** What stands in its place; `${1}` is the first group. */
  readonly replacement: string;
  /**
   * Patterns of which one is in the lower-case form of any text that the rule finds: asked once of all texts of a
   * record, so that the rule itself runs where it may find something. Letters alone cost next to nothing. None: it
   * always runs.
   */
  readonly hints: readonly string[];
  /** Finds the same as a bare value in JSON, which becomes `${1}0`: a word in brackets would break the JSON. */
  readonly bare?: string;
}

/** What replaces a bare value in JSON. */
export const BARE_REPLACEMENT = `\${1}0`;

const REDACTED = '[redacted]';
const secret = (
  name: string,
  finds: string,
  hints: readonly string[],
  pattern: string,
  replacement = `\${1}${REDACTED}`,
): RedactionRule => ({ name, finds, kind: 'secret', pattern, replacement, hints });
const personal = (
  name: string,
  finds: string,
  hints: readonly string[],
  pattern: string,
  word: string,
): RedactionRule => ({ name, finds, kind: 'personal', pattern, replacement: `\${1}${word}`, hints });

/** Before a find in JSON text may stand an escape, whose last letter is no part of the find: `\\nann@example.com`. */
const ESCAPE = '\\\\(?:["\\\\/bfnrt]|u[0-9A-Fa-f]{4})';
/** Where a word begins; the escape is the first group. */
const EDGE = `(${ESCAPE}|\\b)`;
/** Where a number begins that is no part of a longer one; what stands before is the first group. */
const NUMBER_EDGE = `(${ESCAPE}|^|[^\\w.-])`;

const TOKEN = '[A-Za-z0-9._~+/=-]';
/** Digits with what stands between them in numbers that people write; one pattern for all, as it is asked once. */
const NUMBER =
  '(?:^|[^0-9a-z_]|\\\\(?:[bfnrt]|u[0-9a-f]{4}))(?:[a-z][a-z][0-9][0-9][0-9a-z ]{8,}|[0-9(+][0-9 ().-]{7,}[0-9])';
const LETTERS = '[A-Za-z._~+/-]';
const SECRET_NAMES =
  'password|passwd|passphrase|client[_-]?secret|secret[_-]?access[_-]?key|secret[_-]?key|api[_-]?key|access[_-]?key|account[_-]?key|access[_-]?token|refresh[_-]?token|auth[_-]?token';
const SECRET_VALUE = '[^\\s"\'\\\\&,;{}\\[\\]]+';
const GAP = '(?:\\s|\\\\[nrt]){0,3}';
const IS = `${GAP}[=:]${GAP}`;
/** As it stands in text, in JSON, and in JSON within JSON. */
const QUOTE = '\\\\{0,7}["\']';
const CARD_START = '(?:4[0-9]{3}|5[1-5][0-9]{2}|2[2-7][0-9]{2}|6(?:011|5[0-9]{2}))';
const IBAN_COUNTRIES =
  'AT|BE|BG|CH|CY|CZ|DE|DK|EE|ES|FI|FR|GB|GR|HR|HU|IE|IS|IT|LI|LT|LU|LV|MT|NL|NO|PL|PT|RO|SE|SI|SK';

/** The built-in rules, in the order in which they apply. `redaction.off` switches off by name. */
export const redactionRules: readonly RedactionRule[] = [
  {
    name: 'secret-names',
    finds: 'attributes named like a secret (`db.password`, `http.request.header.authorization`, `api_key`)',
    kind: 'name',
    pattern:
      '(?i:(?:^|[._-])(?:password|passwd|passphrase|secret|client[._-]?secret|api[._-]?key|access[._-]?key|private[._-]?key|access[._-]?token|refresh[._-]?token|auth[._-]?token|id[._-]?token|authorization|proxy-authorization|cookie|set-cookie))$',
    replacement: '',
    hints: [],
  },
  secret(
    'private-key',
    'PEM private keys',
    ['private key-----'],
    // One that was cut off ends with its text, or with the string of JSON that it is in.
    '-----BEGIN [A-Z ]*PRIVATE KEY-----(?:(?:[^-]|-[^-])*-----END [A-Z ]*PRIVATE KEY-----|(?:[^"\\\\]|\\\\[^"])*)',
    REDACTED,
  ),
  // Without lookahead: a digit or padding, early or late, tells a credential from prose such as "basic understanding".
  secret(
    'authorization',
    'credentials of the schemes Bearer and Basic',
    ['bearer', 'basic'],
    `${EDGE}(?i:bearer|basic)\\s{1,5}(?:${LETTERS}{0,11}[0-9=]${TOKEN}{11,}|${LETTERS}{11,}[0-9=]${TOKEN}*|[A-Za-z]{40,})`,
  ),
  secret(
    'jwt',
    'JSON web tokens',
    ['eyj'],
    `${EDGE}eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]*`,
  ),
  secret(
    'openai-key',
    'keys `sk-…` of OpenAI, Anthropic, OpenRouter, DeepSeek, Langfuse',
    ['sk-'],
    `${EDGE}sk-[A-Za-z0-9_-]{16,}`,
  ),
  secret(
    'stripe-key',
    'keys of Stripe',
    ['k_live_', 'k_test_', 'whsec_'],
    `${EDGE}(?:[rs]k_(?:live|test)|whsec)_[A-Za-z0-9]{10,}`,
  ),
  secret(
    'aws-key',
    'access key ids of AWS',
    ['akia', 'asia', 'abia', 'acca'],
    `${EDGE}(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\\b`,
  ),
  secret(
    'google-key',
    'API keys and access tokens of Google',
    ['aiza', 'ya29\\.'],
    `${EDGE}(?:AIza[A-Za-z0-9_-]{30,}|ya29\\.[A-Za-z0-9_-]{20,})`,
  ),
  secret(
    'github-token',
    'tokens of GitHub',
    ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_'],
    `${EDGE}(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})`,
  ),
  secret(
    'gitlab-token',
    'tokens of GitLab',
    ['glpat-', 'gldt-', 'glrt-', 'glptt-', 'glcbt-'],
    `${EDGE}gl(?:pat|dt|rt|ptt|cbt)-[A-Za-z0-9_-]{16,}`,
  ),
  secret(
    'slack-token',
    'tokens and webhooks of Slack, webhooks of Discord',
    ['xox', 'hooks\\.slack', '/api/webhooks/'],
    `${EDGE}xox[a-eprs]-[A-Za-z0-9-]{10,}|hooks\\.slack\\.com/services/[A-Za-z0-9/]{20,}|discord(?:app)?\\.com/api/webhooks/[0-9]+/[A-Za-z0-9_-]{20,}`,
  ),
  secret(
    'vendor-key',
    'keys of Hugging Face, npm, PyPI, Groq, xAI, Perplexity, Replicate, Databricks, DigitalOcean, SendGrid, and our own',
    [
      'hf_',
      'hf-',
      'npm_',
      'npm-',
      'pypi',
      'gsk_',
      'gsk-',
      'xai_',
      'xai-',
      'pplx',
      'r8_',
      'dapi',
      'dop_v1_',
      'sg\\.',
      'obs_',
      'obsi_',
    ],
    `${EDGE}(?:(?:hf|npm|pypi|gsk|xai|pplx)[_-][A-Za-z0-9_-]{20,}|r8_[A-Za-z0-9]{30,}|dapi[0-9a-f]{32}|dop_v1_[0-9a-f]{64}|SG\\.[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{16,}|obsi?_[A-Za-z0-9_-]{24,})`,
  ),
  secret(
    'url-password',
    'passwords in URLs',
    ['@'],
    '(\\b[a-zA-Z][a-zA-Z0-9+.-]+://[^\\s:@/"]*:)[^\\s@/"]+@',
    `\${1}${REDACTED}@`,
  ),
  {
    ...secret(
      'named-value',
      'values after a secret name in text, JSON or a query (`password=…`, `"api_key": "…"`)',
      [
        'passw',
        'passphrase',
        'secret',
        'api_key',
        'api-key',
        'apikey',
        'access_key',
        'access-key',
        'accesskey',
        'account_key',
        'account-key',
        'accountkey',
        'access_token',
        'access-token',
        'accesstoken',
        'refresh_token',
        'refresh-token',
        'refreshtoken',
        'auth_token',
        'auth-token',
        'authtoken',
      ],
      `((?i:${SECRET_NAMES})(?:${IS}(?:${QUOTE})?|${QUOTE}${IS}${QUOTE}))${SECRET_VALUE}`,
    ),
    bare: `((?i:${SECRET_NAMES})${QUOTE}${IS})${SECRET_VALUE}`,
  },
  personal(
    'email',
    'e-mail addresses',
    ['@'],
    `(?:(${ESCAPE})[A-Za-z0-9._%+-]+|\\b[A-Za-z0-9][A-Za-z0-9._%+-]*)@[A-Za-z0-9](?:[A-Za-z0-9-]*\\.)+[A-Za-z]{2,24}\\b`,
    '[email]',
  ),
  {
    ...personal(
      'credit-card',
      'card numbers of Visa, Mastercard, American Express, Discover, with or without separators; no check digit is computed',
      [NUMBER],
      `${NUMBER_EDGE}(?:${CARD_START}(?:[ -]?[0-9]{4}){3}|3[47][0-9]{2}[ -]?[0-9]{6}[ -]?[0-9]{5})\\b`,
      '[card]',
    ),
    // After the name of a member, or in a list as JSON.stringify writes it.
    bare: `("\\s{0,3}:\\s{0,3}|[\\[,](?:\\n\\s*)?)(?:${CARD_START}[0-9]{12}|3[47][0-9]{13})\\b`,
  },
  personal(
    'iban',
    'account numbers (IBAN) of Europe',
    [NUMBER],
    `${EDGE}(?:${IBAN_COUNTRIES})[0-9]{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\\b`,
    '[iban]',
  ),
  personal(
    'us-ssn',
    'social security numbers of the USA',
    [NUMBER],
    `${NUMBER_EDGE}(?:0[0-9]{2}|[1-578][0-9]{2}|6[0-57-9][0-9]|66[0-57-9])-[0-9]{2}-[0-9]{4}\\b`,
    '[ssn]',
  ),
  personal(
    'phone',
    'telephone numbers with a country code, or in the form of North America',
    [NUMBER],
    `(${ESCAPE}|^|[^\\w.+/-])(?:\\+[1-9][0-9]{0,2}(?:[ .-]?\\(?[0-9]{2,4}\\)?){2,5}|\\([2-9][0-9]{2}\\) ?[0-9]{3}-[0-9]{4}|[2-9][0-9]{2}[.-][0-9]{3}[.-][0-9]{4})\\b`,
    '[phone]',
  ),
];
