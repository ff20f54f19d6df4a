import { useState } from 'react';
import { dataOf } from '../hub/client.ts';
import { useHubAction } from '../hub/use-hub-query.ts';
import { Dialog } from '../parts/dialog.tsx';
import { SelectField } from '../parts/select-field.tsx';
import { SentForm } from '../parts/sent-form.tsx';
import { adminTexts } from '../texts/admin.ts';
import { adminKeys, type Managed } from './admin-questions.ts';
import type { ApiKey, MadeApiKey } from './admin-types.ts';
import { SecretShown } from './secret-shown.tsx';

const words = adminTexts.keys;
/** Seconds for which the old secret stays good. */
const overlaps = [0, 3_600, 86_400, 604_800] as const;

interface RotateDialogProps {
  readonly apiKey: ApiKey;
  readonly managed: Managed;
  readonly onClose: () => void;
}

/** Gives a key a new secret, and shows it once. */
export function RotateDialog({ apiKey: { id, name }, managed, onClose }: RotateDialogProps) {
  const [overlap, setOverlap] = useState<number>(86_400);
  const rotate = useHubAction(
    (hub): Promise<MadeApiKey> =>
      dataOf(
        hub.api.POST('/api/v1/keys/{id}/rotate', {
          params: { path: { id }, query: managed },
          body: { overlap_seconds: overlap },
        }),
      ),
    [adminKeys.keys],
  );
  const submit = () => {
    rotate.mutate(undefined);
  };
  if (rotate.data) return <SecretShown made={rotate.data} onClose={onClose} />;
  return (
    <Dialog title={words.rotateNamed(name)} onClose={onClose}>
      <SentForm
        action={words.rotate}
        isSending={rotate.isPending}
        fault={rotate.error && adminTexts.failed(rotate.error.message)}
        onSubmit={submit}
        onCancel={onClose}
      >
        <p>{words.rotateText}</p>
        <SelectField
          label={words.fields.overlap}
          value={String(overlap)}
          options={overlaps.map((one) => [String(one), words.overlap[one]])}
          onValue={(next) => setOverlap(Number(next))}
        />
      </SentForm>
    </Dialog>
  );
}
