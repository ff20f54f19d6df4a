import type { ReactNode } from 'react';
import { Icon } from '../parts/icon.tsx';
import { texts } from '../texts/common.ts';

interface NodeDetailProps {
  readonly name: string;
  /** Of the kind of the node. */
  readonly icon: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** What is known of the node that is chosen in a picture, beside it. */
export function NodeDetail({ name, icon, onClose, children }: NodeDetailProps) {
  return (
    <section className="obs-step-detail" aria-label={name}>
      <header>
        {icon}
        <h3 className="obs-foreign">{name}</h3>
        <button type="button" className="obs-icon-button" aria-label={texts.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {children}
    </section>
  );
}
