import { Component, type ReactNode } from 'react';
import { Panel } from '../parts/panel.tsx';
import { texts } from '../texts/common.ts';
import { overviewTexts } from '../texts/overview.ts';

interface PanelGuardProps {
  readonly title: string;
  readonly children: ReactNode;
}
interface PanelGuardState {
  readonly error: Error | null;
}

/** Keeps a fault of one panel to that panel. */
export class PanelGuard extends Component<PanelGuardProps, PanelGuardState> {
  override state: PanelGuardState = { error: null };

  static getDerivedStateFromError(error: unknown): PanelGuardState {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <Panel title={this.props.title}>
        <div role="alert">
          <p>{overviewTexts.broken}</p>
          <p className="obs-foreign is-absent">{error.message}</p>
        </div>
        <button type="button" className="obs-button" onClick={() => this.setState({ error: null })}>
          {texts.tryAgain}
        </button>
      </Panel>
    );
  }
}
