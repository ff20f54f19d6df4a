import { type KeyboardEvent, useState } from 'react';
import { dataOf } from '../hub/client.ts';
import { type Question, useHubQuery } from '../hub/use-hub-query.ts';
import { nextIndex } from '../lib/next-index.ts';
import { Dialog } from '../parts/dialog.tsx';
import { usePlace } from '../place/place-context.tsx';
import { executionPath, pageNames, pagePath } from '../place/route.ts';
import { deviceTexts } from '../texts/device.ts';
import { shellTexts } from '../texts/shell.ts';
import { type Command, findCommands } from './find-commands.ts';

const words = shellTexts.palette;
const WEEK_MINUTES = 7 * 24 * 60;

interface Named {
  readonly name: string;
  readonly kind: 'agent' | 'workflow';
}

const namesQuestion: Question<readonly Named[]> = {
  key: ['palette-names'],
  ask: async (hub, signal) => {
    const query = { minutes: WEEK_MINUTES, limit: 100 };
    const { agents } = await dataOf(hub.api.GET('/api/v1/agents', { params: { query }, signal }));
    return agents.map(({ agent, kind }) => ({ name: agent, kind }));
  },
};

const keyOf = ({ group, title }: Command) => `${group} ${title}`;

interface CommandPaletteProps {
  readonly onClose: () => void;
  readonly onHelp: () => void;
  readonly onDevice: () => void;
}

/** Goes anywhere by typing: pages, agents, workflows, an execution by its id, commands. */
export function CommandPalette({ onClose, onHelp, onDevice }: CommandPaletteProps) {
  const place = usePlace();
  const names = useHubQuery(namesQuestion, { goodForMs: 60_000 });
  const [text, setText] = useState('');
  // By its key, for names may arrive before Enter. Null: the best one.
  const [chosen, setChosen] = useState<string | null>(null);

  const to = (path: string) => () => {
    onClose();
    place.go(path);
  };
  const commands: Command[] = [
    ...pageNames.map((page) => ({
      group: words.pages,
      title: shellTexts.pages[page],
      run: to(pagePath(page)),
    })),
    ...(names.data ?? []).map(({ name, kind }) => ({
      group: words.agents,
      title: name,
      run: to(pagePath(kind === 'agent' ? 'agents' : 'workflows', name)),
    })),
    { group: words.commands, title: shellTexts.help.title, run: onHelp },
    { group: words.commands, title: deviceTexts.title, run: onDevice },
  ];
  const found = findCommands(commands, text, {
    openExecution: (id) => ({
      group: words.execution,
      title: words.openExecution(id),
      run: to(executionPath(id)),
    }),
    searchFor: (typed) => ({
      group: words.execution,
      title: words.searchFor(typed),
      run: to(`/executions?${new URLSearchParams({ q: typed })}`),
    }),
  });
  const at = chosen === null ? 0 : found.findIndex((command) => keyOf(command) === chosen);
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const next = found[nextIndex(at, event.key === 'ArrowDown' ? 1 : -1, found.length)];
      if (next) setChosen(keyOf(next));
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      found[at]?.run();
    }
  };

  return (
    <Dialog title={words.title} onClose={onClose} className="is-palette">
      <input
        data-first
        className="obs-input"
        role="combobox"
        aria-expanded="true"
        aria-controls="obs-palette"
        aria-activedescendant={found[at] ? `obs-palette-${at}` : undefined}
        aria-label={words.placeholder}
        placeholder={words.placeholder}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setChosen(null);
        }}
        onKeyDown={onKey}
      />
      <div id="obs-palette" role="listbox" aria-label={words.title} className="obs-palette">
        {found.map((command, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keyboard, as the combobox pattern wants it
          <div
            key={keyOf(command)}
            id={`obs-palette-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            className="obs-palette-option"
            onClick={command.run}
          >
            <span className="obs-foreign">{command.title}</span>
            <span className="is-absent">{command.group}</span>
          </div>
        ))}
      </div>
      {found.length === 0 && <p>{words.nothing}</p>}
    </Dialog>
  );
}
