import { useState } from 'react';
import { useMay } from '../access/use-may.ts';
import { useAreRightsOnTheirWay } from '../access/use-rights.ts';
import type { NotificationChannel } from '../hub/types.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { Answer } from '../parts/answer.tsx';
import { EmptyNote } from '../parts/empty-note.tsx';
import { Icon } from '../parts/icon.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { channelsTexts as words } from '../texts/alert-channels.ts';
import { AlertTabs } from './alert-tabs.tsx';
import { ChannelCard } from './channel-card.tsx';
import { ChannelDialog } from './channel-dialog.tsx';
import { channelsQuestion } from './channels-questions.ts';
import { DeliveriesPanel } from './deliveries-panel.tsx';
import { PushPanel } from './push-panel.tsx';

/** Whom the hub tells of alerts, over what, and how that went. */
export function ChannelsPage() {
  const mayRead = useMay('operate');
  // What would be refused is not asked for.
  const asks = !useAreRightsOnTheirWay() && mayRead;
  const mayChange = useMay('administer');
  // Undefined: none is edited. Null: a new one.
  const [edited, setEdited] = useState<NotificationChannel | null>();
  return (
    <>
      <PageHead title={words.title}>
        {mayChange && (
          <button type="button" className="obs-button is-primary" onClick={() => setEdited(null)}>
            <Icon name="plus" />
            {words.add}
          </button>
        )}
      </PageHead>
      <AlertTabs current="channels" />
      {!mayChange && <p className="obs-card-note">{mayRead ? words.mayLook : words.mayNot}</p>}
      <div className="obs-cards">
        <PushPanel />
        {asks && <Channels mayChange={mayChange} onEdit={setEdited} />}
      </div>
      {asks && <DeliveriesPanel />}
      {edited !== undefined && <ChannelDialog channel={edited} onClose={() => setEdited(undefined)} />}
    </>
  );
}

interface ChannelsProps {
  readonly mayChange: boolean;
  readonly onEdit: (channel: NotificationChannel) => void;
}

function Channels({ mayChange, onEdit }: ChannelsProps) {
  const channels = useHubQuery(channelsQuestion);
  return (
    <Answer query={channels} lines={6}>
      {(all) =>
        all.length === 0 ? (
          <div className="obs-card">
            <div className="obs-card-body">
              <EmptyNote title={words.none}>
                <p>{words.noneText}</p>
              </EmptyNote>
            </div>
          </div>
        ) : (
          all.map((channel) => (
            <ChannelCard
              key={channel.name}
              channel={channel}
              mayChange={mayChange}
              onEdit={() => onEdit(channel)}
            />
          ))
        )
      }
    </Answer>
  );
}
