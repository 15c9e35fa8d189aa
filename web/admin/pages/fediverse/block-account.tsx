import { useState } from 'preact/hooks';
import { useAct } from '../../kit/act.ts';
import { Action } from '../../kit/action.tsx';
import { Section } from '../../kit/blocks.tsx';
import { LineField } from '../../kit/fields.tsx';

/** Blocks an account that is typed, whether it follows or not. */
export function BlockAccount({ onBlocked }: { readonly onBlocked: () => Promise<void> }) {
  const act = useAct();
  const [account, setAccount] = useState('');
  const block = async (): Promise<void> => {
    const name = account.trim();
    if (!(await act('POST /api/admin/followers/block', { body: { account: name } }, `${name} is blocked.`))) return;
    setAccount('');
    await onBlocked();
  };
  return (
    <Section title="Block an account" text="It need not follow. Whole servers are blocked below.">
      <LineField
        label="Account"
        help="As people write it, or the address of its page."
        example="@spam@social.example"
        max={400}
        value={account}
        onWrite={setAccount}
      />
      <div>
        <Action
          tone="danger"
          busy="Looking for it…"
          unless={account.trim().length < 3 && 'Type an account first.'}
          onPress={block}
        >
          Block it
        </Action>
      </div>
    </Section>
  );
}
