import { Action } from '../../kit/action.tsx';
import { Section } from '../../kit/blocks.tsx';
import { CopyButton } from '../../kit/copy.tsx';
import { Link } from '../../kit/link.tsx';
import { useStudio } from '../../studio.ts';

/** What to do next; pages that are not there are left out. */
const next: readonly { readonly to: string; readonly title: string; readonly text: string }[] = [
  { to: 'server', title: 'Server', text: 'name, tags, HTTPS, backups' },
  { to: 'chat', title: 'Chat', text: 'rules, moderators, emoji' },
  { to: 'integrations', title: 'Integrations', text: 'webhooks, bots, your player on other pages' },
];

/** The channel's address, and where to go from here. */
export function LinksStep() {
  const { api, firstRun, router } = useStudio();
  const address = `${location.origin}/`;
  const finish = async (): Promise<void> => {
    // What was only a test is over with the steps.
    await api.call('POST /api/admin/testpicture/stop');
    await firstRun.goTo('done');
    await router.go('now');
  };
  return (
    <Section title="Your channel is ready" text="This is its address. Viewers need nothing but a browser.">
      <p class="copy-line">
        <a href={address} target="_blank" rel="noopener">
          {address}
        </a>
        <CopyButton text={address} what="address of the channel" />
      </p>
      <ul class="next-steps">
        {next.map(({ to, title, text }) => (
          <li key={to}>
            <Link to={to}>{title}</Link>
            <span class="quiet">{text}</span>
          </li>
        ))}
      </ul>
      <div class="step-actions">
        {firstRun.isUnfinished.value && (
          <Action tone="quiet" onPress={() => firstRun.goTo('picture')}>
            Back
          </Action>
        )}
        <Action tone="main" onPress={finish}>
          Finish, and open the studio
        </Action>
      </div>
    </Section>
  );
}
