import { Modal } from '../../frame/modal.tsx';
import { useAct } from '../../kit/act.ts';
import { Action } from '../../kit/action.tsx';
import { Badge, Busy, Empty, Fault } from '../../kit/blocks.tsx';
import { useLoad } from '../../kit/load.ts';
import { Moment } from '../../kit/moment.tsx';
import { outcomeOf, readable, type Webhook, type WebhookDelivery } from './webhook-words.ts';

const askEveryMs = 2000;

/** What was sent to a webhook lately, and what it answered. */
export function Deliveries({ webhook, onClose }: { readonly webhook: Webhook; readonly onClose: () => void }) {
  const query = { id: String(webhook.id), limit: '50' };
  const { data, fault, reload } = useLoad('GET /api/admin/webhooks/deliveries', { query }, { everyMs: askEveryMs });
  return (
    <Modal label="Deliveries" onClose={onClose} class="modal-wide">
      <h2>Deliveries</h2>
      <p class="quiet">{webhook.url}</p>
      {fault !== null && <Fault text={fault} />}
      {data === null && fault === null && <Busy words="Reading the deliveries…" />}
      {data?.length === 0 && <Empty title="Nothing was sent yet" text="What is sent stands here with its answer." />}
      <ul class="deliveries">
        {data?.map((delivery) => (
          <Delivery key={delivery.id} delivery={delivery} onDone={reload} />
        ))}
      </ul>
      <div class="modal-actions">
        <Action tone="quiet" onPress={onClose}>
          Close
        </Action>
      </div>
    </Modal>
  );
}

function Delivery(props: { readonly delivery: WebhookDelivery; readonly onDone: () => Promise<void> }) {
  const { delivery, onDone } = props;
  const act = useAct();
  const { isFine, words } = outcomeOf(delivery);
  const sendAgain = async (): Promise<void> => {
    const body = { id: delivery.id };
    if (await act('POST /api/admin/webhooks/deliveries/again', { body }, 'It is on its way once more.')) await onDone();
  };
  return (
    <li>
      <details>
        <summary>
          <b>{delivery.event}</b> <Badge tone={isFine ? 'good' : 'bad'}>{words}</Badge>{' '}
          <span class="quiet">
            <Moment at={delivery.timestamp} />, {delivery.durationMs} ms
            {delivery.attempt > 1 && `, try ${delivery.attempt}`}
          </span>
        </summary>
        <h3>Sent</h3>
        <pre class="code-block" tabIndex={0}>
          {readable(delivery.body)}
        </pre>
        <h3>Answered</h3>
        <pre class="code-block" tabIndex={0}>
          {delivery.answer === '' ? 'Nothing.' : readable(delivery.answer)}
        </pre>
        <Action isSmall onPress={sendAgain} busy="Sending…" label={`Send ${delivery.event} again`}>
          Send again
        </Action>
      </details>
    </li>
  );
}
