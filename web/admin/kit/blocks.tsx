import type { ComponentChildren } from 'preact';
import { said } from './said.tsx';

/** The head of a page: its name, a sentence and what can be done on the whole. */
export function PageHead(props: {
  readonly title: string;
  readonly text?: ComponentChildren;
  readonly children?: ComponentChildren;
}) {
  return (
    <header class="page-head">
      <div>
        <h1 tabIndex={-1}>{props.title}</h1>
        {props.text !== undefined && <p>{props.text}</p>}
      </div>
      {props.children !== undefined && <div class="page-actions">{props.children}</div>}
    </header>
  );
}

/** A card with a heading; everything on a page stands in one. */
export function Section(props: {
  readonly title: string;
  readonly text?: ComponentChildren;
  /** Buttons beside the heading. */
  readonly actions?: ComponentChildren;
  readonly class?: string;
  readonly children: ComponentChildren;
}) {
  return (
    <section class={`card ${props.class ?? ''}`}>
      <div class="card-head">
        <div>
          <h2>{props.title}</h2>
          {props.text !== undefined && <p class="quiet">{props.text}</p>}
        </div>
        {props.actions !== undefined && <div class="card-actions">{props.actions}</div>}
      </div>
      {props.children}
    </section>
  );
}

/** What stands where nothing is yet: what would be there, and how it gets there. */
export function Empty(props: {
  readonly title: string;
  readonly text: ComponentChildren;
  readonly children?: ComponentChildren;
}) {
  return (
    <div class="empty">
      <p class="empty-title">{props.title}</p>
      <p>{props.text}</p>
      {props.children}
    </div>
  );
}

/** Says what is being worked on; with `share` (0 to 1), how far it is. */
export function Busy({ words, share }: { readonly words: string; readonly share?: number }) {
  return (
    <div class="busy" role="status">
      <p>{words}</p>
      {share === undefined ? <progress aria-label={words} /> : <progress aria-label={words} value={share} max={1} />}
    </div>
  );
}

/** What went wrong, with the way to try again where there is one. */
export function Fault({ text, children }: { readonly text: string; readonly children?: ComponentChildren }) {
  return (
    <div class="fault" role="alert">
      <p>{said(text)}</p>
      {children}
    </div>
  );
}

/** A word about a state, such as "Banned"; never by colour alone. */
export function Badge(props: {
  readonly tone?: 'good' | 'warn' | 'bad' | 'plain';
  readonly children: ComponentChildren;
}) {
  return <span class={`badge badge-${props.tone ?? 'plain'}`}>{props.children}</span>;
}

/** Figures side by side, each with its name and its unit. */
export function Figures(props: {
  readonly list: readonly { readonly name: string; readonly value: ComponentChildren; readonly unit?: string }[];
}) {
  return (
    <dl class="figures">
      {props.list.map(({ name, value, unit }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {value}
            {unit !== undefined && <span class="unit"> {unit}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
