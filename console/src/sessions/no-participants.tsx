import { CopyButton } from '../parts/copy-button.tsx';
import { EmptyNote } from '../parts/empty-note.tsx';
import { sessionsTexts as words } from '../texts/sessions.ts';

/** Why there is no session or user, and how a service says which one it works for. */
export function NoParticipants({ title, text }: { title: string; text: string }) {
  return (
    <EmptyNote level={2} title={title}>
      <p>{text}</p>
      <figure className="obs-snippet">
        <figcaption>
          TypeScript
          <CopyButton value={words.empty.snippet} label={words.empty.copy} withWord />
        </figcaption>
        <pre>{words.empty.snippet}</pre>
      </figure>
    </EmptyNote>
  );
}
