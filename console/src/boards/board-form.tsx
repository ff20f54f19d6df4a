import { Field } from '../parts/field.tsx';
import { boardsTexts as words } from '../texts/boards.ts';
import { presets, readRange } from '../time-range/time-range.ts';
import { rangeWords } from '../time-range/time-range-picker.tsx';
import type { BoardContent } from './boards-questions.ts';

const DAY_MINUTES = 24 * 60;

interface BoardFormProps {
  readonly content: BoardContent;
  readonly onChange: (part: Partial<BoardContent>) => void;
}

/** Name, description and first time range of a board that is edited. */
export function BoardForm({ content, onChange }: BoardFormProps) {
  // A program may have given it a range that is none of the usual ones.
  const chosen = content.range ?? '24h';
  return (
    <div className="obs-board-head-form obs-form-row">
      <Field label={words.name} fault={content.name.trim() === '' ? words.nameEmpty : null}>
        {(control) => (
          <input
            {...control}
            value={content.name}
            maxLength={200}
            onChange={({ target }) => onChange({ name: target.value })}
          />
        )}
      </Field>
      <Field label={words.description}>
        {(control) => (
          <input
            {...control}
            value={content.description}
            maxLength={2_000}
            onChange={({ target }) => onChange({ description: target.value })}
          />
        )}
      </Field>
      <Field label={words.range}>
        {(control) => (
          <select {...control} value={chosen} onChange={({ target }) => onChange({ range: target.value })}>
            {[...new Set([...presets, chosen])].map((range) => (
              <option key={range} value={range}>
                {rangeWords(readRange(new URLSearchParams({ range }), DAY_MINUTES))}
              </option>
            ))}
          </select>
        )}
      </Field>
    </div>
  );
}
