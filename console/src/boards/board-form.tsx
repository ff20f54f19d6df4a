import { Field } from '../parts/field.tsx';
import { boardsTexts as words } from '../texts/boards.ts';
import { shellTexts } from '../texts/shell.ts';
import { presets } from '../time-range/time-range.ts';
import type { BoardContent } from './boards-questions.ts';

interface BoardFormProps {
  readonly content: BoardContent;
  readonly onChange: (part: Partial<BoardContent>) => void;
}

/** Name, description and first time range of a board that is edited. */
export function BoardForm({ content, onChange }: BoardFormProps) {
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
          <select
            {...control}
            value={content.range ?? '24h'}
            onChange={({ target }) => onChange({ range: target.value })}
          >
            {presets.map((preset) => (
              <option key={preset} value={preset}>
                {shellTexts.range.last[preset]}
              </option>
            ))}
          </select>
        )}
      </Field>
    </div>
  );
}
