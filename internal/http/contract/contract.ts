import { accessTokenEndpoints } from './access-tokens.ts';
import { adminEndpoints } from './admin.ts';
import { controlRoomEndpoints } from './control-room.ts';
import { backupEndpoints } from './backups.ts';
import { channelEndpoints } from './channel.ts';
import { chatBotEndpoints } from './chat-bots.ts';
import { chatModerationEndpoints } from './chat-moderation.ts';
import { chatEndpoints } from './chat.ts';
import { artworkEndpoints } from './artwork.ts';
import { authEndpoints } from './auth.ts';
import { descriptionEndpoints } from './description.ts';
import { federationEndpoints } from './federation.ts';
import { firstRunEndpoints } from './first-run.ts';
import { followerEndpoints } from './followers.ts';
import { integrationEndpoints } from './integrations.ts';
import { logLineEndpoints } from './log-lines.ts';
import { noticeEndpoints } from './notices.ts';
import { pageFileEndpoints } from './page-files.ts';
import { scheduleEndpoints } from './schedule.ts';
import { serverConfigEndpoints } from './server-config.ts';
import { setterEndpoints } from './setters.ts';
import { settingsEndpoints } from './settings.ts';
import { slateEndpoints } from './slate.ts';
import { statusEndpoints } from './status.ts';
import { storageEndpoints } from './storage.ts';
import { studioEndpoints } from './studio.ts';
import { testPictureEndpoints } from './test-picture.ts';
import { timelineEndpoints } from './timeline.ts';
import { userEndpoints } from './users.ts';
import { videoEndpoints } from './video.ts';
import { viewerEndpoints } from './viewers.ts';
import { webhookEndpoints } from './webhooks.ts';

/** The whole API, as data. An id is the name of the client's function, and of the operation in the documentation. */
export const contract = {
  ...statusEndpoints,
  ...descriptionEndpoints,
  ...channelEndpoints,
  ...pageFileEndpoints,
  ...integrationEndpoints,
  ...adminEndpoints,
  ...controlRoomEndpoints,
  ...backupEndpoints,
  ...logLineEndpoints,
  ...testPictureEndpoints,
  ...videoEndpoints,
  ...slateEndpoints,
  ...serverConfigEndpoints,
  ...settingsEndpoints,
  ...setterEndpoints,
  ...viewerEndpoints,
  ...storageEndpoints,
  ...timelineEndpoints,
  ...webhookEndpoints,
  ...followerEndpoints,
  ...federationEndpoints,
  ...artworkEndpoints,
  ...scheduleEndpoints,
  ...noticeEndpoints,
  ...studioEndpoints,
  ...firstRunEndpoints,
  ...accessTokenEndpoints,
  ...userEndpoints,
  ...authEndpoints,
  ...chatEndpoints,
  ...chatModerationEndpoints,
  ...chatBotEndpoints,
} as const;

export type Contract = typeof contract;
