/** Sends a message of the demo by SMTP, as another host does, or as a user by submission. */
import { SmtpClient, type SmtpReply } from '@postbus/testing';

export interface Sending {
  /** `host:port` */
  readonly to: string;
  readonly from: string;
  readonly recipients: readonly string[];
  readonly mime: Uint8Array;
  /** Then STARTTLS comes first. */
  readonly login?: { readonly user: string; readonly password: string };
}

/** @returns when 250 came after the data, of `performance.now()` */
export async function sendMessage({ to, from, recipients, mime, login }: Sending): Promise<number> {
  const colon = to.lastIndexOf(':');
  const client = await SmtpClient.connect({ host: to.slice(0, colon), port: Number(to.slice(colon + 1)) });
  try {
    expectCode(await client.reply(), 220);
    expectCode(await client.command('EHLO client.example'), 250);
    if (login !== undefined) {
      expectCode(await client.startTls(), 220);
      expectCode(await client.command('EHLO client.example'), 250);
      expectCode(await client.authPlain(login.user, login.password), 235);
    }
    const { mail, recipients: answers, data, replies } = await client.sendMessage({ from, to: recipients, data: mime });
    for (const answer of [mail, ...answers]) expectCode(answer, 250);
    expectCode(data, 354);
    expectCode(replies[0], 250);
    const accepted = performance.now();
    await client.quit();
    return accepted;
  } finally {
    client.destroy();
  }
}

function expectCode(reply: SmtpReply | undefined, code: number): void {
  if (reply?.code !== code) throw new Error(`SMTP answered ${reply?.code} where ${code} was expected`);
}
