import { Section } from '../../kit/blocks.tsx';
import { Link } from '../../kit/link.tsx';
import { SettingsForm } from '../../settings/setting.tsx';
import { useStudio } from '../../studio.ts';
import { aboutSections } from './settings.ts';

/** Which version runs, how a newer one gets here, and what was given at the start. */
export function About() {
  const { station } = useStudio();
  return (
    <>
      <Section title="Version">
        <p>
          This is Aerial <strong>{station.status.value?.versionNumber ?? '…'}</strong>. It asks nobody whether there is
          a newer one.
        </p>
        <p>To update, put the new executable in the old one’s place and start the server again:</p>
        <ol class="steps">
          <li>Make a copy under Backups. A newer version brings the database forward when it first starts.</li>
          <li>Replace the file. The server that runs is not troubled by that.</li>
          <li>Restart it when nobody is on air; it is back within a second, and open pages play on by themselves.</li>
        </ol>
        <p>
          Programs of yours find everything that the studio can do in the{' '}
          <a href="/api/openapi.json">description of the API</a>.
        </p>
      </Section>
      <Section title="Help" text="What to do when something does not work.">
        <ol class="steps">
          <li>The sentence at the top of every page says what goes wrong on air, and what to do about it.</li>
          <li>
            <Link to="logs">Logs</Link> has everything else that the server had to say; copy its lines when you ask
            somebody.
          </li>
          <li>
            <code>aerial doctor</code>, on the machine itself, tries what a broadcast needs and says what is missing.
          </li>
          <li>
            <code>aerial --help</code> lists all commands, and <code>aerial reset-password</code> replaces a lost
            password.
          </li>
        </ol>
      </Section>
      <SettingsForm sections={aboutSections} />
    </>
  );
}
