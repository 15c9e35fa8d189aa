import type { ComponentChildren } from 'preact';
import type { AnswerOf } from '../../../../internal/http/contract/caller-types.ts';
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
        { title: 'Name', cell: ({ name, username }) => <bdi class="strong">{name || username}</bdi> },
        {
          title: 'Account',
          cell: ({ link, username }) => <AccountLink iri={link}>{handleOf(username)}</AccountLink>,
        },
        ...(when === undefined ? [] : [when]),
        { title: 'Actions', cell: (follower) => <span class="row-actions">{actions(follower)}</span> },
      ]}
    />
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
