import type pg from 'pg';
import { inTransaction } from '../store/database.ts';

interface Panel {
  readonly options?: Readonly<Record<string, unknown>>;
}
interface Row {
  readonly kind: 'view' | 'board';
  readonly id: string;
  readonly content: { readonly search?: string; readonly panels?: readonly Panel[] };
}

/** Takes a user out of what people keep of the page: views that ask for the user go, and options of boards' panels. */
export function unnameSaved(pool: pg.Pool, project: string, userId: string): Promise<void> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<Row>(
      'SELECT kind, id, content FROM saved_items WHERE project = $1 FOR UPDATE',
      [project],
    );
    for (const { kind, id, content } of rows) {
      if (kind === 'view') {
        const asked = [...new URLSearchParams(content.search ?? '').values()];
        if (asked.some((text) => namesUser(text, userId)))
          await client.query('DELETE FROM saved_items WHERE project = $1 AND kind = $2 AND id = $3', [
            project,
            kind,
            id,
          ]);
        continue;
      }
      const panels = (content.panels ?? []).map((panel) => withoutUser(panel, userId));
      if (panels.every((panel, at) => panel === content.panels?.[at])) continue;
      await client.query('UPDATE saved_items SET content = $4 WHERE project = $1 AND kind = $2 AND id = $3', [
        project,
        kind,
        id,
        JSON.stringify({ ...content, panels }),
      ]);
    }
  });
}

function withoutUser(panel: Panel, userId: string): Panel {
  const options = Object.entries(panel.options ?? {});
  const kept = options.filter(([, value]) => typeof value !== 'string' || !namesUser(value, userId));
  return kept.length === options.length ? panel : { ...panel, options: Object.fromEntries(kept) };
}

/** Whether the id stands in a text as a whole: alone, as a value of a comma list, or of a condition such as `user:ada`. */
function namesUser(text: string, userId: string): boolean {
  if (userId === '') return false;
  for (let at = text.indexOf(userId); at >= 0; at = text.indexOf(userId, at + 1)) {
    const before = text[at - 1] ?? ' ';
    const after = text[at + userId.length] ?? ' ';
    if (/[\s,:="'()<>]/.test(before) && /[\s,"'()]/.test(after)) return true;
  }
  return false;
}
