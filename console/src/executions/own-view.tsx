import { type FormEvent, useState } from 'react';
import { Icon } from '../parts/icon.tsx';
import { Link } from '../place/link.tsx';
import { texts } from '../texts/common.ts';
import { executionsTexts } from '../texts/executions.ts';
import type { SavedView, ViewChange } from './views-questions.ts';

const words = executionsTexts.views;

interface OwnViewProps {
  readonly view: SavedView;
  readonly href: string;
  readonly isPresent: boolean;
  readonly mayChange: boolean;
  /** While a change of it, or of another, is sent. */
  readonly isBusy: boolean;
  readonly isEditing: boolean;
  readonly onEdit: (on: boolean) => void;
  /** Called when the link is followed. */
  readonly onOpen: () => void;
  readonly onChange: (change: ViewChange, then: () => void) => void;
}

/** One saved view: a link, and for who may change it another name or its end. */
export function OwnView(props: OwnViewProps) {
  const { view, href, isPresent, mayChange, isBusy, isEditing, onEdit, onOpen, onChange } = props;
  const [isSure, setSure] = useState(false);
  const remove = () => onChange({ kind: 'delete', view }, () => setSure(false));
  if (isEditing) {
    const rename = (event: FormEvent<HTMLFormElement>) => {
      event.preventDefault();
      const name = String(new FormData(event.currentTarget).get('name')).trim();
      if (name === '' || name === view.name) onEdit(false);
      else onChange({ kind: 'change', view, name, search: view.search }, () => onEdit(false));
    };
    return (
      <li className="obs-view">
        <form className="obs-view-form" onSubmit={rename}>
          <input
            className="obs-input"
            name="name"
            aria-label={words.rename(view.name)}
            defaultValue={view.name}
            maxLength={200}
            readOnly={isBusy}
            // biome-ignore lint/a11y/noAutofocus: the reader asked for it by the button before
            autoFocus
          />
          <button type="submit" className="obs-button" disabled={isBusy}>
            {texts.save}
          </button>
          <button type="button" className="obs-button is-quiet" onClick={() => onEdit(false)}>
            {texts.cancel}
          </button>
        </form>
      </li>
    );
  }
  return (
    <li className="obs-view">
      <Link
        href={href}
        className="obs-view-link obs-foreign"
        aria-current={isPresent ? 'true' : undefined}
        onClick={onOpen}
      >
        {view.name}
      </Link>
      <span className="obs-view-by obs-foreign">{words.by(view.updated_by)}</span>
      {mayChange &&
        (isSure ? (
          <>
            <button type="button" className="obs-button is-danger" disabled={isBusy} onClick={remove}>
              {words.removeSure(view.name)}
            </button>
            <button type="button" className="obs-button is-quiet" onClick={() => setSure(false)}>
              {texts.cancel}
            </button>
          </>
        ) : (
          <>
            <button
              type="button"
              className="obs-icon-button"
              aria-label={words.rename(view.name)}
              onClick={() => onEdit(true)}
            >
              <Icon name="edit" />
            </button>
            <button
              type="button"
              className="obs-icon-button"
              aria-label={words.remove(view.name)}
              onClick={() => setSure(true)}
            >
              <Icon name="trash" />
            </button>
          </>
        ))}
    </li>
  );
}
