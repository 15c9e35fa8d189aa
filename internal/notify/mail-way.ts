import { systemCode } from '../platform/errors.ts';
import { type Delivered, type Notice, subjectOf } from './notice.ts';

/** Where mail is handed in, and under which name. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** `tls` from the first byte, `starttls` before anything that matters is said, or `none`. */
  readonly security: 'tls' | 'starttls' | 'none';
  /** Empty for a server that asks for none. */
  readonly user: string;
  readonly password: string;
  readonly from: string;
}

export interface MailWayNeeds {
  /** Null while it is not set. */
  readonly server: () => MailServer | null;
  /** Numbers of a host that may be connected to; or why it may not, in a sentence. */
  readonly resolve: (host: string) => Promise<readonly string[] | string>;
  readonly newId: () => string;
  /** Where whoever gets e-mails at an address can end that; null while the station has no address of its own by HTTPS. */
  readonly leaveUrl: (address: string) => string | null;
  /** Told otherwise by tests alone. */
  readonly certificateAuthority?: string;
}

const TIMEOUT_MS = 10_000;
const LONGEST_SUBJECT = 200;

/** Writes an e-mail to one address. */
export class MailWay {
  readonly #needs: MailWayNeeds;

  constructor(needs: MailWayNeeds) {
    this.#needs = needs;
  }

  async deliver(notice: Notice, to: string): Promise<Delivered> {
    const { certificateAuthority, leaveUrl, newId, resolve } = this.#needs;
    const server = this.#needs.server();
    if (server === null) return refused('There is no mail server: set mail-host and mail-from.', true);
    const addresses = await resolve(server.host);
    if (typeof addresses === 'string') return refused(addresses, true);
    // Loaded for the first mail: most stations send none.
    const { createTransport } = await import('nodemailer');
    const transport = createTransport({
      // The number that was judged, so that the name cannot become another one meanwhile.
      host: addresses[0] ?? server.host,
      port: server.port,
      secure: server.security === 'tls',
      requireTLS: server.security === 'starttls',
      ignoreTLS: server.security === 'none',
      tls: { servername: server.host, ...(certificateAuthority !== undefined && { ca: certificateAuthority }) },
      ...(server.user !== '' && { auth: { user: server.user, pass: server.password } }),
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    try {
      await transport.sendMail({
        from: server.from,
        to: { name: '', address: to },
        messageId: `<${newId()}@${domainOf(server.from)}>`,
        ...writeMail(notice, leaveUrl(to)),
        headers: headersOf(leaveUrl(to)),
      });
      return { kind: 'taken', status: 250 };
    } catch (error) {
      return judge(error);
    } finally {
      transport.close();
    }
  }
}

/** Plain text: nothing in it has to be loaded, and every program shows it. */
export function writeMail(
  notice: Notice,
  leaveUrl: string | null,
): { readonly subject: string; readonly text: string } {
  const { channel, messages, url } = notice;
  const about = subjectOf(notice);
  const subject = [channel, messages.mail].filter((part) => part !== '').join(': ');
  return {
    subject: subject.replaceAll(/\s+/g, ' ').slice(0, LONGEST_SUBJECT),
    text: `${[messages.mail, about, url, footOf(leaveUrl)].filter((part) => part !== '').join('\n\n')}\n`,
  };
}

function footOf(leaveUrl: string | null): string {
  return leaveUrl === null ? '' : `No more of these e-mails: ${leaveUrl}`;
}

/** Answers of people on holiday help nobody (RFC 3834); programs show a button that ends the e-mails with one press (RFC 8058). */
function headersOf(leaveUrl: string | null): Record<string, string> {
  return {
    'Auto-Submitted': 'auto-generated',
    Precedence: 'bulk',
    ...(leaveUrl !== null && {
      'List-Unsubscribe': `<${leaveUrl}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    }),
  };
}

function refused(reason: string, isFinal: boolean, status: number | null = null): Delivered {
  return { kind: 'refused', status, reason, isFinal };
}

function judge(error: unknown): Delivered {
  const status = replyCode(error);
  const words = error instanceof Error ? error.message.replaceAll(/\s+/g, ' ').slice(0, 300) : '';
  const code = systemCode(error);
  // A wrong password is mended by the owner, and tried again meanwhile might lock the account.
  const isFinal = code === 'EAUTH' || (status !== null && status >= 500);
  return refused(`The mail was not taken: ${words}`, isFinal, status);
}

/** The number of the server's answer; null when it gave none. */
function replyCode(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('responseCode' in error)) return null;
  return typeof error.responseCode === 'number' ? error.responseCode : null;
}

function domainOf(from: string): string {
  return /@([a-z0-9.-]+)/i.exec(from)?.[1] ?? 'aerial.invalid';
}
