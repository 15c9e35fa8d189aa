import type { Endpoint } from '../../internal/http/contract/endpoint.ts';
import type { z } from '../../internal/platform/schema.ts';
import type { Api } from './api.ts';

type InputOf<Schema, Otherwise> = Schema extends z.ZodType ? z.input<Schema> : Otherwise;

type BodyOf<Row extends Endpoint> = Row extends { bodyMediaType: string }
  ? { readonly bytes: Uint8Array; readonly mediaType: string }
  : Row extends { body: infer Schema }
    ? { readonly body: InputOf<Schema, never> }
    : { readonly body?: never };

type ParamsOf<Row extends Endpoint> = Row extends { params: infer Schema }
  ? { readonly params: InputOf<Schema, never> }
  : { readonly params?: never };

/** What one call sends. */
export interface Sent {
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  readonly query?: Readonly<Record<string, string>> | undefined;
  readonly body?: unknown;
  readonly bytes?: Uint8Array | undefined;
  readonly mediaType?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** How a row is called when all is well. */
export type Example<Row extends Endpoint> = ParamsOf<Row> &
  BodyOf<Row> & {
    readonly query?: Readonly<Record<string, string>>;
    readonly headers?: Readonly<Record<string, string>>;
    /** Makes what the call needs; what it gives back is sent instead. */
    readonly prepare?: (api: Api) => Promise<Sent>;
    /** Status and code of the refusal, for a call that a station without a broadcast, or one that is new, must refuse. */
    readonly refused?: readonly [status: number, code: string];
    /** Status that differs from the row's, for rows that send people elsewhere. */
    readonly status?: number;
    /** Bodies that have the right shape and are refused all the same. */
    readonly badBodies?: readonly unknown[];
  };
