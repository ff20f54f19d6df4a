import type { Settings } from '../settings/schema.ts';
import { durationSeconds } from '../settings/units.ts';
import { WEBHOOK_SECRET } from '../stack/secrets.ts';
import type { Site } from '../stack/site.ts';

/** What the hub takes by variables and files for one part of its work each; nothing where the settings leave it out. */

export const DAY_S = 86_400;

export function listed(name: string, values: readonly string[]): Record<string, string> {
  return values.length === 0 ? {} : { [name]: values.join(',') };
}

/** Sign-in by OpenID Connect, with the roles that the provider's claims give. */
export function oidcEnvironment({ hub: { oidc } }: Settings, site: Site): Record<string, string> {
  if (oidc === null) return {};
  return {
    OBSERVATORY_OIDC_ISSUER: oidc.issuer,
    OBSERVATORY_OIDC_CLIENT_ID: oidc.clientId,
    OBSERVATORY_OIDC_CLIENT_SECRET_FILE: site.secret('hub', 'hub-oidc-secret'),
    ...(oidc.name === undefined ? {} : { OBSERVATORY_OIDC_NAME: oidc.name }),
    ...(oidc.scopes === undefined ? {} : { OBSERVATORY_OIDC_SCOPES: oidc.scopes.join(' ') }),
    ...(oidc.roleClaim === undefined ? {} : { OBSERVATORY_OIDC_ROLE_CLAIM: oidc.roleClaim }),
    ...listed('OBSERVATORY_OIDC_ROLES', oidc.roles),
    ...(oidc.contact === undefined ? {} : { OBSERVATORY_OIDC_CONTACT: oidc.contact }),
  };
}

/** Kinds of records that are kept for a shorter time, in whole days like the retention itself. */
export function keepEnvironment({ hub: { keep } }: Settings): Record<string, string> {
  const kept = Object.entries(keep).flatMap(([kind, time]) =>
    time === null
      ? []
      : [[`OBSERVATORY_${kind.toUpperCase()}_DAYS`, String(Math.ceil((durationSeconds(time) ?? 0) / DAY_S))]],
  );
  return Object.fromEntries(kept);
}

/** The secrets of the webhook that the hub tells of alerts. */
export function webhookSecrets({ hub: { webhook } }: Settings): string[] {
  if (webhook === null) return [];
  return [WEBHOOK_SECRET, ...(webhook.signingKeyFile === undefined ? [] : ['hub-webhook-key'])];
}

export function webhookEnvironment({ hub: { webhook } }: Settings, site: Site): Record<string, string> {
  if (webhook === null) return {};
  return {
    WEBHOOK_URL_FILE: site.secret('hub', WEBHOOK_SECRET),
    ...(webhook.signingKeyFile === undefined
      ? {}
      : { OBSERVATORY_WEBHOOK_SECRET_FILE: site.secret('hub', 'hub-webhook-key') }),
  };
}
