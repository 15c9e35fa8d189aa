import { useState } from 'preact/hooks';
import { useAct } from '../../kit/act.ts';
import { Action } from '../../kit/action.tsx';
import { Badge, Busy, Empty, Fault, Section } from '../../kit/blocks.tsx';
import { Secret } from '../../kit/copy.tsx';
import { useLoad } from '../../kit/load.ts';
import { Moment } from '../../kit/moment.tsx';
import { useStudio } from '../../studio.ts';
import { Deliveries } from './deliveries.tsx';
import { NewWebhook } from './new-webhook.tsx';
import { eventLabel, standingOf, type Webhook } from './webhook-words.ts';

const askEveryMs = 5000;

/** Addresses that are told of what happens. */
export function Webhooks() {
  const { data, fault, reload } = useLoad('GET /api/admin/webhooks', {}, { everyMs: askEveryMs });
  const [open, setOpen] = useState<Webhook | null>(null);
  return (
    <>
      <Section
        title="Webhooks"
        text="Addresses that are told of what happens, as it happens. What is not taken is tried again for a day."
      >
        {fault !== null && <Fault text={fault} />}
        {data === null && fault === null && <Busy words="Reading the webhooks…" />}
        {data?.length === 0 && (
          <Empty title="Nobody is told yet" text="Name an address below; it gets a POST with JSON for each event." />
        )}
        {data !== null && data.length > 0 && (
          <ul class="entries">
            {data.map((webhook) => (
              <Entry key={webhook.id} webhook={webhook} onOpen={() => setOpen(webhook)} onDone={reload} />
            ))}
          </ul>
        )}
      </Section>
      <NewWebhook onDone={reload} />
      {open !== null && <Deliveries webhook={open} onClose={() => setOpen(null)} />}
    </>
  );
}

interface EntryProps {
  readonly webhook: Webhook;
  readonly onOpen: () => void;
  readonly onDone: () => Promise<void>;
}

function Entry({ webhook, onOpen, onDone }: EntryProps) {
  const { tone, words } = standingOf(webhook);
  return (
    <li>
      <div class="entry-head">
        <code class="entry-title">{webhook.url}</code>
        <Badge tone={tone}>{words}</Badge>
      </div>
      <p class="quiet">
        {webhook.events.map(eventLabel).join(' · ')}
        {webhook.lastUsed !== null && (
          <>
            . Last told <Moment at={webhook.lastUsed} />.
          </>
        )}
      </p>
      <p class="quiet">
        Signed with <Secret text={webhook.secret} what="secret of the webhook" />
      </p>
      <EntryActions webhook={webhook} onOpen={onOpen} onDone={onDone} />
    </li>
  );
}

function EntryActions({ webhook, onOpen, onDone }: EntryProps) {
  const act = useAct();
  const { questions } = useStudio();
  const body = { id: webhook.id };
  const remove = async (): Promise<void> => {
    const agreed = await questions.confirm({
      title: 'Remove this webhook?',
      text: `${webhook.url} is told of nothing any more, and what waits for it is dropped.`,
      label: 'Remove',
      isDanger: true,
    });
    if (agreed && (await act('POST /api/admin/webhooks/delete', { body }, 'The webhook is removed.'))) await onDone();
  };
  const ping = async (): Promise<void> => {
    if (await act('POST /api/admin/webhooks/ping', { body }, 'A PING is on its way: see Deliveries.')) onOpen();
  };
  const enable = async (): Promise<void> => {
    if (await act('POST /api/admin/webhooks/enable', { body }, 'It is told again, from now on.')) await onDone();
  };
  return (
    <div class="entry-actions">
      <Action isSmall onPress={onOpen}>
        Deliveries
      </Action>
      {webhook.disabledAt === null ? (
        <Action isSmall onPress={ping} busy="Sending…">
          Send a test
        </Action>
      ) : (
        <Action isSmall onPress={enable}>
          Switch on
        </Action>
      )}
      <Action isSmall tone="danger" onPress={remove}>
        Remove
      </Action>
    </div>
  );
}
