/** Text that a rule finds, and what becomes of it; and text that resembles it and is left as it is. */
interface Samples {
  readonly found: readonly { readonly text: string; readonly becomes: string }[];
  readonly left: readonly string[];
}

const found = (text: string, becomes: string) => ({ text, becomes });
/** In parts, so that no scanner of repositories takes a sample for a leak. */
const key = (...parts: string[]) => parts.join('');

/** For tests: samples of each built-in rule that reads values. */
export const redactionSamples: Readonly<Record<string, Samples>> = {
  'private-key': {
    found: [
      found(
        key('key: -----BEGIN RSA ', 'PRIVATE KEY-----\nMIIEow\nIBAAKC\n-----END RSA PRIVATE KEY----- end'),
        'key: [redacted] end',
      ),
      found(key('-----BEGIN ', 'PRIVATE KEY-----\ncut off here'), '[redacted]'),
    ],
    left: ['-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----'],
  },
  authorization: {
    found: [
      found('Authorization: Bearer abc123def456ghi7', 'Authorization: [redacted]'),
      found('header Basic dXNlcjpwYXNzd29yZA== sent', 'header [redacted] sent'),
      found('bearer abcdefghijklmnopqrstu9', '[redacted]'),
    ],
    left: ['a basic understanding of things', 'bearer of good news', 'Basic authentication-required here'],
  },
  jwt: {
    found: [
      found(
        key('token eyJhbGciOiJIUzI1NiJ9', '.eyJzdWIiOiIxMjM0In0', '.dBjftJeZ4CVP-mB92K27uhbUJU1p1r done'),
        'token [redacted] done',
      ),
    ],
    left: ['eyJ is how they begin', 'file.eyJoke.txt'],
  },
  'openai-key': {
    found: [
      found(key('using sk', '-proj-abcdefghij1234567890 now'), 'using [redacted] now'),
      found(key('sk', '-ant-api03-abcdefghij-1234567890'), '[redacted]'),
    ],
    left: ['task-0123456789abcdef0123', 'risk-assessment-of-the-year', 'sk-short'],
  },
  'stripe-key': {
    found: [
      found(key('sk', '_live_abcdefghij1234'), '[redacted]'),
      found(key('rk', '_test_abcdefghij1234'), '[redacted]'),
    ],
    left: ['sk_livelihood', 'task_live_x'],
  },
  'aws-key': {
    found: [found(key('id AKIA', 'IOSFODNN7EXAMPLE.'), 'id [redacted].')],
    left: ['AKIASHORT', 'XAKIAIOSFODNN7EXAMPLES'],
  },
  'google-key': {
    found: [
      found(key('AIza', 'SyA1234567890abcdefghijklmnopqrstuv'), '[redacted]'),
      found(key('ya29', '.a0AfH6SMBabcdefghijklmnop'), '[redacted]'),
    ],
    left: ['AIzaShort', 'ya29 is a prefix'],
  },
  'github-token': {
    found: [
      found(key('ghp', '_abcdefghijklmnopqrstuvwxyz0123456789'), '[redacted]'),
      found(key('github', '_pat_11ABCDEFG0abcdefghijkl_xyz'), '[redacted]'),
    ],
    left: ['ghp_short', 'github_path_of_the_file'],
  },
  'gitlab-token': {
    found: [found(key('glpat', '-abcdefghij1234567890'), '[redacted]')],
    left: ['glpat-short', 'glob-pattern-abcdefghijklmnop'],
  },
  'slack-token': {
    found: [
      found(key('xoxb', '-1234567890-abcdefghij'), '[redacted]'),
      found(
        key('https://hooks.slack', '.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX'),
        'https://[redacted]',
      ),
    ],
    left: ['xoxo-hugs-and-kisses', 'https://slack.com/services/T0'],
  },
  'vendor-key': {
    found: [
      found(key('hf', '_abcdefghijklmnopqrstuvwxyz'), '[redacted]'),
      found(key('npm', '_abcdefghijklmnopqrstuvwxyz0123456789'), '[redacted]'),
      found(key('gsk', '_abcdefghijklmnopqrstuvwxyz'), '[redacted]'),
      found(key('SG', '.abcdefghijklmnop1234.abcdefghijklmnop1234'), '[redacted]'),
      found(key('obs', '_abcdefghijklmnopqrstuvwxyz012345'), '[redacted]'),
      found(key('obsi', '_abcdefghijklmnopqrstuvwxyz012345'), '[redacted]'),
    ],
    left: ['npm_package_name', 'obs_short', 'SG.a.b', 'hf_model'],
  },
  'url-password': {
    found: [
      found('postgres://app:hunter2@db:5432/app', 'postgres://app:[redacted]@db:5432/app'),
      found('redis://:hunter2@cache', 'redis://:[redacted]@cache'),
    ],
    left: ['http://db:5432/app', 'https://example.com/a:b', 'time 10:30 @ noon'],
  },
  'named-value': {
    found: [
      found('password=hunter2 user=ann', 'password=[redacted] user=ann'),
      found('{"api_key": "abc", "n": 1}', '{"api_key": "[redacted]", "n": 1}'),
      found('{\\"apiKey\\":\\"abc\\"}', '{\\"apiKey\\":\\"[redacted]\\"}'),
      found('?access_token=abc&x=1', '?access_token=[redacted]&x=1'),
      found('AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI', 'AWS_SECRET_ACCESS_KEY=[redacted]'),
    ],
    left: ['the password is wrong', 'password reset: done later', 'max_tokens=100', 'monkey=banana'],
  },
  email: {
    found: [
      found('from ann.b+c@mail.example.co.uk to', 'from [email] to'),
      found('<bob@example.com>', '<[email]>'),
    ],
    left: ['pkg@1.2.3', '@types/node', 'a @ b.com', 'user@localhost'],
  },
  'credit-card': {
    found: [
      found('card 4111 1111 1111 1111 ok', 'card [card] ok'),
      found('5500-0000-0000-0004', '[card]'),
      found('4111111111111111', '[card]'),
      found('amex 378282246310005', 'amex [card]'),
      found('6011000990139424', '[card]'),
    ],
    left: [
      '0.4111111111111111',
      '1111 1111 1111 1111',
      'a4111111111111111',
      '1700000000000000000',
      '41111111111111112',
    ],
  },
  iban: {
    found: [
      found('to DE89 3704 0044 0532 0130 00 now', 'to [iban] now'),
      found('GB29NWBK60161331926819', '[iban]'),
    ],
    left: ['DE89', 'XX89370400440532013000', 'AT12 is a name'],
  },
  'us-ssn': {
    found: [found('ssn 123-45-6789.', 'ssn [ssn].')],
    left: ['2024-11-22', '123-456-789', '900-45-6789', '1-123-45-6789'],
  },
  phone: {
    found: [
      found('call +49 30 1234 5678 today', 'call [phone] today'),
      found('(555) 123-4567', '[phone]'),
      found('555-123-4567', '[phone]'),
      found('+14155552671', '[phone]'),
    ],
    left: ['2026-11-22 06:48:01', '1.2.3.4', '10.20.30.40:8080', '+5 points', '12345678', '123-45-67'],
  },
};
