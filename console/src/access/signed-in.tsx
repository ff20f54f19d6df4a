import { useQuery } from '@tanstack/react-query';
import { texts } from '../texts.ts';
import { signOut } from './sign-in.ts';
import { signedQuery } from './ways.ts';

/** Who is signed in, and the way out; nothing where nobody is. */
export function SignedIn() {
  const { data: signed } = useQuery(signedQuery());
  if (!signed) return null;
  return (
    <>
      {signed.kind !== 'setting' && <span className="obs-signed-in">{signed.name}</span>}
      <button
        type="button"
        className="obs-button is-quiet"
        title={texts.signIn.signedInAs(signed.name)}
        onClick={() => void signOut()}
      >
        {texts.signIn.signOut}
      </button>
    </>
  );
}
