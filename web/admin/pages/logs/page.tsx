import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { Badge, Busy, Empty, Fault, PageHead, Section } from '../../kit/blocks.tsx';
import { CopyButton } from '../../kit/copy.tsx';
import { ChoiceField, LineField, ToggleField } from '../../kit/fields.tsx';
import { writeTime } from '../../kit/times.ts';
import { useStudio } from '../../studio.ts';
import { fieldText, LogFollower, type LogFilter, type LogLevel, type LogLine, lineText } from './log-follower.ts';

const followEveryMs = 1500;
const settleMs = 250;

const levels: readonly { readonly value: LogLevel; readonly label: string }[] = [
  { value: 'debug', label: 'Everything' },
  { value: 'info', label: 'What happens' },
  { value: 'warn', label: 'Warnings and errors' },
  { value: 'error', label: 'Errors alone' },
];

/** What the server says, as it says it. */
export function Page() {
  const { api, clock } = useStudio();
  const follower = useMemo(() => new LogFollower({ api }), [api]);
  const filter = useSignal<LogFilter>({ level: 'info', component: '', search: '' });
  const isFollowed = useSignal(true);
  const { level, component, search } = filter.value;
  useEffect(() => clock.after(search === '' ? 0 : settleMs, () => void follower.show(filter.peek())), [filter.value]);
  useEffect(() => {
    if (!isFollowed.value) return undefined;
    return clock.every(followEveryMs, () => {
      if (!document.hidden && api.session.peek() === 'in') void follower.follow();
    });
  }, [isFollowed.value]);
  const lines = follower.lines.value;
  return (
    <>
      <PageHead title="Logs" text="The newest 500 lines that the server wrote. A start of the server begins anew." />
      <Section
        title="Lines"
        actions={
          lines !== null && lines.length > 0 && <CopyButton text={lines.map(lineText).join('\n')} what="lines shown" />
        }
      >
        <div class="log-filters">
          <ChoiceField
            label="Show"
            value={level}
            choices={levels}
            onWrite={(value) => (filter.value = { ...filter.peek(), level: value as LogLevel })}
          />
          <ChoiceField
            label="Part of the server"
            value={component}
            choices={[
              { value: '', label: 'All parts' },
              ...follower.components.value.map((name) => ({ value: name, label: name })),
            ]}
            onWrite={(value) => (filter.value = { ...filter.peek(), component: value })}
          />
          <LineField
            label="With the words"
            type="search"
            value={search}
            max={200}
            onWrite={(value) => (filter.value = { ...filter.peek(), search: value })}
          />
          <ToggleField label="Follow" value={isFollowed.value} onWrite={(value) => (isFollowed.value = value)} />
        </div>
        {follower.fault.value !== null && <Fault text={follower.fault.value} />}
        {lines === null ? (
          <Busy words="Reading the log…" />
        ) : lines.length === 0 ? (
          <Empty title="Nothing to see" text="No line fits what is chosen above." />
        ) : (
          <Lines lines={lines} isFollowed={isFollowed.value} />
        )}
      </Section>
    </>
  );
}

/** The lines, the newest below; while they are followed the end is kept in view. */
function Lines({ lines, isFollowed }: { readonly lines: readonly LogLine[]; readonly isFollowed: boolean }) {
  const list = useRef<HTMLOListElement>(null);
  useLayoutEffect(() => {
    if (isFollowed && list.current !== null) list.current.scrollTop = list.current.scrollHeight;
  }, [lines, isFollowed]);
  return (
    <ol class="log-lines" ref={list} tabIndex={0} aria-label="Lines of the log, the newest last">
      {lines.map((line) => (
        <li key={line.id} class={`log-${line.level}`}>
          <time dateTime={line.time} title={writeTime(line.time, 'exactMoment')}>
            {writeTime(line.time, 'exactClock')}
          </time>
          <span class="log-component">{line.component}</span>
          <p>
            {line.level === 'warn' && <Badge tone="warn">Warning</Badge>}
            {line.level === 'error' && <Badge tone="bad">Error</Badge>} {line.sentence}
            {Object.entries(line.fields).map(([name, value]) => (
              <span class="log-field" key={name}>
                {' '}
                {name} <b>{fieldText(value)}</b>
              </span>
            ))}
          </p>
        </li>
      ))}
    </ol>
  );
}
