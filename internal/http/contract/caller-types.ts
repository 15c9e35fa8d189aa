import type { z } from '../../platform/schema.ts';
import type { Contract } from './contract.ts';

/** What pages know of the contract: types, and nothing that runs. */

type NameOf<Id extends keyof Contract> = `${Contract[Id]['method']} ${Contract[Id]['path']}`;
type Ids = { readonly [Id in keyof Contract as NameOf<Id>]: Id };

/** A row by its method and path, such as `GET /api/status`. */
export type CallName = keyof Ids;

type RowOf<Name extends CallName> = Contract[Ids[Name]];
type PartOf<Row, Part extends string> = Row extends { readonly [Key in Part]: infer Schema }
  ? Schema extends z.ZodType
    ? { readonly [Key in Part]: z.input<Schema> }
    : object
  : object;

/** Rows for people of the chat take their token in the address. */
type TokenOf<Row> = Row extends { readonly access: 'user' | 'moderator' }
  ? { readonly query: { readonly accessToken: string } }
  : object;

/** What a call sends: `params`, `query` and `body`, as the row has them. */
export type SentOf<Name extends CallName> = TokenOf<RowOf<Name>> &
  PartOf<RowOf<Name>, 'params'> &
  PartOf<RowOf<Name>, 'query'> &
  PartOf<RowOf<Name>, 'body'>;

/** The JSON that a row answers with when all is well; null for rows that answer with anything else. */
export type AnswerOf<Name extends CallName> = RowOf<Name>['answer'] extends { kind: 'json'; schema: infer Schema }
  ? Schema extends z.ZodType
    ? z.input<Schema>
    : null
  : null;
