import { CheckField } from '../parts/check-field.tsx';
import { Chip } from '../parts/chip.tsx';
import { SelectField } from '../parts/select-field.tsx';
import { TextField } from '../parts/text-field.tsx';
import { channelsTexts } from '../texts/alert-channels.ts';
import { severityWords } from './alert-state.tsx';
import { days, newQuietHours, type QuietHours } from './channel-draft.ts';
import { severities } from './rule-draft.ts';

const words = channelsTexts.quiet;

interface QuietHoursFieldsProps {
  readonly quiet: QuietHours | null;
  readonly onQuiet: (quiet: QuietHours | null) => void;
}

/** When a channel is quiet, what it tells all the same, and what becomes of the rest. */
export function QuietHoursFields({ quiet, onQuiet }: QuietHoursFieldsProps) {
  const turn = (isOn: boolean) =>
    onQuiet(isOn ? newQuietHours(Intl.DateTimeFormat().resolvedOptions().timeZone) : null);
  return (
    <fieldset className="obs-choices-rows">
      <CheckField label={words.title} on={quiet !== null} onChange={turn} />
      {quiet !== null && <Hours quiet={quiet} onQuiet={onQuiet} />}
    </fieldset>
  );
}

function Hours({ quiet, onQuiet }: { quiet: QuietHours; onQuiet: (quiet: QuietHours) => void }) {
  const change = (part: Partial<QuietHours>) => onQuiet({ ...quiet, ...part });
  return (
    <div className="obs-form">
      <fieldset className="obs-choices">
        <legend>{words.days}</legend>
        {days.map((day) => {
          const isOn = quiet.days.includes(day);
          return (
            <Chip
              key={day}
              on={isOn}
              onClick={() =>
                change({ days: days.filter((one) => (one === day) !== quiet.days.includes(one)) })
              }
            >
              {words.day[day]}
            </Chip>
          );
        })}
      </fieldset>
      <div className="obs-form-row">
        <TextField label={words.from} value={quiet.from} onValue={(from) => change({ from })} isRequired />
        <TextField label={words.to} value={quiet.to} onValue={(to) => change({ to })} isRequired />
        <TextField
          label={words.zone}
          value={quiet.time_zone}
          onValue={(time_zone) => change({ time_zone })}
          isRequired
        />
      </div>
      <div className="obs-form-row">
        <SelectField
          label={words.passes}
          value={quiet.passes ?? ''}
          options={[
            ['', words.nothing],
            ...severities.map((one) => [one, channelsTexts.from(severityWords(one))] as const),
          ]}
          onValue={(next) => change({ passes: severities.find((one) => one === next) ?? null })}
        />
        <SelectField
          label={words.held}
          value={quiet.held}
          options={[
            ['summary', words.summary],
            ['drop', words.drop],
          ]}
          onValue={(next) => change({ held: next === 'drop' ? 'drop' : 'summary' })}
        />
      </div>
    </div>
  );
}
