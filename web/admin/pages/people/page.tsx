import { PageHead } from '../../kit/blocks.tsx';
import { Tabs, useTab } from '../../kit/tabs.tsx';
import { Bans } from './bans.tsx';
import { Chatters } from './chatters.tsx';
import { Everybody } from './everybody.tsx';
import { ModerationLog } from './moderation-log.tsx';
import { peopleParts } from './parts.ts';
import { Viewers } from './viewers.tsx';

function Part({ path }: { readonly path: string }) {
  switch (path) {
    case 'chat':
      return <Chatters />;
    case 'everybody':
      return <Everybody />;
    case 'bans':
      return <Bans />;
    case 'log':
      return <ModerationLog />;
    default:
      return <Viewers />;
  }
}

/** Who watches, who chats, and who may not. */
export function Page() {
  const part = useTab(peopleParts);
  return (
    <>
      <PageHead title="People" text="Who watches and who chats, and who may not." />
      <Tabs page="people" tabs={peopleParts} />
      <Part path={part} />
    </>
  );
}
