import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { certificate } from './certificate.ts';

/** An e-mail that was handed in. */
export interface ReceivedMail {
  readonly to: readonly string[];
  readonly isEncrypted: boolean;
  readonly user: string;
  /** Headers, an empty line, the text. */
  readonly text: string;
}

function refusal(responseCode: number, words: string): Error {
  return Object.assign(new Error(words), { responseCode });
}

/** A mail server that takes what comes from the right user, and keeps it: nothing for `nobody`, and nothing yet for whoever is called `later`. */
export class MailReceiver {
  readonly received: ReceivedMail[] = [];
  readonly #server: SMTPServer;

  private constructor(signIn: { readonly user: string; readonly password: string }, mayPlain: boolean) {
    this.#server = new SMTPServer({
      ...certificate,
      logger: false,
      authOptional: mayPlain,
      ...(mayPlain && { disabledCommands: ['STARTTLS'] }),
      onAuth: (auth, _session, done) => {
        if (auth.username === signIn.user && auth.password === signIn.password) done(null, { user: signIn.user });
        else done(new Error('That is not the password.'));
      },
      onRcptTo: ({ address }, _session, done) => {
        if (address.startsWith('later@')) return done(refusal(450, 'Come back later.'));
        done(address.startsWith('nobody@') ? refusal(550, 'There is nobody of that name.') : null);
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          this.received.push({
            to: session.envelope.rcptTo.map(({ address }) => address),
            isEncrypted: session.secure,
            user: typeof session.user === 'string' ? session.user : '',
            text: Buffer.concat(chunks).toString(),
          });
          done();
        });
      },
    });
    this.#server.on('error', () => {});
  }

  /** `mayPlain`: it neither encrypts nor asks who one is. */
  static async open(
    signIn: { readonly user: string; readonly password: string },
    mayPlain = false,
  ): Promise<MailReceiver> {
    const receiver = new MailReceiver(signIn, mayPlain);
    await new Promise<void>((resolve) => receiver.#server.listen(0, '127.0.0.1', () => resolve()));
    return receiver;
  }

  get port(): number {
    return (this.#server.server.address() as AddressInfo).port;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}
