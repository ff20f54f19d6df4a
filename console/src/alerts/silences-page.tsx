import { useState } from 'react';
import { useMay } from '../access/use-may.ts';
import { dataOf } from '../hub/client.ts';
import type { Silence } from '../hub/types.ts';
import { type Question, useHubQuery } from '../hub/use-hub-query.ts';
import { useRefreshOnChange } from '../hub/use-refresh.ts';
import { Answer } from '../parts/answer.tsx';
import { Chip } from '../parts/chip.tsx';
import { EmptyNote } from '../parts/empty-note.tsx';
import { Icon } from '../parts/icon.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { useSearchParam } from '../place/use-search-param.ts';
import { silencesTexts as words } from '../texts/alert-silences.ts';
import { AlertTabs } from './alert-tabs.tsx';
import { emptyMatcher } from './matcher.ts';
import { SilenceDialog } from './silence-dialog.tsx';
import { SilenceTable } from './silence-table.tsx';

const silencesKey = ['silences'] as const;
const REFRESH_MS = 15_000;

interface Silences {
  readonly silences: readonly Silence[];
  /** That Alertmanager could not be asked, say. */
  readonly note?: string;
}

const silencesQuestion: Question<Silences> = {
  key: silencesKey,
  ask: (hub, signal) => dataOf(hub.api.GET('/api/v1/silences', { signal })),
};

/** Silences of alerts: those of the hub, and of Alertmanager where there is one. */
export function SilencesPage() {
  const mayMake = useMay('operate');
  const [isMaking, setMaking] = useState(false);
  const [over, setOver] = useSearchParam('over');
  const silences = useHubQuery(silencesQuestion, { everyMs: REFRESH_MS });
  useRefreshOnChange(silencesKey, 1_000, true, ['alerts']);
  const inForce = silences.data?.silences.filter(({ status }) => status === 'active').length;
  return (
    <>
      <PageHead title={words.title} note={inForce !== undefined && words.counted(inForce)}>
        {mayMake && (
          <button type="button" className="obs-button is-primary" onClick={() => setMaking(true)}>
            <Icon name="plus" />
            {words.add}
          </button>
        )}
      </PageHead>
      <AlertTabs current="silences" />
      <p className="obs-card-note">{mayMake ? words.lead : words.notAllowed}</p>
      <div className="obs-alert-filter">
        <Chip on={over !== null} onClick={() => setOver(over === null ? '1' : null)}>
          {words.over}
        </Chip>
      </div>
      <Answer query={silences} lines={5}>
        {({ silences: all, note }) => (
          <>
            {note && <p className="obs-alert-off">{note}</p>}
            <Shown
              silences={all.filter(({ status }) => over !== null || status !== 'expired')}
              mayEnd={mayMake}
            />
          </>
        )}
      </Answer>
      {isMaking && (
        <SilenceDialog title={words.add} start={[emptyMatcher]} onClose={() => setMaking(false)} />
      )}
    </>
  );
}

function Shown({ silences, mayEnd }: { silences: readonly Silence[]; mayEnd: boolean }) {
  if (silences.length === 0)
    return (
      <EmptyNote level={2} title={words.none}>
        <p>{words.noneText}</p>
      </EmptyNote>
    );
  return (
    <div className="obs-card">
      <div className="obs-card-body">
        <SilenceTable silences={silences} mayEnd={mayEnd} />
      </div>
    </div>
  );
}
