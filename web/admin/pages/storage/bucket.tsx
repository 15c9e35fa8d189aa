import { useEffect, useState } from 'preact/hooks';
import type { AnswerOf, SentOf } from '../../../../internal/http/contract/caller-types.ts';
import { Action } from '../../kit/action.tsx';
import { Badge, Busy, Fault, Section } from '../../kit/blocks.tsx';
import { LineField, ToggleField } from '../../kit/fields.tsx';
import { useLoad } from '../../kit/load.ts';
import { faultOf } from '../../studio-api.ts';
import { useStudio } from '../../studio.ts';
import { faultsByField } from './faults-by-field.ts';

type Place = SentOf<'POST /api/admin/config/s3'>['body']['value'];
type TestReport = AnswerOf<'POST /api/admin/storage/test'>;
type Word = 'endpoint' | 'bucket' | 'region' | 'accessKey' | 'secret' | 'servingEndpoint' | 'pathPrefix' | 'acl';

const changeKey = 's3';

const fields: readonly {
  readonly name: Word;
  readonly label: string;
  readonly help: string;
  readonly example?: string;
}[] = [
  { name: 'endpoint', label: 'Endpoint', help: 'Address of the service.', example: 'https://s3.example.com' },
  { name: 'bucket', label: 'Bucket', help: 'Its name. It should hold nothing else.' },
  { name: 'region', label: 'Region', help: 'As the service calls it.', example: 'us-east-1' },
  {
    name: 'accessKey',
    label: 'Access key',
    help: 'Of an account that may write, read and remove there, and nothing else.',
  },
  { name: 'secret', label: 'Secret', help: 'Goes with the access key; it is never shown again.' },
  {
    name: 'servingEndpoint',
    label: 'Address for viewers',
    help: 'Where viewers read the bucket, when that is not the endpoint: a CDN before it.',
    example: 'https://cdn.example.org',
  },
  { name: 'pathPrefix', label: 'Folder in the bucket', help: 'Stands before the name of each object.', example: 'tv' },
  {
    name: 'acl',
    label: 'Access of objects',
    help: 'A canned ACL, where the bucket is not public by a policy.',
    example: 'public-read',
  },
];

function Report({ report }: { readonly report: TestReport }) {
  // What broke it off is its message, and need not be said twice.
  const steps = report.steps.filter(({ ok, sentence }) => ok || sentence !== report.message);
  return (
    <div role="status" class="storage-report">
      <p>
        <Badge tone={report.success ? 'good' : 'bad'}>{report.success ? 'It works' : 'It does not work'}</Badge>{' '}
        {report.message}
      </p>
      <ul>
        {steps.map(({ step, ok, sentence }) => (
          <li key={step}>
            {ok ? '✓' : '▲'} {sentence}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A bucket as it is being written, and trying it before it is saved. */
function useBucket(stored: Place) {
  const { api, settings } = useStudio();
  const [faults, setFaults] = useState<ReadonlyMap<string, string>>(new Map());
  const [report, setReport] = useState<TestReport | string | null>(null);
  const value = (settings.draftOf(changeKey) as Place | undefined) ?? stored;
  const write = (change: Partial<Place>): void => {
    const next = { ...value, ...change };
    setFaults(new Map());
    // What was tried is no longer what stands there; why it did not work is still of use.
    setReport((last) => (typeof last !== 'string' && last?.success === true ? null : last));
    settings.propose(changeKey, {
      label: 'S3 bucket',
      draft: next,
      save: async () => {
        const reply = await api.call('POST /api/admin/config/s3', { body: { value: next } });
        setFaults(faultsByField(faultOf(reply) ?? ''));
        return reply;
      },
      discard: () => {
        setFaults(new Map());
        setReport(null);
      },
    });
  };
  const test = async (): Promise<void> => {
    const reply = await api.call('POST /api/admin/storage/test', { body: { value } });
    setFaults(faultsByField(faultOf(reply) ?? ''));
    setReport(reply.kind === 'answered' ? reply.body : faultOf(reply));
  };
  return { value, write, test, faults, report };
}

function Form({ stored, hasSecret }: { readonly stored: Place; readonly hasSecret: boolean }) {
  const { value, write, test, faults, report } = useBucket(stored);
  return (
    <Section
      title="S3 bucket"
      text="The live window is written there as well: viewers then get whole segments from it, and this machine’s line carries only the newest parts."
    >
      <ToggleField
        id="setting-s3"
        label="Write to a bucket"
        help="All of the first five are needed for that."
        value={value.enabled ?? false}
        onWrite={(enabled) => write({ enabled })}
      />
      {fields.map(({ name, label, help, example }) => (
        <LineField
          key={name}
          label={label}
          help={help}
          type={name === 'secret' ? 'password' : 'text'}
          example={name === 'secret' && hasSecret ? 'Kept; type to replace it' : example}
          value={value[name] ?? ''}
          fault={faults.get(name)}
          onWrite={(text) => write({ [name]: text })}
        />
      ))}
      <ToggleField
        label="Name the bucket in the path"
        help="For services that do not know buckets as hosts, such as MinIO."
        value={value.forcePathStyle ?? false}
        onWrite={(forcePathStyle) => write({ forcePathStyle })}
      />
      <div>
        <Action onPress={test} busy="Writing, reading and removing a small object…">
          Try this bucket
        </Action>
      </div>
      {typeof report === 'string' && <Fault text={report} />}
      {report !== null && typeof report !== 'string' && <Report report={report} />}
    </Section>
  );
}

/** An S3 bucket that the live window is also written to. */
export function Bucket({ hasSecret }: { readonly hasSecret: boolean }) {
  const { settings } = useStudio();
  const { data, fault } = useLoad('GET /api/admin/serverconfig', {});
  useEffect(() => settings.noteRead(changeKey), [data]);
  if (data === null) return fault === null ? <Busy words="Reading the bucket…" /> : <Fault text={fault} />;
  return <Form stored={data.s3} hasSecret={hasSecret} />;
}
