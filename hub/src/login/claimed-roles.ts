import { type Role, roles } from '../access/scopes.ts';
import type { OidcSettings, RoleRule } from '../settings/login.ts';
import { type Claims, claimValues, personOf } from './claims.ts';

/** The roles that a provider's claims give by the rules of the settings, by project; of two the stronger. */
export function claimedRoles(
  settings: Pick<OidcSettings, 'roleClaim' | 'roles'>,
  idToken: Claims,
  userInfo: Claims,
): ReadonlyMap<string, Role> {
  const values = new Set(valuesOf(settings.roleClaim, idToken, userInfo));
  const given = new Map<string, Role>();
  for (const { project, role } of settings.roles.filter((rule) => fits(rule, values)))
    given.set(project, stronger(given.get(project), role));
  return given;
}

function valuesOf(claim: string, idToken: Claims, userInfo: Claims): readonly string[] {
  // An address that nobody has verified is anybody's to claim.
  if (claim === 'email') {
    const { email } = personOf('', idToken, userInfo);
    return email === null ? [] : [email];
  }
  return claimValues(idToken, claim) ?? claimValues(userInfo, claim) ?? [];
}

const fits = ({ value }: RoleRule, values: ReadonlySet<string>) => value === null || values.has(value);

function stronger(one: Role | undefined, other: Role): Role {
  return one === undefined || roles.indexOf(other) > roles.indexOf(one) ? other : one;
}
