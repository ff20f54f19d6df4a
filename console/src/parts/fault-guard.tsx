import { Component, type ReactNode } from 'react';
import { texts } from '../texts/common.ts';

interface FaultGuardProps {
  /** With another value, what broke is tried again, such as the time of a newer answer. */
  readonly tryAgainOn?: unknown;
  /** What stands around the note that takes the place of what broke. */
  readonly around?: (note: ReactNode) => ReactNode;
  readonly children: ReactNode;
}
interface FaultGuardState {
  readonly error: Error | null;
}

/** Keeps a fault to the part of the page that it is in, such as an answer of another form by an older or newer hub. */
export class FaultGuard extends Component<FaultGuardProps, FaultGuardState> {
  override state: FaultGuardState = { error: null };

  static getDerivedStateFromError(error: unknown): FaultGuardState {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidUpdate(before: FaultGuardProps) {
    const isNew = before.tryAgainOn !== this.props.tryAgainOn;
    if (isNew && this.state.error) this.setState({ error: null });
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    const note = (
      <div role="alert">
        <p>{texts.problems.partBroken}</p>
        <p className="obs-foreign is-absent">{error.message}</p>
        <button type="button" className="obs-button" onClick={() => this.setState({ error: null })}>
          {texts.tryAgain}
        </button>
      </div>
    );
    return this.props.around?.(note) ?? note;
  }
}
