/** Carriers that others wrote take our binds and submissions, and deliver. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { tlv } from '@postbus/smpp';
import { describe, expect, it } from 'vitest';
import { account, session, submitSm, told } from './carrier.fixture.ts';
import type { DeliveredPdu } from './index.ts';

/** npm `smpp`, as far as it is used. */
interface TheirPdu {
  readonly command: string;
  readonly password: string;
  readonly destination_addr: string;
  readonly short_message: { readonly message: string | Uint8Array };
  response(fields?: object): TheirPdu;
}
interface TheirSession {
  on(event: string, listener: (pdu: TheirPdu) => void): void;
  send(pdu: TheirPdu): void;
  deliver_sm(fields: object, answered: (pdu: { command_status: number }) => void): void;
  enquire_link(fields: object, answered: (pdu: { command: string }) => void): void;
  unbind(fields: object, answered: (pdu: { command: string }) => void): void;
  close(): void;
}
const smpp = createRequire(import.meta.url)('smpp') as {
  createServer(listener: (session: TheirSession) => void): Server;
};

describe('a server of npm smpp', () => {
  it('binds, takes submissions over a window, delivers, and sees the unbind', async () => {
    const commands: string[] = [];
    const bound = Promise.withResolvers<TheirSession>();
    const server = smpp.createServer((theirs) => {
      theirs.on('error', () => {});
      theirs.on('pdu', (pdu) => commands.push(pdu.command));
      theirs.on('bind_transceiver', (pdu) => {
        theirs.send(pdu.response({ system_id: 'theirs', command_status: pdu.password === 'geheim42' ? 0 : 0x0e }));
        bound.resolve(theirs);
      });
      theirs.on('submit_sm', (pdu) => theirs.send(pdu.response({ message_id: `id-${pdu.destination_addr}` })));
      theirs.on('unbind', (pdu) => {
        theirs.send(pdu.response());
        theirs.close();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const seen: DeliveredPdu[] = [];
    const used = account(
      [{ host: '127.0.0.1', port }],
      { limits: { window: 20 } },
      { deliver: async (pdu) => void seen.push(pdu) },
    );
    const outcomes = await Promise.all(Array.from({ length: 200 }, (_, index) => used.submit(submitSm(String(index)))));
    expect(outcomes.map((each) => each.outcome === 'answered' && each.messageId)).toEqual(
      outcomes.map((_, index) => `id-${index}`),
    );
    const theirs = await bound.promise;
    const status = await new Promise((resolve) => {
      theirs.deliver_sm({ source_addr: '316', destination_addr: '1234', short_message: 'Back' }, (pdu) =>
        resolve(pdu.command_status),
      );
    });
    expect(status).toBe(0);
    expect(seen).toMatchObject([{ command: 'deliver_sm', body: { source_addr: '316' } }]);
    expect(await new Promise((resolve) => theirs.enquire_link({}, (pdu) => resolve(pdu.command)))).toBe(
      'enquire_link_resp',
    );
    await used.close();
    expect(commands.at(-1)).toBe('unbind');
    server.close();
    await once(server, 'close');
  });
});

const jars = process.env['POSTBUS_READERS_SMS_JARS'];
const hasJsmpp =
  jars !== undefined && globSync(join(jars, 'jsmpp-*.jar')).length > 0 && spawnSync('java', ['-version']).status === 0;

/** Takes one bind after another by its password; answers with the destination as the id, and 9… with an error; then a receipt. */
const jsmppProgram = `
import org.jsmpp.bean.*; import org.jsmpp.extra.*; import org.jsmpp.session.*;
public class Carrier {
  public static void main(String[] args) throws Exception {
    int port;
    try (java.net.ServerSocket free = new java.net.ServerSocket(0)) { port = free.getLocalPort(); }
    SMPPServerSessionListener listener = new SMPPServerSessionListener(port);
    System.out.println("port " + port);
    for (;;) {
      SMPPServerSession session = listener.accept();
      new Thread(() -> { try { serve(session); } catch (Exception e) { System.out.println("fault " + e); } }).start();
    }
  }
  static void serve(SMPPServerSession session) throws Exception {
    session.setMessageReceiverListener((ServerMessageReceiverListener) java.lang.reflect.Proxy.newProxyInstance(Carrier.class.getClassLoader(), new Class<?>[] { ServerMessageReceiverListener.class }, (proxy, method, given) -> {
      if (!method.getName().equals("onAcceptSubmitSm")) throw new ProcessRequestException("no", 8);
      SubmitSm submit = (SubmitSm) given[0];
      if (submit.getDestAddress().startsWith("9")) throw new ProcessRequestException("no", 0x0b);
      System.out.println("submit " + submit.getDestAddress() + " " + new String(submit.getShortMessage()));
      if (submit.getRegisteredDelivery() == 1) new Thread(() -> { try { receipt(session, submit); } catch (Exception e) { System.out.println("fault " + e); } }).start();
      return new SubmitSmResult(new org.jsmpp.util.MessageId(submit.getDestAddress()), new OptionalParameter[0]);
    }));
    session.addSessionStateListener((now, before, source) -> System.out.println("state " + now));
    BindRequest bind = session.waitForBind(5000);
    if (bind.getPassword().equals("geheim42")) bind.accept("jsmpp", InterfaceVersion.IF_34); else bind.reject(0x0e);
  }
  static void receipt(SMPPServerSession session, SubmitSm submit) throws Exception {
    String text = "id:" + submit.getDestAddress() + " sub:001 dlvrd:001 submit date:2601011200 done date:2601011201 stat:DELIVRD err:000 text:";
    session.deliverShortMessage("", TypeOfNumber.UNKNOWN, NumberingPlanIndicator.UNKNOWN, submit.getDestAddress(), TypeOfNumber.UNKNOWN, NumberingPlanIndicator.UNKNOWN, submit.getSourceAddr(),
      new ESMClass(MessageMode.DEFAULT, MessageType.SMSC_DEL_RECEIPT, GSMSpecificFeature.DEFAULT), (byte) 0, (byte) 0, new RegisteredDelivery(0), DataCodings.ZERO, text.getBytes());
    System.out.println("receipted");
  }
}
`;

describe('a server of jsmpp', () => {
  it.skipIf(!hasJsmpp)(
    'binds, takes submissions, sends a receipt that is answered, and sees the unbind',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'jsmpp-'));
      const program = join(folder, 'Carrier.java');
      writeFileSync(program, jsmppProgram);
      const path = globSync(join(jars!, '{jsmpp,slf4j-api}-*.jar')).join(delimiter);
      const server = spawn('java', ['-cp', path, program], { stdio: ['ignore', 'pipe', 'pipe'] });
      try {
        const lines: string[] = [];
        const faults: Buffer[] = [];
        server.stderr.on('data', (chunk: Buffer) => faults.push(chunk));
        const reader = createInterface({ input: server.stdout }).on('line', (line) => lines.push(line));
        const line = async (start: string): Promise<string> => {
          for (;;) {
            const found = lines.find((each) => each.startsWith(start));
            if (found !== undefined) return found;
            if (server.exitCode !== null) throw new Error(Buffer.concat(faults).toString());
            await Promise.race([once(reader, 'line'), once(server, 'exit')]);
          }
        };
        const port = Number((await line('port')).slice(5));
        const seen: DeliveredPdu[] = [];
        const options = { times: { bind: 5000, response: 5000, close: 2000 } };
        const bound = await session({ host: '127.0.0.1', port }, options, {
          deliver: async (pdu) => void seen.push(pdu),
        });
        expect(bound.carrier).toEqual({ systemId: 'jsmpp', interfaceVersion: 0x34 });
        const body = {
          source_addr: '1234',
          destination_addr: '31612',
          registered_delivery: 1,
          short_message: Uint8Array.of(0x48, 0x69),
        };
        const tlvs = [tlv('user_message_reference', 7)];
        const outcome = await bound.request({ command: 'submit_sm', body, tlvs });
        expect(outcome).toMatchObject({ outcome: 'answered', status: { code: 0 }, messageId: '31612' });
        expect(told(await bound.request(submitSm('999')))).toBe('ESME_RINVDSTADR');
        expect(await line('submit')).toBe('submit 31612 Hi');
        await line('receipted');
        expect(seen).toMatchObject([{ command: 'deliver_sm', body: { esm_class: 4, destination_addr: '1234' } }]);
        await bound.close();
        await line('state UNBOUND');
        const wrong = session(
          { host: '127.0.0.1', port },
          { ...options, credentials: { systemId: 'p', password: 'wrong' } },
        );
        await expect(wrong).rejects.toMatchObject({ code: 'bind-refused', status: { name: 'ESME_RINVPASWD' } });
      } finally {
        server.kill('SIGKILL');
        rmSync(folder, { recursive: true });
      }
    },
    60_000,
  );
});
