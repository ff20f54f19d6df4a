import { useState } from 'react';
import type { NotificationDelivery } from '../hub/types.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { wordOf } from '../lib/word-of.ts';
import { Answer } from '../parts/answer.tsx';
import { Chip } from '../parts/chip.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Panel } from '../parts/panel.tsx';
import { Absolute, Ago } from '../parts/time.tsx';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { useSearchParam } from '../place/use-search-param.ts';
import { channelsTexts } from '../texts/alert-channels.ts';
import { deliveriesQuestion, deliveryStates, useResend } from './channels-questions.ts';

const words = channelsTexts.deliveries;
const REFRESH_MS = 5_000;
const PAGE = 50;

/** What was told over channels, what was not and why; sends it again. */
export function DeliveriesPanel() {
  const [state, setState] = useSearchParam('delivery');
  const [limit, setLimit] = useState(PAGE);
  const known = deliveryStates.find((one) => one === state);
  const deliveries = useHubQuery(deliveriesQuestion(known ? { state: known } : {}, limit), {
    everyMs: REFRESH_MS,
    keepsBefore: true,
  });
  return (
    <div className="obs-cards">
      <Panel title={words.title} className="is-whole">
        <div className="obs-deliveries">
          <div className="obs-choices">
            <Chip on={known === undefined} onClick={() => setState(null)}>
              {words.all}
            </Chip>
            {deliveryStates.map((one) => (
              <Chip key={one} on={one === known} onClick={() => setState(one)}>
                {words.states[one]}
              </Chip>
            ))}
          </div>
          <Answer query={deliveries} lines={4}>
            {(data) => (
              <>
                {data.deliveries.length === 0 ? (
                  <p>{known ? words.noneOfState : words.none}</p>
                ) : (
                  <DataTable
                    label={words.title}
                    columns={columns}
                    rows={data.deliveries}
                    keyOf={({ id }) => id}
                    pageSize={limit}
                  />
                )}
                {data.hasMore && (
                  <button type="button" className="obs-button" onClick={() => setLimit(limit + PAGE)}>
                    {words.more}
                  </button>
                )}
              </>
            )}
          </Answer>
        </div>
      </Panel>
    </div>
  );
}

const columns: readonly Column<NotificationDelivery>[] = [
  {
    key: 'state',
    title: words.columns.state,
    render: ({ state, reason, due_at }) => (
      <div className="obs-alert-name">
        <span className={`obs-delivery-state is-delivery-${state}`}>{wordOf(words.states, state)}</span>
        {reason !== null && <span className="obs-card-note obs-foreign">{reason}</span>}
        {state === 'retrying' && due_at !== null && (
          <span className="obs-card-note">
            {words.again} <Absolute time={due_at} />
          </span>
        )}
      </div>
    ),
  },
  {
    key: 'alert',
    title: words.columns.alert,
    render: ({ alert, alert_id, transition }) => (
      <div className="obs-alert-name">
        <Link href={pagePath('alerts', alert_id)} className="obs-foreign">
          {alert}
        </Link>
        <span className="obs-card-note">{transition}</span>
      </div>
    ),
  },
  {
    key: 'channel',
    title: words.columns.channel,
    render: ({ channel }) => <span className="obs-foreign">{channel}</span>,
  },
  {
    key: 'attempts',
    title: words.columns.attempts,
    isFigure: true,
    isWideOnly: true,
    render: ({ attempts, history }) => (
      <span title={history.map(({ at, reason }) => `${at} ${reason}`).join('\n')}>{attempts}</span>
    ),
  },
  {
    key: 'when',
    title: words.columns.when,
    isFigure: true,
    isWideOnly: true,
    render: ({ created_at }) => <Ago time={created_at} />,
  },
  { key: 'again', title: words.columns.again, render: (delivery) => <Resend delivery={delivery} /> },
];

function Resend({ delivery: { id, state, alert, channel } }: { delivery: NotificationDelivery }) {
  const resend = useResend();
  if (state === 'sent' || state === 'pending') return null;
  return (
    <>
      <button
        type="button"
        className="obs-button"
        aria-label={words.resendNamed(alert, channel)}
        disabled={resend.isPending}
        onClick={() => resend.mutate(id)}
      >
        {words.resend}
      </button>
      {resend.error && <span role="alert">{channelsTexts.failed(resend.error.message)}</span>}
    </>
  );
}
