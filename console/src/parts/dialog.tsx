import { type ReactNode, useEffect, useId, useRef } from 'react';
import { texts } from '../texts/common.ts';
import { Icon } from './icon.tsx';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly className?: string;
  readonly children: ReactNode;
}

/**
 * A modal window; open as long as it exists. Escape, the button and a click beside it close it. What has `data-first`
 * has the focus at first, else the button.
 */
export function Dialog({ title, onClose, className, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = element.current;
    if (dialog && !dialog.open) dialog.showModal();
    // React's autoFocus comes before the window is shown, when nothing in it can have the focus.
    dialog?.querySelector<HTMLElement>('[data-first]')?.focus();
    return () => dialog?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape does for the keyboard what a click beside it does
    <dialog
      ref={element}
      className={className ? `obs-dialog ${className}` : 'obs-dialog'}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === element.current) onClose();
      }}
    >
      <div className="obs-dialog-inside">
        <div className="obs-card-head">
          <h2 id={id}>{title}</h2>
          <button type="button" className="obs-icon-button" aria-label={texts.close} onClick={onClose}>
            <Icon name="close" />
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
