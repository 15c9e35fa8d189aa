import { addContractRoutes, type ContractRouteNeeds } from './api/contract-routes.ts';
import type { Endpoints } from './contract/endpoint.ts';
import type { Routes } from './web-server.ts';

/** Routes of a part of the contract for a test: nobody is let in, and clients are who they are. */
export function contractRoutes<Rows extends Endpoints>(
  needs: Pick<ContractRouteNeeds<Rows>, 'rows' | 'handlers'> & Partial<ContractRouteNeeds<Rows>>,
): Routes {
  return (app) =>
    addContractRoutes(app, {
      gate: { admit: () => Promise.reject(new Error('This test has no gate.')) },
      addressOf: (request) => request.ip,
      originOf: () => null,
      isSecure: () => false,
      isProxied: () => false,
      ...needs,
    });
}
