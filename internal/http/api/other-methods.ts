import { AerialError } from '../../platform/errors.ts';
import type { Endpoint, Endpoints } from '../contract/endpoint.ts';
import { shared } from '../headers.ts';
import type { Unmatched } from '../web-server.ts';
import { isOpen, methodsOf } from './contract-routes.ts';

/** The rows of one address. */
interface Place {
  readonly pattern: RegExp;
  readonly rows: Endpoint[];
}

/**
 * Answers what has an address of the contract and a method that no row of it takes: OPTIONS with what a page of another host may send,
 * the others with 405 and what the address does take (RFC 9110, 15.5.6).
 */
export function answerOtherMethods(rows: Endpoints): Unmatched {
  const places = placesOf(rows);
  return (request, reply) => {
    const path = request.url.split('?', 1)[0]?.replace(/(?<=.)\/$/, '') ?? '';
    const place = places.get(path) ?? [...places.values()].find(({ pattern }) => pattern.test(path));
    if (place === undefined) return null;
    if (request.method === 'OPTIONS') return reply.code(204).headers(preflightHeaders(place.rows)).send();
    const allow = [...new Set(place.rows.flatMap(methodsOf)), 'OPTIONS'].join(', ');
    reply.header('allow', allow);
    throw new AerialError('METHOD_NOT_ALLOWED', {
      message: `${request.method} is not supported at this address.`,
      hint: `It takes ${allow}.`,
    });
  };
}

function placesOf(rows: Endpoints): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const row of Object.values(rows)) {
    const pattern = new RegExp(`^${row.path.replaceAll('.', String.raw`\.`).replaceAll(/\{\w+\}/g, '[^/]+')}$`);
    const place = places.get(row.path) ?? { pattern, rows: [] };
    place.rows.push(row);
    places.set(row.path, place);
  }
  return places;
}

function preflightHeaders(rows: readonly Endpoint[]): Record<string, string> {
  if (!rows.some(isOpen)) return {};
  return {
    ...shared,
    'access-control-allow-methods': [...rows.map(({ method }) => method), 'OPTIONS'].join(', '),
    'access-control-allow-headers': 'Authorization, Content-Type, CMCD-Object, CMCD-Request, CMCD-Session, CMCD-Status',
    'access-control-max-age': '86400',
  };
}
