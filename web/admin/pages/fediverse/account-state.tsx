import { Badge, Busy, Fault, Section } from '../../kit/blocks.tsx';
import { CopyButton } from '../../kit/copy.tsx';
import { Link } from '../../kit/link.tsx';
import { useLoad } from '../../kit/load.ts';
import { useStudio } from '../../studio.ts';
import { handleOf } from './words.ts';

/** Whether the channel can be followed, and by which name; where it cannot, what is missing. */
export function AccountState() {
  const { data, fault } = useLoad('GET /api/config', {});
  if (data === null) return fault === null ? <Busy words="Asking how the account is…" /> : <Fault text={fault} />;
  const { account, enabled, followerCount = 0 } = data.federation;
  if (!enabled || account === undefined) return <Off />;
  const handle = handleOf(account);
  return (
    <Section title="Your account" text="People search for it on their own server, and follow.">
      <p class="fediverse-account">
        <Badge tone="good">On</Badge>
        <code>{handle}</code>
        <CopyButton text={handle} what="account" />
      </p>
      <p class="quiet">
        <Link to="fediverse/followers">{followerCount === 1 ? 'One follower' : `${followerCount} followers`}</Link>
      </p>
    </Section>
  );
}

function Off() {
  const { settings } = useStudio();
  const hasAddress = (settings.rows.value?.get('public-url')?.value ?? '') !== '';
  return (
    <Section title="Your account">
      <p class="fediverse-account">
        <Badge>Off</Badge> Nobody can follow the channel, and nothing is sent.
      </p>
      {!hasAddress && (
        <p>
          It needs the <Link to="server/network#setting-public-url">public address</Link> of the station first, by which
          the world knows it. That is part of the account’s name: choose it for life.
        </p>
      )}
    </Section>
  );
}
