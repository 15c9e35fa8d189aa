import { Action } from '../../kit/action.tsx';
import { Section } from '../../kit/blocks.tsx';
import { type Choice, ChoiceField, LineField } from '../../kit/fields.tsx';
import { useLoad } from '../../kit/load.ts';
import { parseObjects } from '../../settings/json-text.ts';
import { useStudio } from '../../studio.ts';

const setting = 'social-links';
const mostLinks = 50;

interface SocialLink {
  readonly platform: string;
  readonly url: string;
}

function LinkRow(props: {
  readonly link: SocialLink;
  readonly platforms: readonly Choice[];
  readonly onChange: (part: Partial<SocialLink>) => void;
  readonly onRemove: () => void;
}) {
  const { platform, url } = props.link;
  const isKnown = props.platforms.some(({ value }) => value === platform);
  return (
    <div class="link-row">
      <ChoiceField
        label="Platform"
        value={platform}
        choices={isKnown ? props.platforms : [{ value: platform, label: platform }, ...props.platforms]}
        onWrite={(value) => props.onChange({ platform: value })}
      />
      <LineField
        label="Address"
        type="url"
        example="https://…"
        value={url}
        onWrite={(value) => props.onChange({ url: value })}
      />
      <Action isSmall tone="quiet" label={`Remove the link to ${platform}`} onPress={props.onRemove}>
        Remove
      </Action>
    </div>
  );
}

/** Links to where else the channel is found, each with the mark of its platform. */
export function SocialLinks() {
  const { settings } = useStudio();
  const { data } = useLoad('GET /api/socialplatforms', {});
  if (settings.rows.value === null) return null;
  const links = parseObjects(settings.text(setting)) as unknown as readonly SocialLink[];
  const write = (next: readonly SocialLink[]): void => settings.write(setting, JSON.stringify(next));
  const change = (index: number, part: Partial<SocialLink>): void =>
    write(links.map((link, place) => (place === index ? { ...link, ...part } : link)));
  const platforms = Object.entries(data ?? {}).map(([value, { platform }]) => ({ value, label: platform }));
  const fault = settings.faults.value.get(setting);
  return (
    <Section
      title="Where else you are found"
      text="Shown with the mark of each platform."
      actions={
        <Action
          isSmall
          unless={links.length >= mostLinks && `At most ${mostLinks}.`}
          onPress={() => write([...links, { platform: platforms[0]?.value ?? 'link', url: '' }])}
        >
          Add a link
        </Action>
      }
    >
      <div id={`setting-${setting}`} tabIndex={-1} class="links">
        {links.map(({ platform, url }, index) => (
          <LinkRow
            key={index}
            link={{ platform, url }}
            platforms={platforms}
            onChange={(part) => change(index, part)}
            onRemove={() => write(links.filter((_, place) => place !== index))}
          />
        ))}
        {links.length === 0 && <p class="quiet">None yet.</p>}
      </div>
      {fault !== undefined && (
        <p class="field-fault" role="alert">
          {fault}
        </p>
      )}
    </Section>
  );
}
