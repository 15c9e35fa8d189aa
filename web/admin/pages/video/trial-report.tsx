import { Badge, Section } from '../../kit/blocks.tsx';
import { Table } from '../../kit/table.tsx';
import type { LadderTrial } from './qualities.tsx';

const verdicts = {
  fits: { tone: 'good', words: 'Fits' },
  tight: { tone: 'warn', words: 'Tight' },
  'too-much': { tone: 'bad', words: 'Too much' },
} as const;

const nothing = { tone: 'plain', words: 'Nothing to make' } as const;

/** What came of trying a ladder on this machine. */
export function TrialReport({ trial }: { readonly trial: LadderTrial }) {
  const { tone, words } = trial.renditions.length === 0 ? nothing : verdicts[trial.verdict];
  const { width, height, frameRate } = trial.source;
  return (
    <Section
      title="What came of the trial"
      text={`Of a source of ${width} × ${height} with ${frameRate} pictures a second. What else runs on the machine counts in.`}
      actions={<Badge tone={tone}>{words}</Badge>}
    >
      <p role="status">{trial.message}</p>
      {trial.renditions.length > 0 && (
        <Table
          caption="Speed of each quality"
          rows={trial.renditions}
          keyOf={({ name }) => name}
          columns={[
            { title: 'Name', cell: ({ name }) => <strong>{name}</strong> },
            { title: 'Picture', cell: (one) => `${one.width} × ${one.height}, ${Math.round(one.frameRate)}/s` },
            {
              title: 'Alone',
              isFigure: true,
              cell: ({ speed }) => (speed === null ? 'no time' : `${speed.toFixed(2)} ×`),
            },
          ]}
        />
      )}
    </Section>
  );
}
