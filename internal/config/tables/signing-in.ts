import { setting } from '../definition.ts';
import * as kinds from '../kinds.ts';

/** Settings of the group "Signing in". */
export const signingInSettings = {
  'indieauth-private': setting({
    group: 'Signing in',
    kind: kinds.onOff(),
    defaultText: 'off',
    help: 'Whether people may sign in with addresses of private networks, and without HTTPS: anybody in the chat can make the server ask there.',
    takesEffect: 'at once',
  }),
  'openid-issuer': setting({
    group: 'Signing in',
    kind: kinds.optionalIssuer(),
    defaultText: '',
    help: 'Provider of OpenID Connect whose accounts may be used in the chat, by its issuer address.',
    takesEffect: 'at once',
  }),
  'openid-client-id': setting({
    group: 'Signing in',
    kind: kinds.line({ min: 0, max: 500 }),
    defaultText: '',
    help: 'What that provider knows this station by.',
    takesEffect: 'at once',
  }),
  'openid-client-secret': setting({
    group: 'Signing in',
    kind: kinds.line({ min: 0, max: 1000 }),
    defaultText: '',
    help: 'The secret that goes with it; empty for a public client.',
    takesEffect: 'at once',
    secret: true,
  }),
  'openid-name': setting({
    group: 'Signing in',
    kind: kinds.line({ min: 1, max: 50 }),
    defaultText: 'OpenID',
    help: 'What people know that provider by, as the button in the chat says it.',
    takesEffect: 'at once',
  }),
  'openid-studio': setting({
    group: 'Signing in',
    kind: kinds.accountNames(),
    defaultText: '',
    help: 'Accounts of that provider that may enter the studio, each by its subject or its verified e-mail address.',
    takesEffect: 'at once',
  }),
} as const;
