import { Figures, PageHead, Section } from '../../kit/blocks.tsx';
import { useLoad } from '../../kit/load.ts';
import { Tabs, useTab } from '../../kit/tabs.tsx';
import { SettingsForm } from '../../settings/setting.tsx';
import { Hooks } from './hooks.tsx';
import { Log } from './log.tsx';
import { noticesSettings } from './settings.ts';
import { noticesTabs } from './tabs.ts';
import { TryIt } from './try-it.tsx';

const sectionsOf = (part: string) => noticesSettings.filter((section) => (section.part ?? '') === part);

function Ways() {
  const { data } = useLoad('GET /api/admin/notifications', {});
  return (
    <>
      <SettingsForm sections={sectionsOf('')} />
      <Section
        title="Does it arrive?"
        text="A test goes out at once, with what was saved: to the browser that asked last, and to Discord."
        actions={
          <>
            <TryIt way="push" label="Test a browser" />
            <TryIt way="discord" label="Test Discord" />
          </>
        }
      >
        <Figures
          list={[
            { name: 'Browsers that are told', value: data?.browsers ?? '–' },
            { name: 'Chats and requests', value: data?.hooks.length ?? '–' },
          ]}
        />
      </Section>
    </>
  );
}

function Mail() {
  const { data } = useLoad('GET /api/admin/notifications', {});
  const left = data?.mailLeft ?? [];
  return (
    <>
      <SettingsForm sections={sectionsOf('mail')} />
      {left.length > 0 && (
        <Section
          title="Who wants no more"
          text="They have left by the link in an e-mail, and are skipped until you take them out and put them in again."
        >
          <ul>
            {left.map((address) => (
              <li key={address}>
                <bdi>{address}</bdi>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section
        title="Does it arrive?"
        text="A test goes to the first address, with what was saved."
        actions={<TryIt way="mail" label="Send a test" />}
      >
        <p class="quiet">A server that does not take it says why, and so does the log.</p>
      </Section>
    </>
  );
}

function Chats() {
  return (
    <>
      <Hooks />
      <SettingsForm sections={sectionsOf('chats')} />
    </>
  );
}

/** Who is told when the channel goes live, by which ways, and how that went. */
export function Page() {
  const part = useTab(noticesTabs);
  return (
    <>
      <PageHead title="Notices" text="People hear when you go live, and before what is planned." />
      <Tabs page="notices" tabs={noticesTabs} />
      {part === '' && <Ways />}
      {part === 'mail' && <Mail />}
      {part === 'chats' && <Chats />}
      {part === 'log' && <Log />}
    </>
  );
}
