import type { Question } from '../hub/use-hub-query.ts';

/** Why somebody who was at the provider is not signed in. */
export const signInFaults = ['denied', 'no_role', 'expired', 'unavailable', 'failed'] as const;
export type SignInFault = (typeof signInFaults)[number];

/** How one can sign in to this hub. */
export interface Ways {
  readonly provider: { readonly name: string; readonly url: string } | null;
  /** Whom to ask for a role. */
  readonly contact: string | null;
}

/** Who is signed in with this browser. */
export interface Signed {
  readonly name: string;
  readonly kind: 'setting' | 'key' | 'person' | 'local';
}

export const waysQuestion: Question<Ways> = {
  key: ['login-options'],
  ask: async (hub, signal) => {
    const answer = await hub.fetch('/api/v1/login/options', { signal });
    return answer.ok ? await answer.json() : { provider: null, contact: null };
  },
};

/** Null for nobody: without a session, or where the hub asks nobody who they are. */
export const signedQuestion: Question<Signed | null> = {
  key: ['session'],
  ask: async (hub, signal) => {
    const answer = await hub.fetch('/api/v1/session', { signal });
    if (!answer.ok) return null;
    const { session_id, name, kind } = await answer.json();
    return session_id === null ? null : { name, kind };
  },
};

/** Where sign-in at the provider begins, to come back to where the reader is. */
export function providerHref({ url }: { readonly url: string }): string {
  const { pathname, search } = window.location;
  return `${url}?return_to=${encodeURIComponent(pathname + search)}`;
}
