import { useHub } from '../hub/hub-context.tsx';
import { formatClock } from '../lib/format-time.ts';
import { useQueuedActions } from '../offline/use-queued-action.ts';
import { deviceTexts } from '../texts/device.ts';

const words = deviceTexts.queue;

/** What waits to be sent, and what the hub refused, each with what can be done about it. */
export function QueuedActions() {
  const { actions: queue } = useHub();
  const actions = useQueuedActions();
  const waits = actions.some(({ refusal }) => refusal === undefined);
  return (
    <section>
      <h3>{words.title}</h3>
      {actions.length === 0 && <p>{words.nothing}</p>}
      <ul className="obs-queue">
        {actions.map(({ id, title, askedAt, refusal }) => (
          <li key={id}>
            <span className="obs-foreign">{title}</span>
            <span className="is-absent">
              {refusal === undefined ? words.asked(formatClock(askedAt)) : words.refusedBecause(refusal)}
            </span>
            <button type="button" className="obs-button is-quiet" onClick={() => void queue.remove(id)}>
              {refusal === undefined ? words.remove : words.dismiss}
            </button>
          </li>
        ))}
      </ul>
      {waits && (
        <button type="button" className="obs-button" onClick={() => void queue.flush()}>
          {words.send}
        </button>
      )}
    </section>
  );
}
