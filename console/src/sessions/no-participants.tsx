import { EmptyNote } from '../parts/empty-note.tsx';
import { Snippet } from '../parts/snippet.tsx';
import { sessionsTexts as words } from '../texts/sessions.ts';

/** Why there is no session or user, and how a service says which one it works for. */
export function NoParticipants({ title, text }: { title: string; text: string }) {
  return (
    <EmptyNote level={2} title={title}>
      <p>{text}</p>
      <Snippet title="TypeScript" text={words.empty.snippet} copyLabel={words.empty.copy} />
    </EmptyNote>
  );
}
