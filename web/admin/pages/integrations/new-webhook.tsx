import { useState } from 'preact/hooks';
import { Action } from '../../kit/action.tsx';
import { Section } from '../../kit/blocks.tsx';
import { Checks } from '../../kit/checks.tsx';
import { LineField } from '../../kit/fields.tsx';
import { useStudio } from '../../studio.ts';
import { faultOf } from '../../studio-api.ts';
import { fieldOf, type WebhookEvent, webhookEvents } from './webhook-words.ts';

const none: ReadonlySet<WebhookEvent> = new Set();

/** The form for one more webhook. */
export function NewWebhook({ onDone }: { readonly onDone: () => Promise<void> }) {
  const { api, notes } = useStudio();
  const [url, setUrl] = useState('');
  const [events, setEvents] = useState(none);
  const [secret, setSecret] = useState('');
  const [refusal, setRefusal] = useState<string | null>(null);
  const about = (field: ReturnType<typeof fieldOf>): string | null =>
    refusal !== null && fieldOf(refusal) === field ? refusal : null;
  const create = async (): Promise<void> => {
    if (events.size === 0) return setRefusal('Choose at least one of the events.');
    const reply = await api.call('POST /api/admin/webhooks/create', { body: { url, events: [...events], secret } });
    setRefusal(faultOf(reply));
    if (reply.kind !== 'answered') return;
    notes.tell('good', 'The webhook is there, and is told from now on.');
    setUrl('');
    setSecret('');
    setEvents(none);
    await onDone();
  };
  return (
    <Section title="Add a webhook">
      <LineField
        label="Address"
        type="url"
        value={url}
        max={2048}
        example="https://example.org/hook"
        fault={about('url')}
        onWrite={setUrl}
      />
      <Checks
        legend="What it is told of"
        choices={webhookEvents}
        chosen={events}
        onWrite={setEvents}
        fault={about('events')}
      />
      <LineField
        label="Secret"
        help="Signs what is sent, so that the address knows that it is from you. Left empty, one is made."
        value={secret}
        max={200}
        fault={about('secret')}
        onWrite={setSecret}
      />
      <Action tone="main" onPress={create} busy="Adding…" unless={url.trim() === '' && 'Name the address first.'}>
        Add the webhook
      </Action>
    </Section>
  );
}
