import { PageHead } from '../../kit/blocks.tsx';
import { Tabs, useTab } from '../../kit/tabs.tsx';
import { Embeds } from './embeds.tsx';
import { ExternalActions } from './external-actions.tsx';
import { integrationTabs } from './tabs.ts';
import { Tokens } from './tokens.tsx';
import { Webhooks } from './webhooks.tsx';

function Part({ path }: { readonly path: string }) {
  switch (path) {
    case 'tokens':
      return <Tokens />;
    case 'actions':
      return <ExternalActions />;
    case 'embeds':
      return <Embeds />;
    default:
      return <Webhooks />;
  }
}

/** What other programs and other pages have to do with the channel. */
export function Page() {
  const part = useTab(integrationTabs);
  return (
    <>
      <PageHead title="Integrations" text="Other programs that hear of your channel, act in it, or show it." />
      <Tabs page="integrations" tabs={integrationTabs} />
      <Part path={part} />
    </>
  );
}
