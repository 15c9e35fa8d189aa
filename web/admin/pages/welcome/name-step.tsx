import { useEffect, useState } from 'preact/hooks';
import { Busy, Section } from '../../kit/blocks.tsx';
import { LineField, TextField } from '../../kit/fields.tsx';
import { useStudio } from '../../studio.ts';
import { faultOf } from '../../studio-api.ts';
import { StepActions } from './step-actions.tsx';

/** What the channel is called and what it is about. */
export function NameStep() {
  const { api, firstRun, settings } = useStudio();
  const rows = settings.rows.value;
  const [name, setName] = useState<string | null>(null);
  const [summary, setSummary] = useState('');
  const [faults, setFaults] = useState<{ readonly name: string | null; readonly summary: string | null }>(noFaults);
  useEffect(() => {
    if (rows === null || name !== null) return;
    const kept = rows.get('channel-name');
    // The name that every new station has is nobody's choice.
    setName(kept?.isSet === true ? (kept.value ?? '') : '');
    setSummary(rows.get('channel-summary')?.value ?? '');
  }, [rows]);
  if (name === null) return <Busy words="Reading the settings…" />;
  const save = async (): Promise<void> => {
    if (name.trim() === '') {
      setFaults({ name: 'Give it a name: people see it at the top of the page.', summary: null });
      return;
    }
    const named = faultOf(await api.call('POST /api/admin/config/name', { body: { value: name } }));
    const told = faultOf(await api.call('POST /api/admin/config/serversummary', { body: { value: summary } }));
    setFaults({ name: named, summary: told });
    if (named !== null || told !== null) return;
    await settings.load();
    await firstRun.goTo('key');
  };
  return (
    <Section title="What is your channel called?" text="Both can be changed at any time, under Server.">
      <LineField label="Name" value={name} onWrite={setName} fault={faults.name} max={100} example="Radio Garden" />
      <TextField
        label="Summary"
        help="One or two sentences: what is to be seen, and when."
        value={summary}
        onWrite={setSummary}
        fault={faults.summary}
        rows={3}
        max={500}
      />
      <StepActions label="Save and go on" busy="Saving…" onNext={save} />
    </Section>
  );
}

const noFaults = { name: null, summary: null };
