import { Component, type ReactNode } from 'react';
import { texts } from '../texts/common.ts';

interface CrashState {
  readonly error: Error | null;
}

/** Says so when the page itself breaks, instead of going blank. */
export class CrashGuard extends Component<{ children: ReactNode }, CrashState> {
  override state: CrashState = { error: null };

  static getDerivedStateFromError(error: unknown): CrashState {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <section className="obs-note" role="alert">
        <h1>{texts.problems.crashTitle}</h1>
        <p>{texts.problems.crash}</p>
        <pre className="obs-value-text">{error.stack ?? error.message}</pre>
        <button type="button" className="obs-button" onClick={() => window.location.reload()}>
          {texts.problems.reload}
        </button>
      </section>
    );
  }
}
