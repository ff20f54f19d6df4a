import { dataOf } from '../hub/client.ts';
import type { Hub } from '../hub/hub.ts';
import { forgetAnswers } from '../offline/kept-answers.ts';
import { type SignInFault, signInFaults } from './ways.ts';

/** Exchanges a key for the hub's cookie. Throws a Problem where the hub refuses it. */
export async function signIn(hub: Hub, key: string): Promise<void> {
  await dataOf(hub.api.POST('/api/v1/session', { body: { key } }));
  hub.access.set('open');
}

/**
 * Ends the session, at the provider too where it is of a person, and begins the page anew, so that nothing of what was
 * shown stays.
 */
export async function signOut(hub: Hub): Promise<void> {
  await hub.api.DELETE('/api/v1/session');
  await Promise.all([forgetAnswers(), hub.actions.clear()]).catch(() => {});
  const answer = await hub.fetch('/api/v1/login', { method: 'DELETE' }).catch(() => null);
  const { provider_url } = answer?.ok ? await answer.json() : { provider_url: null };
  window.location.assign(provider_url ?? '/');
}

/**
 * A key in the address (`#key=…`, as `observatory open hub` gives it) signs in and is taken out of the address. Null where
 * there is none.
 */
export function signInByAddress(hub: Hub): Promise<void> | null {
  const key = new URLSearchParams(window.location.hash.slice(1)).get('key');
  if (!key) return null;
  leaveAddress(window.location.search);
  // The form asks again; a hub without a key needs none.
  return signIn(hub, key).catch(() => {});
}

let fault: SignInFault | null = null;

/** Takes out of the address why a sign-in at the provider failed (`?sign_in=…`); the form tells it. */
export function noteFault(hub: Hub): void {
  const query = new URLSearchParams(window.location.search);
  const given = query.get('sign_in');
  if (given === null) return;
  query.delete('sign_in');
  leaveAddress(query.size === 0 ? '' : `?${query}`);
  // Another word is nobody's of the hub.
  fault = signInFaults.find((one) => one === given) ?? null;
  if (fault !== null) hub.access.set('needed');
}

/** Why the last sign-in at the provider failed; null where it did not. */
export const faultOfAddress = (): SignInFault | null => fault;

function leaveAddress(query: string): void {
  window.history.replaceState(window.history.state, '', window.location.pathname + query);
}
