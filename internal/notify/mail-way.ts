import { systemCode } from '../platform/errors.ts';
import { untilAborted } from '../platform/until-aborted.ts';
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

type Refused = Extract<Delivered, { kind: 'refused' }>;

const TIMEOUT_MS = 10_000;
const LONGEST_SUBJECT = 200;
/** Addresses of a mail server that are tried. */
const MAX_ADDRESSES = 3;

/** Writes an e-mail to one address. */
export class MailWay {
  readonly #needs: MailWayNeeds;

  constructor(needs: MailWayNeeds) {
    this.#needs = needs;
  }

  /** One try; `signal` ends the wait for it. */
  async deliver(notice: Notice, to: string, signal?: AbortSignal): Promise<Delivered> {
    const server = this.#needs.server();
    if (server === null) return refused('There is no mail server: set mail-host and mail-from.', true);
    const work = this.#handIn(server, notice, to);
    return signal === undefined ? work : untilAborted(work, signal, refused('The server stops.', false));
  }

  async #handIn(server: MailServer, notice: Notice, to: string): Promise<Delivered> {
    const addresses = await this.#needs.resolve(server.host);
    if (typeof addresses === 'string') return refused(addresses, true);
    let outcome: Delivered = refused('The mail server has no address.', false);
    // A host may have an address at which nobody listens, such as ::1 beside 127.0.0.1.
    for (const address of addresses.slice(0, MAX_ADDRESSES)) {
      const error = await this.#send(server, address, notice, to);
      if (error === null) return { kind: 'taken', status: 250 };
      outcome = judge(error);
      if (!isUnreached(error)) break;
    }
    return outcome;
  }

  /** What went wrong; null when the mail was taken. */
  async #send(server: MailServer, address: string, notice: Notice, to: string): Promise<unknown> {
    const { certificateAuthority, leaveUrl, newId } = this.#needs;
    // Loaded for the first mail: most stations send none.
    const { createTransport } = await import('nodemailer');
    const transport = createTransport({
      // The number that was judged, so that the name cannot become another one meanwhile.
      host: address,
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
      return null;
    } catch (error) {
      return error ?? new Error('unknown');
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

function refused(reason: string, isFinal: boolean, status: number | null = null): Refused {
  return { kind: 'refused', status, reason, isFinal };
}

function judge(error: unknown): Refused {
  const status = replyCode(error);
  const words = error instanceof Error ? error.message.replaceAll(/\s+/g, ' ').slice(0, 300) : '';
  const code = systemCode(error);
  // A wrong password is mended by the owner, and tried again meanwhile might lock the account.
  const isFinal = code === 'EAUTH' || (status !== null && status >= 500);
  return { ...refused(`The mail was not taken: ${words}`, isFinal, status), isAboutOne: isAboutReceiver(error) };
}

/** Whether the server took everything until it was told who the mail is for: greylisting, a mailbox that is full. */
function isAboutReceiver(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('command' in error)) return false;
  return error.command === 'RCPT TO' || error.command === 'DATA';
}

/** Whether there was no connection at all, so that nothing can have been handed in. */
function isUnreached(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'syscall' in error && error.syscall === 'connect';
}

/** The number of the server's answer; null when it gave none. */
function replyCode(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('responseCode' in error)) return null;
  return typeof error.responseCode === 'number' ? error.responseCode : null;
}

function domainOf(from: string): string {
  return /@([a-z0-9.-]+)/i.exec(from)?.[1] ?? 'aerial.invalid';
}
