/** Writers of one mailbox in this process, one after the other: they would only conflict with each other. */
export class MailboxLines {
  readonly #last = new Map<string, Promise<unknown>>();

  run<Result>(mailbox: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(mailbox);
    const running = before === undefined ? work() : before.then(work);
    const ended: Promise<void> = running.then(
      () => this.#leave(mailbox, ended),
      () => this.#leave(mailbox, ended),
    );
    this.#last.set(mailbox, ended);
    return running;
  }

  #leave(mailbox: string, ended: Promise<unknown>): void {
    if (this.#last.get(mailbox) === ended) this.#last.delete(mailbox);
  }
}
