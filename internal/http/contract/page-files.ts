import * as shapes from '../../config/shapes.ts';
import { z } from '../../platform/schema.ts';
import { defineEndpoints } from './endpoint.ts';

const group = 'Page';
const query = z.object({ v: z.string().max(100).optional() });

/** Files that the channel's page is made of besides itself, each written from the settings. */
export const pageFileEndpoints = defineEndpoints({
  getRobots: {
    method: 'GET',
    path: '/robots.txt',
    access: 'anyone',
    summary: 'What search engines may visit.',
    group,
    answer: { kind: 'raw', mediaType: 'text/plain' },
  },
  getCustomStyles: {
    method: 'GET',
    path: '/customstyles.css',
    access: 'anyone',
    summary:
      "The owner's colours and styles; with the right `v`, which changes with them, they may be cached for good.",
    group,
    query,
    answer: { kind: 'raw', mediaType: 'text/css' },
  },
  getCustomJavascript: {
    method: 'GET',
    path: '/customjavascript',
    access: 'anyone',
    summary: "The owner's script; with the right `v`, which changes with it, it may be cached for good.",
    group,
    query,
    answer: { kind: 'raw', mediaType: 'text/javascript' },
  },
  previewLook: {
    method: 'POST',
    path: '/api/admin/look/preview',
    access: 'admin',
    summary: 'The style sheet that these colours and styles would come to; nothing is stored.',
    group,
    body: z.object({ appearance: shapes.appearance, customStyles: z.string().max(200_000) }),
    answer: { kind: 'json', schema: z.object({ css: z.string() }) },
  },
  previewPageText: {
    method: 'POST',
    path: '/api/admin/look/text',
    access: 'admin',
    summary: 'The HTML that Markdown comes to on the page, of which nothing can run; nothing is stored.',
    group,
    body: z.object({ markdown: z.string().max(200_000) }),
    answer: { kind: 'json', schema: z.object({ html: z.string() }) },
  },
  getExternalAction: {
    method: 'GET',
    path: '/external-actions/{index}',
    access: 'anyone',
    summary: 'The HTML of an action of the page, fenced in: no script of it runs.',
    group,
    params: z.object({
      index: z
        .string()
        .regex(/^\d{1,2}$/)
        .transform(Number),
    }),
    answer: { kind: 'raw', mediaType: 'text/html' },
  },
});
