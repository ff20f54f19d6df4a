import { type ReactNode, useState } from 'react';
import type { NotificationChannel } from '../hub/types.ts';
import { wordOf } from '../lib/word-of.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { Panel } from '../parts/panel.tsx';
import { channelsTexts as words } from '../texts/alert-channels.ts';
import { texts } from '../texts/common.ts';
import { severityWords } from './alert-state.tsx';
import { secretNames, secretsOf } from './channel-draft.ts';
import { ChannelTest } from './channel-test.tsx';
import { useDeleteChannel } from './channels-questions.ts';
import { matcherText } from './matcher.ts';

interface ChannelCardProps {
  readonly channel: NotificationChannel;
  readonly mayChange: boolean;
  readonly onEdit: () => void;
}

/** One channel: what it tells and when, a test of it, ways to change it. */
export function ChannelCard({ channel, mayChange, onEdit }: ChannelCardProps) {
  const { name, kind, enabled, from_setting } = channel;
  return (
    <Panel
      title={name}
      note={enabled ? wordOf(words.kinds, kind) : `${wordOf(words.kinds, kind)}, ${words.off}`}
      actions={
        mayChange && !from_setting ? (
          <>
            <button
              type="button"
              className="obs-button"
              aria-label={words.changeNamed(name)}
              onClick={onEdit}
            >
              {words.change}
            </button>
            <RemoveChannel name={name} />
          </>
        ) : undefined
      }
    >
      <ChannelFacts channel={channel} />
      {from_setting && <p className="obs-card-note">{words.fromSetting}</p>}
      {mayChange && <ChannelTest name={name} kind={kind} />}
    </Panel>
  );
}

function ChannelFacts({ channel }: { channel: NotificationChannel }) {
  const { kind, to, matchers, min_severity, send_resolved, quiet_hours, repeat_every } = channel;
  const secrets = secretNames.filter((name) => name in secretsOf[kind] && channel.secrets[name].set);
  return (
    <dl className="obs-channel-facts">
      {to.length > 0 && (
        <Line title={words.fields.to}>
          <span className="obs-foreign">{to.join(', ')}</span>
        </Line>
      )}
      {secrets.map((name) => (
        <Line key={name} title={words.fields[name]}>
          {words.secret(channel.secrets[name].ends_with)}
        </Line>
      ))}
      <Line title={words.fields.severity}>{words.from(severityWords(min_severity))}</Line>
      {matchers.length > 0 && (
        <Line title={words.fields.matchers}>
          <span className="obs-foreign">
            {matchers.map(({ label, op, value }) => matcherText({ name: label, op, value })).join(', ')}
          </span>
        </Line>
      )}
      <Line title={words.fields.resolved}>{send_resolved ? words.yes : words.no}</Line>
      {quiet_hours !== null && (
        <Line title={words.quiet.title}>
          {words.quiet.said(quiet_hours.from, quiet_hours.to, quiet_hours.time_zone)}
        </Line>
      )}
      {repeat_every !== null && (
        <Line title={words.fields.repeat}>{words.everyMinutes(Math.round(repeat_every / 60))}</Line>
      )}
    </dl>
  );
}

function Line({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function RemoveChannel({ name }: { name: string }) {
  const [isAsking, setAsking] = useState(false);
  const remove = useDeleteChannel();
  return (
    <>
      <button
        type="button"
        className="obs-button is-danger"
        aria-label={`${texts.remove} ${name}`}
        onClick={() => setAsking(true)}
      >
        {texts.remove}
      </button>
      {isAsking && (
        <ConfirmDialog
          title={words.deleteTitle(name)}
          text={words.deleteText}
          action={texts.remove}
          typed={name}
          isBusy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(name, { onSuccess: () => setAsking(false) })}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
