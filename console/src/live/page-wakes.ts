import type { Hub } from '../hub/hub.ts';
import type { LiveStream } from './live-stream.ts';

/** How long a hidden page keeps its connection: browsers allow few per origin, over all tabs. */
const HIDDEN_MS = 20_000;

/**
 * Lets a stream sleep while the page is hidden, and tries again at once when there is reason to: the page is shown, the
 * browser is back online, or the hub answers another request.
 * @returns ends it
 */
export function followPage(
  stream: LiveStream,
  { access, reachability }: Pick<Hub, 'access' | 'reachability'>,
): () => void {
  let hidden: ReturnType<typeof setTimeout> | undefined;
  const seen = () => {
    clearTimeout(hidden);
    if (document.hidden) hidden = setTimeout(stream.sleep, HIDDEN_MS);
    else {
      stream.wake();
      stream.retryNow();
    }
  };
  let before = reachability.get();
  const answered = () => {
    const reach = reachability.get();
    const isBack = before.failedAt >= before.answeredAt && reach.answeredAt > before.answeredAt;
    before = reach;
    const state = stream.getState();
    if (state.kind !== 'waiting' || state.reason.kind === 'refused') return;
    // Other requests may find the hub back before the next try is due; while they go on polling they find nothing new.
    if (isBack || (state.failures === 1 && reach.answeredAt > state.downSince)) stream.retryNow();
  };
  const refused = () => {
    const state = stream.getState();
    if (state.kind === 'waiting' && state.reason.kind === 'refused' && state.reason.status === 401)
      access.set('needed');
  };
  document.addEventListener('visibilitychange', seen);
  window.addEventListener('online', stream.retryNow);
  const stops = [reachability.subscribe(answered), stream.subscribe(refused)];
  return () => {
    clearTimeout(hidden);
    document.removeEventListener('visibilitychange', seen);
    window.removeEventListener('online', stream.retryNow);
    for (const stop of stops) stop();
  };
}
