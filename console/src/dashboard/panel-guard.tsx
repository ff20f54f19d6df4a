import type { ReactNode } from 'react';
import { FaultGuard } from '../parts/fault-guard.tsx';
import { Panel } from '../parts/panel.tsx';

interface PanelGuardProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** Keeps a fault of one panel to that panel, which keeps its title. */
export function PanelGuard({ title, children }: PanelGuardProps) {
  return <FaultGuard around={(note) => <Panel title={title}>{note}</Panel>}>{children}</FaultGuard>;
}
