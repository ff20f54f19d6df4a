import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useHub } from '../hub/hub-context.tsx';
import { Problem } from '../hub/problem.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { texts } from '../texts/common.ts';
import { faultOfAddress, signIn } from './sign-in.ts';
import { providerHref, waysQuestion } from './ways.ts';

const words = texts.signIn;

function faultOf(error: unknown): string {
  if (!(error instanceof Problem)) return words.failed(String(error));
  if (error.code === 'OBS_UNAUTHORIZED') return words.wrong;
  if (error.code === 'OBS_TOO_MANY_ATTEMPTS') return words.tooMany;
  return words.failed(error.message);
}

/** Leads to the provider where there is one, or asks for the hub's key; goes on where the reader was. */
export function SignInPage() {
  const hub = useHub();
  const field = useRef<HTMLInputElement>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const { data: ways } = useHubQuery(waysQuestion);
  const provider = ways?.provider ?? null;
  const providerFault = faultOfAddress();
  useEffect(() => {
    document.title = words.documentTitle;
  }, []);
  // Who has a button needs no keyboard on a phone.
  useEffect(() => {
    if (ways?.provider === null) field.current?.focus();
  }, [ways]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const given = field.current?.value ?? '';
    try {
      await signIn(hub, given.trim());
      hub.stream.retryNow();
      await hub.queries.invalidateQueries();
    } catch (error) {
      setFault(faultOf(error));
      setBusy(false);
      // What is typed next would replace what was typed since.
      if (field.current?.value === given) field.current.select();
    }
  };

  return (
    <section className="obs-note">
      <h1>{provider ? words.titleWithProvider : words.title}</h1>
      {providerFault !== null && (
        <p className="obs-sign-in-fault" role="alert">
          {words.faults[providerFault](ways?.contact ?? null)}
        </p>
      )}
      {provider && (
        <div className="obs-sign-in">
          <a className="obs-button is-primary" href={providerHref(provider)}>
            {words.with(provider.name)}
          </a>
          <p className="obs-sign-in-or">{words.or}</p>
        </div>
      )}
      {!provider && <p>{words.lead}</p>}
      <form className="obs-sign-in" onSubmit={submit}>
        <label htmlFor="key">{words.key}</label>
        <input
          ref={field}
          id="key"
          type="password"
          autoComplete="current-password"
          required
          aria-invalid={fault !== null}
          aria-describedby="key-fault"
        />
        <p id="key-fault" className="obs-sign-in-fault" role="alert">
          {fault}
        </p>
        <button type="submit" className="obs-button" disabled={busy}>
          {words.submit}
        </button>
      </form>
    </section>
  );
}
