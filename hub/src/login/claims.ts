/** What a provider says of somebody: claims of the ID token, or of the userinfo endpoint. */
export type Claims = Readonly<Record<string, unknown>>;

/** Somebody as the hub keeps them. */
export interface ClaimedPerson {
  readonly subject: string;
  /** Null unless the provider has verified it. */
  readonly email: string | null;
  readonly name: string | null;
}

const MAX_NAME = 200;
/** RFC 5321, 4.5.3.1. */
const MAX_EMAIL = 320;

/** Who signed in. The ID token is signed, so it comes before what the userinfo endpoint answers. */
export function personOf(subject: string, idToken: Claims, userInfo: Claims): ClaimedPerson {
  const name = [idToken.name, userInfo.name, idToken.preferred_username, userInfo.preferred_username];
  return {
    subject,
    email: verifiedEmail(idToken) ?? verifiedEmail(userInfo),
    name: name.map((one) => plainText(one, MAX_NAME)).find((one) => one !== null) ?? null,
  };
}

/** The address and whether it is verified must come from one place. */
function verifiedEmail({ email, email_verified: isVerified }: Claims): string | null {
  return isVerified === true || isVerified === 'true' ? plainText(email, MAX_EMAIL) : null;
}

/** A claim as one line of text without what could change how a list or a log reads. */
function plainText(value: unknown, most: number): string | null {
  if (typeof value !== 'string') return null;
  const text = value
    .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, most);
  return text === '' ? null : text.toWellFormed();
}

/** The values of a claim by its name, or by a path with dots into objects (`realm_access.roles`); none where it is missing. */
export function claimValues(claims: Claims, name: string): string[] | null {
  const value = Object.hasOwn(claims, name) ? claims[name] : atPath(claims, name.split('.'));
  if (value === undefined) return null;
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((one) => typeof one === 'string' || typeof one === 'boolean').map(String);
}

function atPath(value: unknown, path: readonly string[]): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Claims)[key];
  }
  return at;
}
