import { z } from '../../platform/schema.ts';
import { defineEndpoints } from './endpoint.ts';
import { done } from './shapes.ts';

const group = 'Pictures';
/** Room for 2 MB as base64, and the JSON or the form around it. */
const maxBodyBytes = 3 * 1024 * 1024;
const picture = { kind: 'raw', mediaType: 'image/*' } as const;
const answer = { kind: 'json', schema: done } as const;

/** The channel's logo, icon and emoji, and pictures of what is on air. */
export const artworkEndpoints = defineEndpoints({
  getEmoji: {
    method: 'GET',
    path: '/api/emoji',
    access: 'anyone',
    summary: 'The emoji of the chat, by folder and name.',
    group,
    answer: {
      kind: 'json',
      schema: z.array(
        z.object({
          name: z.string(),
          url: z.string(),
          /** Left out for those that lie in none. Owncast's clients do not know it. */
          folder: z.string().optional(),
        }),
      ),
    },
    isShared: true,
  },
  getEmojiPicture: {
    method: 'GET',
    path: '/img/emoji/{file}',
    access: 'anyone',
    summary: 'The picture of an emoji.',
    group,
    params: z.object({ file: z.string().max(80) }),
    answer: picture,
  },
  getEmojiPictureInFolder: {
    method: 'GET',
    path: '/img/emoji/{folder}/{file}',
    access: 'anyone',
    summary: 'The picture of an emoji that lies in a folder.',
    group,
    params: z.object({ folder: z.string().max(80), file: z.string().max(80) }),
    answer: picture,
  },
  getLogo: {
    method: 'GET',
    path: '/logo',
    access: 'anyone',
    summary: 'The logo of the channel; with `uc`, which changes with the logo, it may be cached for a month.',
    group,
    query: z.object({ uc: z.string().max(100).optional() }),
    answer: picture,
  },
  getLogoForOthers: {
    method: 'GET',
    path: '/logo/external',
    access: 'anyone',
    summary: 'The logo for other services: never an SVG.',
    group,
    query: z.object({ uc: z.string().max(100).optional() }),
    answer: picture,
  },
  getFavicon: {
    method: 'GET',
    path: '/favicon.ico',
    access: 'anyone',
    summary: 'The icon that browsers show beside the title of the page.',
    group,
    answer: picture,
  },
  getManifest: {
    method: 'GET',
    path: '/manifest.webmanifest',
    access: 'anyone',
    summary: 'What a phone needs to know to put the channel on its home screen.',
    group,
    answer: { kind: 'raw', mediaType: 'application/manifest+json' },
  },
  getThumbnail: {
    method: 'GET',
    path: '/thumbnail.jpg',
    access: 'anyone',
    summary: 'A frame of what is on air, at most 20 seconds old; the logo while there is none.',
    group,
    answer: picture,
  },
  getPreview: {
    method: 'GET',
    path: '/preview.gif',
    access: 'anyone',
    summary:
      'A second of what is on air, as a moving picture; the logo while there is none. One that is older than 20 seconds brings about a new one.',
    group,
    answer: picture,
  },
  getWebPreview: {
    method: 'GET',
    path: '/preview.webp',
    access: 'anyone',
    summary: 'The same as WebP, a fraction as large; the logo while there is none.',
    group,
    answer: picture,
  },
  getStoryboard: {
    method: 'GET',
    path: '/storyboard.vtt',
    access: 'anyone',
    summary:
      'Which piece of /storyboard.jpg shows which moment of the live window (WebVTT); times count from the start of the broadcast.',
    group,
    answer: { kind: 'raw', mediaType: 'text/vtt' },
  },
  getStoryboardPicture: {
    method: 'GET',
    path: '/storyboard.jpg',
    access: 'anyone',
    summary: 'Small pictures of the live window in one: with `v`, those that the index spoke of.',
    group,
    query: z.object({ v: z.string().max(100).optional() }),
    answer: picture,
  },
  setLogo: {
    method: 'POST',
    path: '/api/admin/config/logo',
    access: 'admin',
    summary: 'Sets the logo to a picture in a data URL; an empty text brings the built-in one back.',
    group,
    body: z.object({ value: z.string() }),
    maxBodyBytes,
    answer,
  },
  setFavicon: {
    method: 'POST',
    path: '/api/admin/config/favicon',
    access: 'admin',
    summary: 'Sets the icon of the page to the file in the field `favicon` of a form.',
    group,
    bodyMediaType: 'multipart/form-data',
    maxBodyBytes,
    answer,
  },
  removeFavicon: {
    method: 'DELETE',
    path: '/api/admin/config/favicon',
    access: 'admin',
    summary: 'Brings the built-in icon of the page back.',
    group,
    answer,
  },
  uploadEmoji: {
    method: 'POST',
    path: '/api/admin/emoji/upload',
    access: 'admin',
    summary: 'Adds an emoji: its name, its picture in a data URL, and the folder that it lies in, if any.',
    group,
    body: z.object({
      name: z.string().min(1).max(255),
      data: z.string(),
      folder: z.string().trim().max(40).default(''),
    }),
    maxBodyBytes,
    answer,
  },
  deleteEmoji: {
    method: 'POST',
    path: '/api/admin/emoji/delete',
    access: 'admin',
    summary: 'Removes an emoji by the name of its file.',
    group,
    body: z.object({ name: z.string().min(1).max(255) }),
    answer,
  },
  deleteEmojiFolder: {
    method: 'POST',
    path: '/api/admin/emoji/folders/delete',
    access: 'admin',
    summary: 'Removes a folder of emoji with all that lies in it.',
    group,
    body: z.object({ name: z.string().min(1).max(40) }),
    answer,
  },
});
