import { useState } from 'react';
import { useRights } from '../access/use-rights.ts';
import { useHubAction, useHubQuery } from '../hub/use-hub-query.ts';
import { Answer } from '../parts/answer.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Link } from '../place/link.tsx';
import { useSearch } from '../place/place-context.tsx';
import { pagePath } from '../place/route.ts';
import { executionsTexts } from '../texts/executions.ts';
import { OwnView } from './own-view.tsx';
import { SaveViewForm } from './save-view-form.tsx';
import { builtInViews, viewSearch } from './view-search.ts';
import { changeView, type ViewChange, viewsQuestion } from './views-questions.ts';

const words = executionsTexts.views;

/** The address of the list with a view's filter, order and columns. */
const addressOf = (search: string) => `${pagePath('executions')}${search === '' ? '' : `?${search}`}`;

/** Views to open, and the present one to save; own ones are renamed and deleted here too. */
export function ViewsDialog({ onClose }: { onClose: () => void }) {
  const views = useHubQuery(viewsQuestion);
  const present = viewSearch(useSearch());
  const mayChange = useRights()?.scopes.includes('operate') ?? false;
  const action = useHubAction(changeView, [viewsQuestion.key]);
  const [editing, setEditing] = useState<string | null>(null);
  const change = (what: ViewChange, then: () => void) => action.mutate(what, { onSuccess: then });

  return (
    <Dialog title={words.title} onClose={onClose}>
      <Answer query={views} lines={3}>
        {(saved) => (
          <section aria-label={words.own}>
            <h3 className="obs-dialog-part">{words.own}</h3>
            {saved.length === 0 && <p className="obs-field-notes">{words.none}</p>}
            <ul className="obs-views">
              {saved.map((view) => (
                <OwnView
                  key={view.id}
                  view={view}
                  href={addressOf(view.search)}
                  isPresent={viewSearch(view.search) === present}
                  mayChange={mayChange}
                  isBusy={action.isPending}
                  isEditing={editing === view.id}
                  onEdit={(on) => setEditing(on ? view.id : null)}
                  onOpen={onClose}
                  onChange={change}
                />
              ))}
            </ul>
          </section>
        )}
      </Answer>
      <section aria-label={words.builtIn}>
        <h3 className="obs-dialog-part">{words.builtIn}</h3>
        <ul className="obs-views">
          {builtInViews.map(({ key, search }) => (
            <li key={key} className="obs-view">
              <Link
                href={addressOf(search)}
                className="obs-view-link"
                aria-current={search === present ? 'true' : undefined}
                onClick={onClose}
              >
                {words.names[key]}
              </Link>
            </li>
          ))}
        </ul>
      </section>
      {mayChange ? (
        <SaveViewForm
          isBusy={action.isPending}
          onSave={(name, then) => change({ kind: 'make', name, search: present }, then)}
        />
      ) : (
        <p className="obs-field-notes">{words.readOnly}</p>
      )}
      {action.error && (
        <p role="alert" className="obs-fault">
          {words.fault(action.error.message)}
        </p>
      )}
    </Dialog>
  );
}
