import { dataOf, hub } from '../api/client.ts';
import { access } from './access.ts';

/** When the session ends, as the hub said; the cookie itself is out of the page's reach. */
const ENDS = 'observatory.session-ends';

/** Exchanges a key for the hub's cookie. Throws a Problem where the hub refuses it. */
export async function signIn(key: string): Promise<void> {
  const { expires_at } = await dataOf(hub.POST('/api/v1/session', { body: { key } }));
  remember(expires_at);
  access.granted();
}

/** Ends the session and begins the page anew, so that nothing of what was shown stays. */
export async function signOut(): Promise<void> {
  await hub.DELETE('/api/v1/session');
  remember(null);
  window.location.assign('/');
}

/** Whether this browser has a session, as far as the page knows. */
export function isSignedIn(): boolean {
  try {
    return Date.parse(window.localStorage.getItem(ENDS) ?? '') > Date.now();
  } catch {
    return false;
  }
}

/** A key in the address (`#key=…`, as `observatory open hub` gives it) signs in and is taken out of the address. */
export async function signInByAddress(): Promise<void> {
  const key = new URLSearchParams(window.location.hash.slice(1)).get('key');
  if (!key) return;
  window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
  // The form asks again; a hub without a key needs none.
  await signIn(key).catch(() => {});
}

function remember(ends: string | null): void {
  try {
    if (ends === null) window.localStorage.removeItem(ENDS);
    else window.localStorage.setItem(ENDS, ends);
  } catch {
    // A browser that keeps nothing for pages: the button to sign out is missing, the cookie is not.
  }
}
