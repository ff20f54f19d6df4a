import type { NotificationChannel } from '../hub/types.ts';
import { channelsTexts as words } from '../texts/alert-channels.ts';
import { useTestChannel } from './channels-questions.ts';

/** Sends a test over a channel, and says what the receiver answered. */
export function ChannelTest({ name, kind }: Pick<NotificationChannel, 'name' | 'kind'>) {
  const test = useTestChannel();
  return (
    <div className="obs-channel-test">
      <button
        type="button"
        className="obs-button"
        aria-label={words.test.buttonNamed(name)}
        disabled={test.isPending}
        onClick={() => test.mutate(name)}
      >
        {test.isPending ? words.test.busy : words.test.button}
      </button>
      <span role="status" className={test.data?.sent ? 'is-sent' : 'is-unsent'}>
        {test.data &&
          (test.data.sent ? words.test.sent(test.data.reason) : words.test.failed(test.data.reason))}
        {test.error && words.failed(test.error.message)}
      </span>
      {kind === 'pagerduty' && <p className="obs-card-note">{words.test.pagerduty}</p>}
    </div>
  );
}
