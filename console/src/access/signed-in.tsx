import { useHub } from '../hub/hub-context.tsx';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { texts } from '../texts/common.ts';
import { signOut } from './sign-in.ts';
import { signedQuestion } from './ways.ts';

/** Who is signed in, and the way out; nothing where nobody is. */
export function SignedIn() {
  const hub = useHub();
  const { data: signed } = useHubQuery(signedQuestion);
  if (!signed) return null;
  return (
    <>
      {signed.kind !== 'setting' && <span className="obs-signed-in">{signed.name}</span>}
      <button
        type="button"
        className="obs-button is-quiet"
        title={texts.signIn.signedInAs(signed.name)}
        onClick={() => void signOut(hub)}
      >
        {texts.signIn.signOut}
      </button>
    </>
  );
}
