import type { ComponentChildren } from 'preact';
import type { AnswerOf } from '../../../../internal/http/contract/caller-types.ts';
import { Badge } from '../../kit/blocks.tsx';
import { Moment } from '../../kit/moment.tsx';
import { type Column, Table } from '../../kit/table.tsx';
import { handleOf, pageAddressOf } from './words.ts';

export type Follower = AnswerOf<'GET /api/admin/followers/pending'>[number];

/** Accounts, with a link to where they live. Their pictures lie elsewhere, and the studio fetches nothing from there. */
export function FollowerTable(props: {
  readonly caption: string;
  readonly rows: readonly Follower[];
  readonly when?: Column<Follower>;
  readonly actions: (follower: Follower) => ComponentChildren;
}) {
  const { caption, rows, when, actions } = props;
  return (
    <Table<Follower>
      caption={caption}
      rows={rows}
      keyOf={({ link }) => link}
      columns={[
        { title: 'Account', cell: (follower) => <Who {...follower} /> },
        ...(when === undefined ? [] : [when]),
        { title: 'Actions', cell: (follower) => <span class="row-actions">{actions(follower)}</span> },
      ]}
    />
  );
}

function Who({ name, username, link, unreachableSince }: Follower) {
  return (
    <span class="fediverse-who">
      <bdi class="strong">{name || username}</bdi>
      <AccountLink iri={link}>{handleOf(username)}</AccountLink>
      {unreachableSince !== null && (
        <span class="quiet">
          <Badge tone="warn">Not reached</Badge> since <Moment at={unreachableSince} />
        </span>
      )}
    </span>
  );
}

export function AccountLink({ iri, children }: { readonly iri: string; readonly children: string }) {
  const address = pageAddressOf(iri);
  if (address === null) return <bdi class="fediverse-name">{children}</bdi>;
  return (
    <a class="fediverse-name" href={address} target="_blank" rel="noopener noreferrer">
      <bdi>{children}</bdi>
    </a>
  );
}
