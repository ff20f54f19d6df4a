import { useDraft } from '../hooks/use-draft.ts';
import { Problem } from '../hub/problem.ts';
import type { NotificationChannel } from '../hub/types.ts';
import { CheckField } from '../parts/check-field.tsx';
import { FormDialog } from '../parts/form-dialog.tsx';
import { SelectField } from '../parts/select-field.tsx';
import { SentForm } from '../parts/sent-form.tsx';
import { TextField } from '../parts/text-field.tsx';
import { channelsTexts as words } from '../texts/alert-channels.ts';
import { texts } from '../texts/common.ts';
import { severityWords } from './alert-state.tsx';
import {
  type ChannelDraft,
  channelBody,
  channelDraftOf,
  channelKinds,
  newChannel,
  secretNames,
  secretsOf,
  withKind,
} from './channel-draft.ts';
import { useSaveChannel } from './channels-questions.ts';
import { MatcherRows } from './matcher-rows.tsx';
import { QuietHoursFields } from './quiet-hours-fields.tsx';
import { severities } from './rule-draft.ts';

interface ChannelDialogProps {
  /** Null for a new one. */
  readonly channel: NotificationChannel | null;
  readonly onClose: () => void;
}

/** Makes a channel, or changes one; secrets are typed and never shown. */
export function ChannelDialog({ channel, onClose }: ChannelDialogProps) {
  const { draft, setDraft, isDirty } = useDraft<ChannelDraft>(() =>
    channel ? channelDraftOf(channel) : newChannel,
  );
  const change = (part: Partial<ChannelDraft>) => setDraft({ ...draft, ...part });
  const save = useSaveChannel();
  const faultOf = (field: string) =>
    save.error instanceof Problem && save.error.where === `body.${field}` ? save.error.message : null;
  const submit = () => {
    save.mutate(
      { name: draft.name.trim(), body: channelBody(draft), isNew: channel === null },
      { onSuccess: onClose },
    );
  };
  return (
    <FormDialog
      title={channel === null ? words.add : words.changeNamed(channel.name)}
      isDirty={isDirty}
      onClose={onClose}
    >
      <SentForm
        action={texts.save}
        isSending={save.isPending}
        fault={save.error && words.failed(save.error.message)}
        onSubmit={submit}
        onCancel={onClose}
      >
        {channel === null && (
          <>
            <SelectField
              label={words.fields.kind}
              value={draft.kind}
              options={channelKinds.map((kind) => [kind, words.kinds[kind]])}
              onValue={(next) => {
                const kind = channelKinds.find((one) => one === next);
                if (kind) setDraft(withKind(draft, kind));
              }}
            />
            <TextField
              label={words.fields.name}
              hint={words.hints.name}
              fault={faultOf('name')}
              value={draft.name}
              onValue={(name) => change({ name })}
              isRequired
              maxLength={64}
            />
          </>
        )}
        <Secrets draft={draft} channel={channel} onDraft={setDraft} faultOf={faultOf} />
        {draft.kind === 'email' && (
          <>
            <TextField
              label={words.fields.to}
              hint={words.hints.to}
              fault={faultOf('to')}
              value={draft.to}
              onValue={(to) => change({ to })}
              isRequired
            />
            <TextField
              label={words.fields.sender}
              fault={faultOf('from')}
              value={draft.from}
              onValue={(from) => change({ from })}
            />
          </>
        )}
        <SelectField
          label={words.fields.severity}
          value={draft.minSeverity}
          options={severities.map((one) => [one, words.from(severityWords(one))])}
          onValue={(next) => change({ minSeverity: severities.find((one) => one === next) ?? 'info' })}
        />
        <MatcherRows
          legend={words.fields.matchers}
          rows={draft.matchers}
          onRows={(matchers) => change({ matchers })}
        />
        <CheckField
          label={words.fields.resolved}
          on={draft.sendResolved}
          onChange={(sendResolved) => change({ sendResolved })}
        />
        <CheckField
          label={words.fields.enabled}
          on={draft.enabled}
          onChange={(enabled) => change({ enabled })}
        />
        <QuietHoursFields quiet={draft.quiet} onQuiet={(quiet) => change({ quiet })} />
        <Pace draft={draft} onChange={change} faultOf={faultOf} />
      </SentForm>
    </FormDialog>
  );
}

interface PartProps {
  readonly draft: ChannelDraft;
  readonly faultOf: (field: string) => string | null;
}

function Secrets(
  props: PartProps & Pick<ChannelDialogProps, 'channel'> & { onDraft: (draft: ChannelDraft) => void },
) {
  const { draft, channel, onDraft, faultOf } = props;
  const needed = secretsOf[draft.kind];
  return secretNames
    .filter((name) => name in needed)
    .map((name) => {
      const isSet = channel?.secrets[name].set === true;
      return (
        <TextField
          key={name}
          label={words.fields[name]}
          hint={isSet ? words.hints.stays : words.secretHints[draft.kind]?.[name]}
          fault={faultOf(name)}
          value={draft.secrets[name]}
          onValue={(value) => onDraft({ ...draft, secrets: { ...draft.secrets, [name]: value } })}
          isRequired={needed[name] === true && !isSet}
          isSecret
        />
      );
    });
}

function Pace({ draft, onChange, faultOf }: PartProps & { onChange: (part: Partial<ChannelDraft>) => void }) {
  return (
    <div className="obs-form-row">
      <TextField
        label={words.fields.gather}
        hint={words.hints.gather}
        fault={faultOf('group_window')}
        value={draft.groupWindow}
        onValue={(groupWindow) => onChange({ groupWindow })}
        isFigure
      />
      <TextField
        label={words.fields.most}
        fault={faultOf('max_per_minute')}
        value={draft.maxPerMinute}
        onValue={(maxPerMinute) => onChange({ maxPerMinute })}
        isFigure
      />
      <TextField
        label={words.fields.repeat}
        hint={words.hints.repeat}
        fault={faultOf('repeat_every')}
        value={draft.repeatMinutes}
        onValue={(repeatMinutes) => onChange({ repeatMinutes })}
        isFigure
      />
    </div>
  );
}
