import { z } from 'zod';
import { FIRST_PROJECT } from '../access/principal.ts';
import { type Role, roles } from '../access/scopes.ts';
import { commaList, file, page, SettingsError } from './values.ts';

const text = z.string().min(1);
const ROLE = `(?:(?<project>[^:=]+):)?(?<role>${roles.join('|')})`;
const RULE = new RegExp(`^(?<value>.+)=${ROLE}$`);

/** People who sign in (OpenID Connect). */
export const loginVariables = {
  OBSERVATORY_PUBLIC_URL: page.describe(
    'Where people reach the hub; links in notices and the way back from sign-in begin with it.',
  ),
  OBSERVATORY_OIDC_ISSUER: z
    .url({ protocol: /^https?$/, error: 'expected a URL that begins with https://' })
    .optional()
    .describe('Issuer of the OpenID Connect provider at which people sign in; without it only keys do.'),
  OBSERVATORY_OIDC_CLIENT_ID: text.optional().describe('Id of the hub at the provider.'),
  OBSERVATORY_OIDC_CLIENT_SECRET: text.optional().describe('Secret of the hub at the provider.'),
  OBSERVATORY_OIDC_CLIENT_SECRET_FILE: file('OBSERVATORY_OIDC_CLIENT_SECRET'),
  OBSERVATORY_OIDC_NAME: text
    .max(40, { error: 'expected at most 40 characters' })
    .optional()
    .describe("What the button calls the provider; unless given, the issuer's host."),
  OBSERVATORY_OIDC_SCOPES: text
    .default('openid profile email')
    .refine((scopes) => scopes.split(/\s+/).includes('openid'), { error: 'expected openid among them' })
    .describe('Scopes that the hub asks the provider for, with spaces between them.'),
  OBSERVATORY_OIDC_ROLE_CLAIM: text
    .default('groups')
    .describe('Claim that says what somebody may do here; dots lead into objects, as realm_access.roles.'),
  OBSERVATORY_OIDC_ROLES: commaList
    .refine((rules) => rules.every((rule) => RULE.test(rule)), {
      error: `expected a comma list of VALUE=ROLE or VALUE=PROJECT:ROLE, where a role is one of ${roles.join(', ')}`,
    })
    .describe(
      'Roles by the values of that claim, as agents-admins=admin,agents-dev=shop:operator,*=viewer; * is everyone whom the provider lets in.',
    ),
  OBSERVATORY_OIDC_CONTACT: text
    .max(200, { error: 'expected at most 200 characters' })
    .optional()
    .describe('Whom to ask for a role, as somebody without one is told.'),
};

/** Those of them that are secrets; each has a variable `…_FILE` beside it. */
export const loginSecrets = ['OBSERVATORY_OIDC_CLIENT_SECRET'] as const;

/** Who has `value` in the claim (null: everyone who signs in) has `role` in `project`. */
export interface RoleRule {
  readonly value: string | null;
  readonly project: string;
  readonly role: Role;
}

export interface OidcSettings {
  readonly issuer: URL;
  readonly clientId: string;
  readonly clientSecret: string;
  /** As people know the provider. */
  readonly name: string;
  readonly scopes: string;
  readonly roleClaim: string;
  readonly roles: readonly RoleRule[];
  readonly contact: string | null;
  /** Where people reach the hub; without a slash at the end. */
  readonly publicUrl: string;
}

export interface LoginSettings {
  /** Without a slash at the end; null where it is not said. */
  readonly publicUrl: string | null;
  /** Null: nobody signs in but with a key. */
  readonly oidc: OidcSettings | null;
}

type Values = z.output<z.ZodObject<typeof loginVariables>>;

export function loginSettings(values: Values): LoginSettings {
  return { publicUrl: values.OBSERVATORY_PUBLIC_URL ?? null, oidc: oidcOf(values) };
}

function oidcOf(values: Values): OidcSettings | null {
  const { OBSERVATORY_OIDC_ISSUER, OBSERVATORY_OIDC_CLIENT_ID: clientId } = values;
  if (OBSERVATORY_OIDC_ISSUER === undefined) return null;
  const { OBSERVATORY_OIDC_CLIENT_SECRET: clientSecret, OBSERVATORY_PUBLIC_URL: publicUrl } = values;
  const needed = 'expected it together with OBSERVATORY_OIDC_ISSUER; got none';
  if (clientId === undefined) throw new SettingsError(`OBSERVATORY_OIDC_CLIENT_ID: ${needed}`);
  if (clientSecret === undefined) throw new SettingsError(`OBSERVATORY_OIDC_CLIENT_SECRET: ${needed}`);
  // The name in a request is not trusted: the provider would send people's codes there.
  if (publicUrl === undefined) throw new SettingsError(`OBSERVATORY_PUBLIC_URL: ${needed}`);
  const issuer = new URL(OBSERVATORY_OIDC_ISSUER);
  return {
    issuer,
    clientId,
    clientSecret,
    name: values.OBSERVATORY_OIDC_NAME ?? issuer.host,
    scopes: values.OBSERVATORY_OIDC_SCOPES,
    roleClaim: values.OBSERVATORY_OIDC_ROLE_CLAIM,
    roles: values.OBSERVATORY_OIDC_ROLES.map(ruleOf),
    contact: values.OBSERVATORY_OIDC_CONTACT ?? null,
    publicUrl,
  };
}

function ruleOf(rule: string): RoleRule {
  const { value, project = FIRST_PROJECT, role } = RULE.exec(rule)?.groups ?? {};
  const known = roles.find((one) => one === role);
  if (value === undefined || known === undefined) throw new Error(`no rule: ${rule}`);
  return { value: value === '*' ? null : value, project, role: known };
}
