/** Asks the server for one thing again and again. Whatever order the answers come in, an older one never stands in a newer one's place. */
export class Inquiry<Sent, Reply> {
  readonly #ask: (sent: Sent) => Promise<Reply>;
  readonly #onReply: (reply: Reply) => void;
  #sent: Sent;
  /** The number of the call that was made last, and of the newest one that was answered. */
  #asked = 0;
  #heard = 0;
  #underWay = 0;

  constructor(needs: {
    readonly sent: Sent;
    readonly ask: (sent: Sent) => Promise<Reply>;
    readonly onReply: (reply: Reply) => void;
  }) {
    this.#sent = needs.sent;
    this.#ask = needs.ask;
    this.#onReply = needs.onReply;
  }

  /** Sends that from the next call on; what was asked before is of no interest any more. */
  turnTo(sent: Sent): void {
    this.#sent = sent;
    this.#heard = this.#asked + 1;
  }

  /** Asks now, with what is sent by now. */
  async ask(): Promise<void> {
    this.#asked += 1;
    const turn = this.#asked;
    this.#underWay += 1;
    const reply = await this.#ask(this.#sent);
    this.#underWay -= 1;
    if (turn < this.#heard) return;
    this.#heard = turn;
    this.#onReply(reply);
  }

  /** Asks, unless an answer is waited for anyway: a server that takes its time is not asked all the more. */
  async askAgain(): Promise<void> {
    if (this.#underWay === 0) await this.ask();
  }
}
