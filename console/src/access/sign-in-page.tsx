import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Problem } from '../api/problem.ts';
import { useHubStream } from '../live/live-context.ts';
import { texts } from '../texts.ts';
import { signIn } from './sign-in.ts';

const words = texts.signIn;

function faultOf(error: unknown): string {
  if (!(error instanceof Problem)) return words.failed(String(error));
  if (error.code === 'OBS_UNAUTHORIZED') return words.wrong;
  if (error.code === 'OBS_TOO_MANY_ATTEMPTS') return words.tooMany;
  return words.failed(error.message);
}

/** Asks for the hub's key and goes on where the reader was. */
export function SignInPage() {
  const client = useQueryClient();
  const stream = useHubStream();
  const field = useRef<HTMLInputElement>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    document.title = words.documentTitle;
    field.current?.focus();
  }, []);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await signIn(field.current?.value.trim() ?? '');
      stream.retryNow();
      await client.invalidateQueries();
    } catch (error) {
      setFault(faultOf(error));
      setBusy(false);
      field.current?.select();
    }
  };

  return (
    <section className="note">
      <h1>{words.title}</h1>
      <p>{words.lead}</p>
      <form className="sign-in" onSubmit={submit}>
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
        <p id="key-fault" className="sign-in-fault" role="alert">
          {fault}
        </p>
        <button type="submit" className="button" disabled={busy}>
          {words.submit}
        </button>
      </form>
    </section>
  );
}
