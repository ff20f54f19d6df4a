import { Component, type ReactNode } from 'react';
import { texts } from '../texts/common.ts';

interface CrashState {
  readonly error: Error | null;
}

/** A file of the page that could not be had, in the words of Chromium and Firefox, of Safari, and of Vite for styles. */
const isFileAway = ({ message }: Error) =>
  /dynamically imported module|Importing a module script failed|Unable to preload CSS/i.test(message);

/** Says so when the page itself breaks, instead of going blank. */
export class CrashGuard extends Component<{ children: ReactNode }, CrashState> {
  override state: CrashState = { error: null };

  static getDerivedStateFromError(error: unknown): CrashState {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    const isAway = isFileAway(error);
    return (
      <section className="obs-note" role="alert">
        <h1>{isAway ? texts.problems.fileAwayTitle : texts.problems.crashTitle}</h1>
        <p>{isAway ? texts.problems.fileAway : texts.problems.crash}</p>
        {!isAway && <pre className="obs-value-text">{error.stack ?? error.message}</pre>}
        <button type="button" className="obs-button" onClick={() => window.location.reload()}>
          {texts.problems.reload}
        </button>
      </section>
    );
  }
}
