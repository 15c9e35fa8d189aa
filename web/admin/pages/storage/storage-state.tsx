import { Badge, Figures, Section } from '../../kit/blocks.tsx';
import type { Storage } from './page.tsx';

const words = {
  off: { tone: 'plain', text: 'Off' },
  well: { tone: 'good', text: 'Well' },
  behind: { tone: 'warn', text: 'Behind' },
  full: { tone: 'bad', text: 'Full' },
  failing: { tone: 'bad', text: 'Failing' },
  recovering: { tone: 'warn', text: 'Recovering' },
} as const;

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** How the disk and the bucket do. */
export function StorageState({ storage: { disk, bucket } }: { readonly storage: Storage }) {
  const onDisk = words[disk.state];
  const inBucket = words[bucket.state];
  return (
    <Section title="How it goes">
      <div class="storage-state">
        <p>
          <strong>Disk</strong> <Badge tone={onDisk.tone}>{onDisk.text}</Badge> {disk.trouble}
        </p>
        <p>
          <strong>S3 bucket</strong> <Badge tone={inBucket.tone}>{inBucket.text}</Badge> {bucket.trouble}
        </p>
        {bucket.servingTrouble !== null && <p>{bucket.servingTrouble}</p>}
      </div>
      {bucket.state !== 'off' && (
        <Figures
          list={[
            { name: 'Stored', value: bucket.storedCount, unit: 'objects' },
            { name: 'Waiting', value: bucket.waitingCount, unit: megabytes(bucket.waitingBytes) },
            { name: 'Missed', value: bucket.missedCount, unit: 'since the start' },
            { name: 'An upload takes', value: bucket.uploadMs === null ? '–' : `${Math.round(bucket.uploadMs)} ms` },
            { name: 'Serves viewers', value: bucket.servesViewers ? 'Yes' : 'No' },
          ]}
        />
      )}
    </Section>
  );
}
