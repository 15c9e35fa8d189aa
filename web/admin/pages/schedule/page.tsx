import { PageHead } from '../../kit/blocks.tsx';
import { Tabs, useTab } from '../../kit/tabs.tsx';
import { SettingsForm } from '../../settings/setting.tsx';
import { Plan } from './plan.tsx';
import { Planned } from './planned.tsx';
import { scheduleSettings } from './settings.ts';
import { scheduleTabs } from './tabs.ts';

/** What is planned, and what people see of it. */
export function Page() {
  const part = useTab(scheduleTabs);
  return (
    <>
      <PageHead title="Schedule" text="When you will be on air: people count down to it, and are reminded." />
      <Tabs page="schedule" tabs={scheduleTabs} />
      {part === '' && <Planned />}
      {part === 'plan' && <Plan />}
      {part === 'settings' && <SettingsForm sections={scheduleSettings} />}
    </>
  );
}
