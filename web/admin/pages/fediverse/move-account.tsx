import { useState } from 'preact/hooks';
import { useAct } from '../../kit/act.ts';
import { Action } from '../../kit/action.tsx';
import { Section } from '../../kit/blocks.tsx';
import { CopyButton } from '../../kit/copy.tsx';
import { LineField } from '../../kit/fields.tsx';
import { useLoad } from '../../kit/load.ts';
import { useStudio } from '../../studio.ts';
import { Setting } from '../../settings/setting.tsx';
import { movedTo } from './settings.ts';
import { handleOf } from './words.ts';

/** Sends all followers to another account, in the order that it takes. */
export function MoveAccount() {
  const act = useAct();
  const { questions, settings } = useStudio();
  const { data } = useLoad('GET /api/config', {});
  const [target, setTarget] = useState('');
  const own = data?.federation.account;
  if (data?.federation.enabled !== true || own === undefined) return null;
  const hasMoved = (settings.rows.value?.get(movedTo.name)?.value ?? '') !== '';
  const move = async (): Promise<void> => {
    const name = target.trim();
    const agreed = await questions.confirm({
      title: `Send all followers to ${name}?`,
      text: 'Their servers make them follow there instead of here. They cannot be called back; only they themselves can return.',
      label: 'Send them there',
      isDanger: true,
    });
    if (!agreed) return;
    if (!(await act('POST /api/admin/federation/move', { body: { target: name } }, 'Followers are being told.')))
      return;
    setTarget('');
    await settings.load();
  };
  return (
    <Section title="Move away" text="Followers go along to another account of yours, on any server.">
      {hasMoved && <Setting entry={movedTo} />}
      <ol class="fediverse-steps">
        <li>
          There, name this account as an alias of the new one:{' '}
          <span class="fediverse-account">
            <code>{handleOf(own)}</code>
            <CopyButton text={handleOf(own)} what="account" />
          </span>
        </li>
        <li>Then name the new one here.</li>
      </ol>
      <LineField label="The new account" example="@me@new.example" max={400} value={target} onWrite={setTarget} />
      <div>
        <Action
          tone="danger"
          busy="Asking it…"
          unless={target.trim().length < 3 && 'Type the new account first.'}
          onPress={move}
        >
          Move there
        </Action>
      </div>
    </Section>
  );
}
