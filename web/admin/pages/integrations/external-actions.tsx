import { Action } from '../../kit/action.tsx';
import { Busy, Empty, Fault, Section } from '../../kit/blocks.tsx';
import { LineField, TextField, ToggleField } from '../../kit/fields.tsx';
import { effectOf } from '../../settings/setting.tsx';
import { useStudio } from '../../studio.ts';
import { type ActionEntry, emptyEntry, parseEntries, withEntry } from './action-entries.ts';

const setting = 'external-actions';
const most = 30;

/** Buttons under the picture that lead elsewhere, or open a page or a piece of HTML over the channel. */
export function ExternalActions() {
  const { settings } = useStudio();
  const row = settings.rows.value?.get(setting);
  if (row === undefined) return <Busy words="Reading the settings…" />;
  const entries = parseEntries(settings.text(setting));
  const write = (next: readonly ActionEntry[]): void => settings.write(setting, JSON.stringify(next));
  const fault = settings.faults.value.get(setting);
  const effect = effectOf(row);
  return (
    <Section
      title="Buttons under the picture"
      text="Each opens an address or a piece of HTML of yours: a tip jar, a shop, a poll."
      actions={
        <Action
          isSmall
          unless={entries.length >= most && `There is room for ${most}.`}
          onPress={() => write([...entries, emptyEntry])}
        >
          Add a button
        </Action>
      }
    >
      <div id={`setting-${setting}`} tabIndex={-1} class="entries-anchor">
        {fault !== undefined && <Fault text={fault} />}
        {effect !== undefined && <p class="effect">{effect}</p>}
        {entries.length === 0 && (
          <Empty title="There is none" text="Viewers see the title and the live picture alone." />
        )}
        <ul class="entries">
          {entries.map((entry, position) => (
            <Entry
              // oxlint-disable-next-line react/no-array-index-key -- buttons have no names of their own
              key={position}
              entry={entry}
              onChange={(change) => write(withEntry(entries, position, change))}
            />
          ))}
        </ul>
      </div>
    </Section>
  );
}

interface EntryProps {
  readonly entry: ActionEntry;
  /** Null takes the button away. */
  readonly onChange: (change: Partial<ActionEntry> | null) => void;
}

function Entry({ entry, onChange }: EntryProps) {
  const isHtml = entry.html !== '';
  return (
    <li class="action-entry">
      <div class="action-preview">
        <span class="quiet">As viewers see it</span>
        <Preview entry={entry} />
      </div>
      <LineField label="What it says" value={entry.title} max={100} onWrite={(title) => onChange({ title })} />
      <LineField
        label="Address"
        type="url"
        value={entry.url}
        max={2048}
        example="https://example.org/tips"
        {...(isHtml && { help: 'Not used: the HTML below is shown.' })}
        onWrite={(url) => onChange({ url })}
      />
      <TextField
        label="Or a piece of HTML"
        value={entry.html}
        rows={isHtml ? 6 : 2}
        isCode
        max={50_000}
        onWrite={(html) => onChange({ html })}
      />
      <EntryLook entry={entry} onChange={onChange} />
      <div class="entry-actions">
        <Action
          isSmall
          tone="danger"
          onPress={() => onChange(null)}
          label={`Take away: ${entry.title || 'this button'}`}
        >
          Take away
        </Action>
      </div>
    </li>
  );
}

function EntryLook({ entry, onChange }: EntryProps) {
  return (
    <>
      <div class="filters">
        <LineField
          label="Icon"
          value={entry.icon}
          max={2048}
          example="https://…/icon.svg"
          onWrite={(icon) => onChange({ icon })}
        />
        <LineField
          label="Colour"
          value={entry.color}
          max={50}
          example="#6544e9"
          fault={entry.color.trim() === '' || isColor(entry.color) ? null : 'Write it as #6544e9 or #64e.'}
          onWrite={(color) => onChange({ color })}
        />
      </div>
      <LineField
        label="Description"
        help="Read out by screen readers, and shown while the pointer rests on it."
        value={entry.description}
        max={500}
        onWrite={(description) => onChange({ description })}
      />
      <ToggleField
        label="Open in a tab of its own"
        value={entry.openExternally}
        onWrite={(openExternally) => onChange({ openExternally })}
      />
    </>
  );
}

/** What the page takes for a colour; anything else leaves the button as it is. */
function isColor(text: string): boolean {
  return /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(text.trim());
}

function Preview({ entry }: { readonly entry: ActionEntry }) {
  const isOurs = entry.icon.startsWith('/');
  return (
    <span
      class="preview-button"
      style={isColor(entry.color) ? { '--preview-color': entry.color.trim() } : undefined}
      data-has-color={isColor(entry.color) ? '' : undefined}
      title={entry.description}
    >
      {/* Icons of other hosts are for viewers: the studio fetches nothing from elsewhere. */}
      {isOurs && <img src={entry.icon} alt="" width={18} height={18} />}
      <bdi>{entry.title || 'Without a word'}</bdi>
    </span>
  );
}
