import { useState } from 'react';
import { dataOf } from '../hub/client.ts';
import { useHub } from '../hub/hub-context.tsx';
import { useHubAction } from '../hub/use-hub-query.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { Panel } from '../parts/panel.tsx';
import { TextField } from '../parts/text-field.tsx';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { useSearchParam } from '../place/use-search-param.ts';
import { adminTexts } from '../texts/admin.ts';
import { adminKeys } from './admin-questions.ts';

const words = adminTexts.user;

/** All that is kept of one user: to hand out, or to erase. */
export function UserDataPanel() {
  const { url } = useHub();
  const [given, setGiven] = useSearchParam('user');
  const [isAsking, setAsking] = useState(false);
  const id = (given ?? '').trim();
  const erase = useHubAction(
    (hub, user: string) =>
      dataOf(
        hub.api.DELETE('/api/v1/users/{id}', { params: { path: { id: user }, query: { confirm: user } } }),
      ),
    [adminKeys.erasures],
  );
  return (
    <Panel title={words.title}>
      <div className="obs-form">
        <p>{words.text}</p>
        <TextField
          label={words.id}
          hint={words.hint}
          value={given ?? ''}
          onValue={(next) => setGiven(next === '' ? null : next)}
          maxLength={1024}
        />
        {id !== '' && (
          <div className="obs-choices">
            <Link href={pagePath('users', id)} className="obs-button">
              {words.show}
            </Link>
            <a className="obs-button" href={`${url}/api/v1/users/${encodeURIComponent(id)}/export`} download>
              <Icon name="download" />
              {words.export}
            </a>
            <button type="button" className="obs-button is-danger" onClick={() => setAsking(true)}>
              <Icon name="trash" />
              {words.erase}
            </button>
          </div>
        )}
        <p className="obs-card-note">{words.exportNote}</p>
      </div>
      {isAsking && (
        <ConfirmDialog
          title={words.eraseTitle(id)}
          text={words.eraseText}
          action={words.erase}
          typed={id}
          isBusy={erase.isPending}
          error={erase.error}
          onConfirm={() => erase.mutate(id, { onSuccess: () => setAsking(false) })}
          onClose={() => setAsking(false)}
        />
      )}
    </Panel>
  );
}
