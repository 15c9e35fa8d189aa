import type { Handlers } from '../contract/endpoint.ts';
import type { integrationEndpoints } from '../contract/integrations.ts';
import { type SettingsWriter, tellOutcome } from './change-settings.ts';
import { readStatus, type StatusNeeds } from './status.ts';

export interface IntegrationNeeds {
  readonly settings: SettingsWriter;
  readonly status: StatusNeeds;
}

/** What bots do with an access token. */
export function integrationHandlers(needs: IntegrationNeeds): Handlers<typeof integrationEndpoints> {
  return {
    setStreamTitleByToken: ({ body }) => tellOutcome(needs.settings.change({ 'stream-title': body.value })),
    getStatusByToken: () => readStatus(needs.status),
  };
}
