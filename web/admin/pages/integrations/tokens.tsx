import { useState } from 'preact/hooks';
import type { AnswerOf, SentOf } from '../../../../internal/http/contract/caller-types.ts';
import { useAct } from '../../kit/act.ts';
import { Action } from '../../kit/action.tsx';
import { Busy, Empty, Fault, Section } from '../../kit/blocks.tsx';
import { Checks } from '../../kit/checks.tsx';
import { CopyButton } from '../../kit/copy.tsx';
import { LineField } from '../../kit/fields.tsx';
import { useLoad } from '../../kit/load.ts';
import { Moment } from '../../kit/moment.tsx';
import { Table } from '../../kit/table.tsx';
import { useStudio } from '../../studio.ts';
import { faultOf } from '../../studio-api.ts';

type Token = AnswerOf<'GET /api/admin/accesstokens'>[number];
type Scope = SentOf<'POST /api/admin/accesstokens/create'>['body']['scopes'][number];

const scopes: readonly { readonly value: Scope; readonly label: string; readonly text: string }[] = [
  { value: 'CAN_SEND_MESSAGES', label: 'Write in the chat', text: 'under the name above, marked as a bot' },
  { value: 'CAN_SEND_SYSTEM_MESSAGES', label: 'Speak for the station', text: 'messages and actions without a name' },
  { value: 'HAS_ADMIN_ACCESS', label: 'Moderate and read', text: 'hide messages, set the title, see who is there' },
];
const scopeLabels = new Map<string, string>(scopes.map(({ value, label }) => [value, label]));
const none: ReadonlySet<Scope> = new Set();

/** What bots and other programs call with. */
export function Tokens() {
  const { data, fault, reload } = useLoad('GET /api/admin/accesstokens', {});
  return (
    <>
      <NewToken onDone={reload} />
      <Section title="Access tokens" text="Each is a bot with what it may do. Whoever has a token may do that.">
        {fault !== null && <Fault text={fault} />}
        {data === null && fault === null && <Busy words="Reading the tokens…" />}
        {data?.length === 0 && <Empty title="There is none" text="Bots and overlays need one; make it above." />}
        {data !== null && data.length > 0 && <TokenTable tokens={data} onDone={reload} />}
      </Section>
    </>
  );
}

function TokenTable({ tokens, onDone }: { readonly tokens: readonly Token[]; readonly onDone: () => Promise<void> }) {
  const act = useAct();
  const { questions } = useStudio();
  const remove = async ({ accessToken, displayName }: Token): Promise<void> => {
    const agreed = await questions.confirm({
      title: `Remove the token of ${displayName}?`,
      text: 'Programs that call with it are turned away from then on.',
      label: 'Remove',
      isDanger: true,
    });
    if (!agreed) return;
    const said = `The token of ${displayName} is removed, and holds no longer.`;
    if (await act('POST /api/admin/accesstokens/delete', { body: { token: accessToken } }, said)) await onDone();
  };
  return (
    <Table<Token>
      caption="Access tokens"
      rows={tokens}
      keyOf={({ id }) => id}
      columns={[
        { title: 'Name', cell: ({ displayName }) => <bdi class="strong">{displayName}</bdi> },
        { title: 'May', cell: (token) => token.scopes.map((scope) => scopeLabels.get(scope) ?? scope).join(' · ') },
        { title: 'Begins with', cell: ({ accessToken }) => <code>{accessToken}</code> },
        { title: 'Last used', cell: ({ lastUsedAt }) => (lastUsedAt === null ? 'Never' : <Moment at={lastUsedAt} />) },
        {
          title: 'Actions',
          cell: (token) => (
            <Action isSmall tone="danger" onPress={() => remove(token)} label={`Remove ${token.displayName}`}>
              Remove
            </Action>
          ),
        },
      ]}
    />
  );
}

function NewToken({ onDone }: { readonly onDone: () => Promise<void> }) {
  const { api } = useStudio();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState(none);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [made, setMade] = useState<Token | null>(null);
  const create = async (): Promise<void> => {
    if (chosen.size === 0) return setRefusal('Choose at least one thing that it may do.');
    const reply = await api.call('POST /api/admin/accesstokens/create', { body: { name, scopes: [...chosen] } });
    setRefusal(faultOf(reply));
    if (reply.kind !== 'answered') return;
    setMade(reply.body);
    setName('');
    setChosen(none);
    await onDone();
  };
  const isAboutScopes = refusal !== null && /scope|may do/.test(refusal);
  return (
    <Section title="Make a token">
      {made !== null && <FreshToken token={made} onClose={() => setMade(null)} />}
      <LineField
        label="Name"
        help="What the chat calls the bot."
        value={name}
        max={100}
        fault={isAboutScopes ? null : refusal}
        onWrite={setName}
      />
      <Checks
        legend="What it may do"
        choices={scopes}
        chosen={chosen}
        onWrite={setChosen}
        fault={isAboutScopes ? refusal : null}
      />
      <Action tone="main" onPress={create} busy="Making…" unless={name.trim() === '' && 'Give it a name first.'}>
        Make the token
      </Action>
    </Section>
  );
}

/** The only time that a token is seen whole. */
function FreshToken({ token, onClose }: { readonly token: Token; readonly onClose: () => void }) {
  return (
    <div class="fresh" role="status">
      <p>
        The token of <bdi class="strong">{token.displayName}</bdi>, in effect now. It is shown this once: copy it.
      </p>
      <p class="copy-line">
        <code>{token.accessToken}</code>
        <CopyButton text={token.accessToken} what="token" />
        <Action isSmall tone="quiet" onPress={onClose}>
          I have it
        </Action>
      </p>
    </div>
  );
}
